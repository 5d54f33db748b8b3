import BotChatCore

/// One thing that happens in a random play; each is harmless by itself, so that any of them can be left out.
enum Step: Sendable {
  case say(tag: Int, bot: String, to: String, body: [String], cut: Int)
  case goOn(home: Int)
  case wait(Int64)
  case turn([Int])
  case poll
  case run(Int64)
  case settle
  case hold(home: Int, Bool)
  case clear(home: Int)
  case trim(home: Int, Double)
  case replace(home: Int)
  case remove(home: Int)
  case makeAgain(home: Int)
  case touch(home: Int)
  case backUp(home: Int)
  case restoreBackup(home: Int)
  case edit(home: Int)
  case grow(home: Int)
  case readForEdit(bot: String)
  case writeBack(tag: Int, bot: String, to: String, asNewFile: Bool, isJudged: Bool)
  case kill
  case killIn(calls: Int, tear: Int?)
  case killAfter(calls: Int)
  case cutPower(Double)
  case restart
  case jump(Int)
  case failAppend(home: Int, after: Int)
  case failSync(home: Int)
  case failCommit(Int)
  case failRead(home: Int)
  case pause(home: Int, Bool)
  case archive(home: Int, keep: Int)
  case failArchive(Int)
  case failFront(Int)
  case interject(calls: Int, tag: Int, bot: String, to: String)
}

extension Play {
  /// Plays the steps, ends every disturbance, and goes on until all is quiet.
  func play(_ steps: [Step]) {
    for step in steps { play(one: step) }
    for home in roster.homes.indices {
      finishHeader(home)
      world.places[home].stop = nil
      world.places[home].failingAppends = []
      world.places[home].failingSyncs = 0
      world.places[home].failingReads = 0
      world.file(home)?.hasWriter = false
      makeAgain(home)
    }
    world.failingCommits = 0
    world.failingArchives = 0
    world.failingFronts = 0
    world.interruption = nil
    if world.isDead { restart() }
    settle()
  }

  private func letter(_ tag: Int, _ bot: String, _ to: String, _ body: [String]) -> Letter {
    let names = to.split(separator: ",").map { $0.trimmingBlanks }
    let home = village.home(of: bot)
    let reach = village.reach(from: home)
    let homes =
      names.contains("ALL") && home < village.homes.count
      ? Array(reach) : Set(names.map { village.home(of: $0) }).filter(reach.contains).sorted()
    return Letter(
      tag, from: bot, at: home, to: to, homes: homes, body: body.map { Array($0.utf8) })
  }

  func play(one step: Step) {
    switch step {
    case .say(let tag, let bot, let to, let body, let cut):
      let letter = letter(tag, bot, to, body)
      letter.cut(at: cut)
      say(letter)
    case .goOn(let home): goOn(home)
    case .wait(let milliseconds): wait(milliseconds)
    case .turn(let homes): turn(HomeSet(homes))
    case .poll: poll()
    case .run(let milliseconds):
      finishHeaders(within: milliseconds)
      run(milliseconds)
    case .settle: settle()
    case .hold(let home, let isHeld): world.file(home)?.hasWriter = isHeld
    case .clear(let home): clear(home)
    case .trim(let home, let share): trim(home, share)
    case .replace(let home): replace(home)
    case .remove(let home): remove(home)
    case .makeAgain(let home): makeAgain(home)
    case .touch(let home): touch(home)
    case .backUp(let home): backUp(home)
    case .restoreBackup(let home): restoreBackup(home)
    case .edit(let home): edit(home)
    case .grow(let home): grow(home)
    case .readForEdit(let bot): readForEdit(bot)
    case .writeBack(let tag, let bot, let to, let asNewFile, let isJudged):
      let erased = writeBack(letter(tag, bot, to, ["t\(tag) written back\n"]), asNewFile: asNewFile)
      if isJudged { expectRestored(erased, village.home(of: bot)) }
    case .kill: world.die()
    case .killIn(let calls, let tear):
      interrupt(in: calls, tear.map { .within($0) } ?? .before) { $0.die() }
    case .killAfter(let calls): interrupt(in: calls, .after) { $0.die() }
    case .cutPower(let share):
      world.die()
      world.cutPower(keeping: share)
      for letter in letters { letter.lastWrite = world.steady - 10_000_000_000 }
    case .restart: if world.isDead { restart() }
    case .jump(let milliseconds):
      hasJumped = true
      world.wall += Int64(milliseconds) * Self.millisecond
    case .failAppend(let home, let after): world.places[home].failingAppends.append(after)
    case .failSync(let home): world.places[home].failingSyncs += 1
    case .failCommit(let times): world.failingCommits += times
    case .failRead(let home): world.places[home].failingReads += 1
    case .pause(let home, let isPaused): world.places[home].stop = isPaused ? "paused" : nil
    case .archive(let home, let keep): archive(home, keep: keep)
    case .failArchive(let times): world.failingArchives += times
    case .failFront(let times): world.failingFronts += times
    case .interject(let calls, let tag, let bot, let to):
      let letter = letter(tag, bot, to, ["t\(tag) between two calls\n"])
      interrupt(in: calls, .before) { [unowned self] _ in say(letter) }
    }
  }

  private func interrupt(
    in calls: Int, _ side: ModelWorld.Interruption.Side, _ act: @escaping (ModelWorld) -> Void
  ) {
    guard world.interruption == nil || world.interruption.map({ $0.call <= world.calls }) == true else {
      return
    }
    world.interruption = ModelWorld.Interruption(call: world.calls + calls, side: side, act: act)
  }

  /// R10: what was erased comes back.
  private func expectRestored(_ erased: [Letter], _ home: Int) {
    guard !hasJumped, world.places[home].stop == nil, world.places[home].failingAppends.isEmpty else {
      return
    }
    let watched = erased.filter { world.steady - $0.lastWrite < 60_000 * Self.millisecond }
    settle()
    for letter in watched where find(Array(letter.headerLine.utf8), in: world.bytes(home)) == nil {
      complaints.append("home \(home): #\(letter.tag) was erased by mistake and did not come back")
    }
  }
}

extension Substring {
  fileprivate var trimmingBlanks: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
