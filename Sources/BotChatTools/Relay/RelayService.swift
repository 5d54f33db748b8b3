import BotChatCore
import BotChatFormat
import BotChatSystem

/// The running relay: joins the engine to the watcher, the timers and the signals.
final class RelayService {
  private let state: RelayState
  private let options: RelayOptions
  private var source: ConfigurationFile
  private let signals: Signals
  private let waiter: Waiter
  private let watcher: Watcher?
  private let watcherFailure: String?
  private let locks: WritingLocks
  private let mark: LifeMarkFile
  private let ownLog: OwnLog
  private let inbox: Inbox
  private let pool = FilePool()

  private var layout: Layout
  private var effects: LinuxEffects
  private var engine: RelayEngine
  private var log: RelayLog
  /// Home by folder and name, for hints.
  private var homesByName: [String: [(name: String, home: Int)]] = [:]
  private var nextPoll: Int64 = 0
  /// So many files are all looked at when any of them has changed; the canary's only when a hint names them.
  private static let few = 4
  /// Whether the watcher has hints that nobody has read yet.
  private var hasUnreadHints = false
  private var isEnding = false
  /// Whether neither the new layout nor the old one could be taken up.
  private var isBroken = false
  private var layoutFailure: String?
  private var nextForgetting: Int64 = 0
  /// Whether the history is on its way that `--backfill` asked for.
  private var sendsHistory = false
  /// Steady clock: since when all of it is out.
  private var historySent: Int64?
  /// Who wakes the bots that have no monitor; nil when there is nobody to wake.
  private var wakes: WakeThread?
  /// Those that an older configuration began, until what they have under way has ended.
  private var oldWakes: [WakeThread] = []

  init(_ source: ConfigurationFile, _ options: RelayOptions) throws {
    self.source = source
    self.options = options
    signals = try Signals()
    waiter = try Waiter()
    do {
      watcher = try Watcher()
      watcherFailure = nil
    } catch {
      watcher = nil
      watcherFailure = "\(error)"
    }
    (state, locks, (layout, effects, engine, log)) = try Self.begin(source, options, pool)
    mark = try LifeMarkFile(in: state.folder, "relay.progress")
    ownLog = OwnLog(inState: source.state)
    inbox = Inbox(in: state.folder)
  }

  // MARK: running

  /// Runs until it is told to end, or with `--once` until nothing is left to do.
  func run() throws -> ExitCode {
    try prepare()
    // Before anything is written: a kill in the first turn must not find the clean end of the last relay, after
    // which nobody looks for deliveries that the state does not know of (R11).
    try state.database.setWord("clean", "no")
    var hinted: HomeSet?
    var due = turn(nil, at: Moment.now())
    try effects.refuseLostDatabase()
    try state.confirm()
    ready()
    due = serveInbox() ?? due
    while !isEnding {
      if options.once, engine.hasDoneWhatItCan { break }
      let release = locks.release(at: MonotonicClock.now())
      hinted = try wait(until: min(Self.shortly(before: due), nextPoll, release ?? Int64.max))
      if isEnding { break }
      let moment = Moment.now()
      if hinted == nil || moment.steady >= nextPoll {
        try poll(moment)
        hinted = nil
      }
      if hinted == nil || hinted?.isEmpty == false || moment.steady >= due {
        due = turn(hinted, at: moment)
        if hasUnreadHints {
          hasUnreadHints = false
          due = turn(takeHints(), at: Moment.now())
        }
        try effects.refuseLostDatabase()
      }
      due = serveInbox() ?? due
    }
    return try end()
  }

  /// - Returns: when the engine wants its next turn, if that is before the poll.
  private func turn(_ hinted: HomeSet?, at moment: Moment) -> Int64 {
    let due = engine.turn(hinted, at: moment)
    if sendsHistory { endHistory(at: moment) }
    if hinted?.isEmpty != true { wakes?.look(hinted) }
    report()
    return due >= moment.steady + engine.timing.poll ? Int64.max : due
  }

  /// Does what `botchat` asks; the turn that delivers it says when the next one is wanted.
  private func serveInbox() -> Int64? {
    effects.isAtWork = { [mark, source] in mark.write(source) }
    guard inbox.isAsked, inbox.serve(engine, log) else { return nil }
    return turn([], at: Moment.now())
  }

  private func prepare() throws {
    try waiter.add(signals.descriptor)
    if let watcher { try waiter.add(watcher.descriptor) }
    ownLog.lookAfter(source.configuration.log)
    locks.removeStale()
    try? state.folder.removeLeftovers()
    if let damaged = state.damaged {
      log.say(
        "the database was damaged and has been moved aside; the state is rebuilt from the files: \(damaged)")
    }
    if case .lost = state.beginning { log.say("the state was lost; it is rebuilt from the files") }
    log.say("configuration \(source.digest) is in force: \(source.path)")
    if let option = options.history, !state.isFirst {
      log.say(
        "\(option) has no effect: \(source.state) holds the state of an earlier start; it goes on there")
    }
    watchFolders()
    // R13: history is sent without wakes. Who takes up a bot later counts what stands in its file as handled.
    sendsHistory = options.backfill && state.isFirst
    if !sendsHistory { startWakes() }
    nextPoll = MonotonicClock.now() + engine.timing.poll
  }

  /// Begins to wake, as the configuration in force says; the bots that are being woken for an older one follow
  /// when that has ended.
  private func startWakes() {
    oldWakes.removeAll { old in
      if old.hasEnded { old.join() }
      return old.hasEnded
    }
    if let wakes {
      wakes.askToEnd()
      oldWakes.append(wakes)
    }
    let homes = source.configuration.bots.map { bot in
      layout.residents.first { $0.name == bot.name }?.home ?? 0
    }
    do {
      wakes = try WakeThread(source, homes, log.lines)
      wakes?.waitForBeginning(nanoseconds: Self.patience)
    } catch {
      wakes = nil
      log.lines.warn("nobody is woken by the relay: \(error)")
    }
    effects.hasAppended = { [wakes] in wakes?.look([$0]) }
  }

  /// Begins to wake once the history is out, and old enough to count as handled.
  private func endHistory(at moment: Moment) {
    guard engine.hasDoneWhatItCan else {
      historySent = nil
      return
    }
    let sent = historySent ?? moment.steady
    historySent = sent
    guard moment.steady - sent > engine.timing.settle else { return }
    sendsHistory = false
    startWakes()
  }

  /// How long deliveries wait for those who wake, in nanoseconds.
  private static var patience: Int64 { 10_000_000_000 }

  private func ready() {
    let homes = engine.roster.openHomes.count
    StandardOutput.write("ready pid=\(ThisProcess.pid) config=\(source.digest) homes=\(homes)")
    mark.write(source)
  }

  /// Where to wake first on the way to a timer.
  ///
  /// The kernel lets an epoll time-out be late by a thousandth of it, a quarter of a millisecond where a message
  /// settles; what is left after this is short enough to be exact.
  private static func shortly(before due: Int64) -> Int64 {
    let left = due == Int64.max ? 0 : due - MonotonicClock.now()
    return left > 1_000_000 ? due - left / 256 : due
  }

  /// - Returns: the homes that hints name; nil when every one must be looked at.
  private func wait(until due: Int64) throws -> HomeSet? {
    var hints: HomeSet? = HomeSet()
    let left = due - MonotonicClock.now()
    var hasHints = false
    var hasSignals = false
    try waiter.wait(nanoseconds: max(0, left)) { descriptor in
      if descriptor == signals.descriptor { hasSignals = true } else { hasHints = true }
    }
    if hasHints {
      // Where files are few, looking at all of them costs less than asking which one it was: the questions to
      // the kernel wait until the deliveries are out.
      hasUnreadHints = engine.roster.openHomes.count <= Self.few
      hints = hasUnreadHints ? engine.openHomes : takeHints()
    }
    if hasSignals { try takeSignals() }
    return hints
  }

  private func takeHints() -> HomeSet? {
    var homes = HomeSet()
    var isAll = false
    watcher?.drain { hint in
      switch hint.kind {
      case _ where hint.folder == inbox.path: inbox.note(hint)
      case .overflow, .folderGone: isAll = true
      default:
        for entry in homesByName[hint.folder] ?? []
        where entry.name == hint.name || hint.name == ".BOT_CHAT_DISABLED" {
          homes.insert(entry.home)
        }
      }
    }
    return isAll ? nil : homes
  }

  private func takeSignals() throws {
    for request in try signals.take() {
      switch request {
      case .terminate, .interrupt: isEnding = true
      case .hangUp: reload()
      }
    }
  }

  private func report() {
    let entries = engine.takeJournal()
    if !entries.isEmpty { log.write(entries) }
  }

  private func poll(_ now: Moment) throws {
    nextPoll = now.steady + engine.timing.poll
    watchFolders()
    ownLog.lookAfter(source.configuration.log)
    effects.lookAfterState()
    if let loss = effects.stateLoss { engine.noteStateLoss(loss) }
    forget(now)
    if !layout.linksStillHold() || engine.homes.contains(where: { $0.presence != .steady }) {
      let seen = Layout(source.configuration, state: state.folder.path)
      if seen.doubt == nil, seen != layout, !layout.waitsForLinkedFile() { try followPaths() }
    }
    mark.write(source)
  }

  /// Takes up where the paths lead now; what stands in the way is said once, and tried again at the next poll.
  private func followPaths() throws {
    do {
      try rearrange(source)
      layoutFailure = nil
    } catch {
      if isBroken { throw error }
      let what = (error as? Complaint)?.what ?? "\(error)"
      if what != layoutFailure {
        log.say("a chat leads to another file now, which cannot be followed yet: \(what)")
      }
      layoutFailure = what
    }
  }

  /// Once a day the ids that are older than `remember` go (R6), and those of the canary after a day.
  private func forget(_ now: Moment) {
    guard now.steady >= nextForgetting else { return }
    nextForgetting = now.steady + 86_400_000_000_000
    let remember = source.configuration.relay.remember
    func cutoff(_ age: Interval) -> Int { Int((now.wall - age.nanoseconds) / 1_000_000) }
    do {
      let hidden = engine.roster.homes.filter(\.isPrivate).map(\.number)
      try state.database.forget(before: cutoff(min(remember, CanaryPair.remember)), from: hidden)
      try state.database.forget(before: cutoff(remember))
    } catch {
      log.say("old ids could not be forgotten: \(error)")
    }
  }

  private func watchFolders() {
    var failure = watcherFailure
    homesByName.removeAll(keepingCapacity: true)
    for (home, file) in effects.files.enumerated() {
      homesByName[file.folderPath, default: []].append((file.name, home))
      do throws(SystemError) {
        let isNew = try file.holdFolder()
        if isNew || !file.isWatched, let folder = file.folder, let watcher {
          try watcher.watch(folder)
          file.isWatched = true
        }
      } catch {
        file.isWatched = false
        if !error.isMissing { failure = "\(error)" }
      }
    }
    inbox.lookAfter(watcher, log)
    engine.noteWatching(failure.map { "\($0); the poll carries on" })
  }

  // MARK: another configuration

  /// R17: takes the whole new configuration, or keeps the old one and says why.
  private func reload() {
    do {
      let new = try ConfigurationFile(named: source.path)
      guard new.state == source.state else {
        throw Complaint("another state folder needs a restart", exit: .configuration)
      }
      try rearrange(new)
      log.say("configuration \(source.digest) is in force")
    } catch  where isBroken {
      log.say("neither the new configuration nor the old one can be taken up: \(error)")
      isEnding = true
    } catch let complaint as Complaint {
      log.say("configuration \(source.digest) stays in force: \(complaint.what)")
    } catch {
      log.say("configuration \(source.digest) stays in force: \(error)")
    }
  }

  /// Builds everything anew from the stored state, as after a clean restart, without letting go of the locks.
  ///
  /// What could not be stored would be forgotten with the engine, so then nothing changes.
  private func rearrange(_ new: ConfigurationFile) throws {
    guard engine.storeAll() else {
      report()
      throw Complaint("the state cannot be stored", exit: .inputOutput)
    }
    report()
    // They are counted by home, and the homes change.
    locks.releaseAll()
    effects.release()
    do {
      (layout, effects, engine, log) = try Self.build(new, state, locks, pool, isClean: true)
      source = new
    } catch {
      do {
        (layout, effects, engine, log) = try Self.build(source, state, locks, pool, isClean: true)
      } catch {
        isBroken = true
        throw error
      }
      watchFolders()
      throw error
    }
    watchFolders()
    startWakes()
    nextPoll = 0
  }

  // MARK: the end

  private func end() throws -> ExitCode {
    let isStored = engine.storeAll()
    report()
    locks.releaseAll()
    if isStored { try state.database.setWord("clean", "yes") }
    try endWakes()
    return isStored && !(options.once && engine.leavesFilesUnread) ? .ok : .inputOutput
  }

  /// Lets the wakes that are under way run to their end; told to end once more, it leaves them to themselves.
  private func endWakes() throws {
    for thread in oldWakes + [wakes].compactMap(\.self) {
      if options.once { thread.askToFinish() } else { thread.askToEnd() }
      try waiter.add(thread.descriptor)
      var hasEnded = false
      while !hasEnded {
        var hasSignals = false
        try waiter.wait(nanoseconds: nil) { descriptor in
          if descriptor == thread.descriptor { hasEnded = true }
          if descriptor == signals.descriptor { hasSignals = true }
        }
        if hasSignals, !(try signals.take()).isEmpty { thread.askToEnd() }
        watcher?.drain { _ in }
      }
      thread.join()
    }
  }
}
