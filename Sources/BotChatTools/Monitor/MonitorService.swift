import BotChatCore
import BotChatSystem

/// The running monitor: joins one bot's waker to the watcher, the timers and the signals.
final class MonitorService {
  private let source: ConfigurationFile
  private let bot: Bot
  private let options: BotDaemonOptions
  private let lines: EventLog
  private let lock: LockFile
  private let mark: LifeMarkFile
  private let ownLog: OwnLog
  private let signals: Signals
  private let watcher: Watcher?
  private let waking: Waking
  private let poll: Int64
  private var nextPoll: Int64 = 0
  private var watched: Folder?
  private var watchFailure: String?
  private var isEnding = false
  private var isPressed = false
  private var isReloading = false

  /// Throws a `Complaint`: 75 when another monitor wakes this bot, 74 when the state cannot be used.
  init(_ source: ConfigurationFile, _ bot: Bot, _ options: BotDaemonOptions) throws {
    self.source = source
    self.bot = bot
    self.options = options
    lines = EventLog(time: try source.localTime())
    poll = source.configuration.relay.poll.nanoseconds
    let state = try Self.state(bot, source)
    lock = try Self.take(state, bot)
    mark = try LifeMarkFile(in: state.folder, "progress")
    ownLog = OwnLog(inState: source.state)
    signals = try Signals()
    do {
      watcher = try Watcher()
    } catch {
      watcher = nil
      watchFailure = "\(error)"
    }
    waking = try Waking([(bot, 0)], .monitor, source, lines)
  }

  private static func state(_ bot: Bot, _ source: ConfigurationFile) throws(Complaint) -> BotState {
    do {
      return try BotState(bot.name, in: try StateFolder(path: source.state))
    } catch {
      throw Complaint(
        "cannot use the state folder \(source.state): \(error)",
        hint:
          "it must be yours, and writable by nobody else; in a container, mount bots/\(bot.name.lowercased()) of it",
        exit: .inputOutput)
    }
  }

  private static func take(_ state: BotState, _ bot: Bot) throws(Complaint) -> LockFile {
    do {
      if let lock = try LockFile.acquireForLife(state.paths.monitorLock) { return lock }
    } catch {
      throw Complaint("cannot lock \(state.paths.monitorLock): \(error)", exit: .inputOutput)
    }
    throw DetachedDaemon.monitor(bot).occupied(state.paths.monitorLock)
  }

  // MARK: running

  /// Runs until it is told to end, or with `--once` until nothing is left to do.
  ///
  /// - Returns: how to exit; nil: it has to begin again with a new configuration.
  func run() throws -> ExitCode? {
    try waking.loop.listen(to: signals.descriptor) { [unowned self] in takeSignals() }
    if let watcher { try waking.loop.listen(to: watcher.descriptor) { [unowned self] in takeHints(watcher) } }
    if bot.wake == nil {
      lines.warn("\(bot.name) has no \"wake\" in \(source.path): nobody is woken")
    }
    lines.say("configuration \(source.digest) is in force: \(source.path)")
    pollNow()
    while !waker.isHolding, !isEnding, !(options.once && waker.isObstructed) { try step() }
    if waker.isHolding, !isEnding {
      StandardOutput.write("ready pid=\(ThisProcess.pid) config=\(source.digest) bot=\(bot.name)")
    }
    while !isEnding {
      if options.once, waker.isDone || waker.hasGivenUpForNow || waker.isObstructed { break }
      try step()
    }
    let hasFailed = options.once && waker.hasFailed
    let isStored = waking.end(until: MonotonicClock.now() + source.configuration.wake.timeout.nanoseconds) {
      [unowned self] in isPressed
    }
    if isReloading { return nil }
    return isStored && !hasFailed ? .ok : .inputOutput
  }

  private var waker: Waker { waking.wakers[0] }

  private func step() throws {
    try waking.loop.wait(until: min(waking.dueAt, nextPoll))
    let now = Moment.now()
    if now.steady >= nextPoll { pollNow() }
    waking.tick(at: now)
  }

  private func pollNow() {
    let now = Moment.now()
    nextPoll = now.steady + poll
    waking.poll(at: now)
    watch()
    ownLog.lookAfter(source.configuration.log)
    mark.write(source)
  }

  private func takeHints(_ watcher: Watcher) {
    // Which name it was does not matter: to look at the one file costs less than to compare names.
    watcher.drain { _ in }
    waking.look([0], at: Moment.now())
  }

  private func takeSignals() {
    for request in (try? signals.take()) ?? [] {
      switch request {
      case .terminate, .interrupt:
        isPressed = isEnding
        isEnding = true
      case .hangUp: reload()
      }
    }
  }

  /// R17: takes the whole new configuration by beginning again, or keeps the old one and says why.
  private func reload() {
    do throws(Complaint) {
      let new = try ConfigurationFile(named: source.path)
      guard new.state == source.state, new.configuration.bots.contains(where: { $0.name == bot.name }) else {
        throw Complaint(
          "another state folder, or one without \(bot.name), needs a restart", exit: .configuration)
      }
      isReloading = true
      isEnding = true
    } catch {
      lines.say("configuration \(source.digest) stays in force: \(error.what)")
    }
  }

  private func watch() {
    guard let watcher, let listener = waker.listener else { return }
    var isNew = false
    guard let folder = listener.folder(isNew: &isNew), isNew || watched !== folder else { return }
    do throws(SystemError) {
      try watcher.watch(folder)
      watched = folder
      listener.engine.noteWatching(nil)
    } catch {
      listener.engine.noteWatching("\(error); the poll carries on")
    }
    if let watchFailure { listener.engine.noteWatching("\(watchFailure); the poll carries on") }
  }
}
