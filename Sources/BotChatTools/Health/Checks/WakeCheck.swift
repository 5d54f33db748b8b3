import BotChatCore
import BotChatSystem

/// Pending and failing wakes of each bot, from its own database (H2).
struct WakeCheck {
  let world: HealthWorld

  func run() -> [Finding] {
    let bots = world.configuration.bots.filter { $0.wake != nil }
    if bots.isEmpty { return [.ok(.wake, found: "no bot has a wake: nobody is woken")] }
    let findings = bots.map { bot in
      WakeHealth.judge(bot.name, reading(bot), isExpected: !world.isStopped)
    }
    // A hundred lines that say nothing would hide the one that does.
    let bad = findings.filter { $0.severity != .ok }
    if !bad.isEmpty || findings.count <= 8 { return bad.isEmpty ? findings : bad }
    return [.ok(.wake, found: "\(findings.count) bots, each woken for everything")]
  }

  /// What is stored of a bot's wakes.
  func reading(_ bot: Bot) -> WakeHealth.Reading {
    let paths = BotPaths(bot.name, inState: world.state)
    var reading = WakeHealth.Reading()
    reading.isHeldBySomebody = (try? LockFile.isHeld(paths.wakeLock)) == true
    if (try? Folder(path: paths.folder)) != nil, let state = try? StateFolder(path: world.state),
      let own = try? StateFolder(path: paths.folder)
    {
      reading.hold = hold(in: own)
      reading.stoppedBy = WakeSwitches(chat: bot.chat(inState: world.state), state: state, own: own).isStopped
    }
    do throws(DatabaseError) {
      try read(try Database(path: paths.database, isReadOnly: true), into: &reading)
    } catch {
      // It may be missing, or just being made; only damage says something.
      if error.isDamaged { reading.damage = "\(error)" }
    }
    return reading
  }

  /// Why the loop guard holds it; the folder may be a container's, so nothing in it is followed.
  private func hold(in own: StateFolder) -> String? {
    guard let bytes = (try? own.readSmall("held", limit: 4096)).flatMap(\.self) else { return nil }
    let now = WallClock.now()
    let hold = Hold(text: String(decoding: bytes, as: UTF8.self), modified: now)
    return hold.until.map { $0 > now } ?? true ? hold.why : nil
  }

  private func read(_ database: Database, into reading: inout WakeHealth.Reading) throws(DatabaseError) {
    let plan = try database.prepare(
      "SELECT name, value FROM plan WHERE name IN ('done', 'failures', 'last failure', 'watch told')")
    var done = 0
    while try plan.step() {
      switch plan.text(0) {
      case "done": done = plan.int(1)
      case "failures": reading.failures = max(0, plan.int(1))
      case "last failure": reading.lastFailure = plan.isNull(1) ? nil : String(plan.text(1).prefix(400))
      default: reading.isUnanswered = plan.int(1) == 1
      }
    }
    let arrivals = try database.prepare("SELECT count(*), min(seen) FROM arrival WHERE number > ?")
    try arrivals.bind(1, done)
    guard try arrivals.step(), arrivals.int(0) > 0 else { return }
    reading.pending = arrivals.int(0)
    reading.age = max(0, WallClock.now() - Int64(arrivals.int(1)))
  }
}
