import BotChatCore
import BotChatSystem

/// The running link: joins one bot's postman to the watcher, the timers and the signals.
final class LinkService {
  private let source: ConfigurationFile
  private let bot: Bot
  private let link: Link
  private let options: BotDaemonOptions
  private let lines: EventLog
  private let folder: StateFolder
  private let lock: LockFile
  private let mark: LifeMarkFile
  private let ownLog: OwnLog
  private let signals: Signals
  private let watcher: Watcher?
  private var watchFailure: String?
  private let loop: EventLoop
  private let caller: Caller
  private let alerts: Alerter
  private let postman: Postman
  private let poll: Int64
  private var nextPoll: Int64 = 0
  /// Steady clock: once a day what is older than `remember` goes.
  private var nextForgetting: Int64 = 0
  private var watched: Folder?
  private var isEnding = false
  private var isReloading = false

  /// Throws a `Complaint`: 75 when another link runs for this bot, 74 when the state cannot be used.
  init(_ source: ConfigurationFile, _ bot: Bot, _ link: Link, _ options: BotDaemonOptions) throws {
    self.source = source
    self.bot = bot
    self.link = link
    self.options = options
    lines = EventLog(time: try source.localTime())
    poll = source.configuration.relay.poll.nanoseconds
    let paths = LinkPaths(bot.name, inState: source.state)
    let state: StateFolder
    do {
      state = try StateFolder(path: source.state)
      folder = try state.subfolder("links").subfolder(bot.name)
      // The relay makes it too: whoever comes first.
      try RelayService.makeHome(in: folder)
    } catch {
      throw Complaint(
        "cannot use the state folder \(source.state): \(error)",
        hint: "it must be yours, and writable by nobody else", exit: .inputOutput)
    }
    lock = try Self.take(paths, bot)
    mark = try LifeMarkFile(in: folder, "progress")
    ownLog = OwnLog(inState: source.state)
    signals = try Signals()
    do {
      watcher = try Watcher()
    } catch {
      watcher = nil
      watchFailure = "\(error)"
    }
    loop = try EventLoop()
    caller = try Caller(loop)
    alerts = Alerter(source.configuration, caller, lines, in: folder)
    let switches = WakeSwitches(
      chat: bot.chat(inState: source.state), state: state, own: try BotState(bot.name, in: state).folder)
    postman = try Self.postman(bot, link, source, folder, alerts, loop, lines) { switches.isStopped }
  }

  private static func take(_ paths: LinkPaths, _ bot: Bot) throws(Complaint) -> LockFile {
    do {
      if let lock = try LockFile.acquireForLife(paths.lock) { return lock }
    } catch {
      throw Complaint("cannot lock \(paths.lock): \(error)", exit: .inputOutput)
    }
    throw DetachedDaemon.link(bot).occupied(paths.lock)
  }

  /// Without a sound database nobody knows what went to the hub and what came from it: what stands in the file goes
  /// once more, under the same names.
  private static func postman(
    _ bot: Bot, _ link: Link, _ source: ConfigurationFile, _ folder: StateFolder, _ alerts: Alerter,
    _ loop: EventLoop, _ lines: EventLog, _ switches: @escaping () -> String?
  ) throws -> Postman {
    let state = try folder.subfolder(LinkPaths.stateName)
    func open() throws -> Postman {
      do {
        return try Postman(
          bot, link, source, folder, try LinkDatabase(path: state.path(of: LinkPaths.databaseName)), alerts,
          loop, lines, switches: switches)
      } catch let error as RelayDatabase.NewerSchema {
        throw Complaint(
          "the state in \(state.path) was written by a newer version (schema \(error.found), known \(error.known))",
          hint: "run that version", exit: .configuration)
      }
    }
    do {
      return try Database.openPatiently(open)
    } catch let damage as DatabaseError where damage.isNotOurs {
      lines.warn(
        "link.db was damaged and has been moved aside; what stands in the file goes to the hub once more, which drops "
          + "what it knows: \(damage)")
      let suffix = ".damaged-\(WallClock.now() / 1_000_000_000)"
      for name in [LinkPaths.databaseName, "link.db-wal", "link.db-shm"] {
        try? state.rename(name, to: name + suffix)
      }
      return try open()
    }
  }

  // MARK: running

  /// Runs until it is told to end, or with `--once` until nothing is left to do, or the hub is not there to do it.
  ///
  /// Throws a `Complaint` with exit 74 for that, and when the database is damaged.
  /// - Returns: how to exit; nil: it has to begin again with a new configuration.
  func run() throws -> ExitCode? {
    try loop.listen(to: signals.descriptor) { [unowned self] in takeSignals() }
    if let watcher { try loop.listen(to: watcher.descriptor) { [unowned self] in takeHints(watcher) } }
    lines.say("configuration \(source.digest) is in force: \(source.path)")
    if !options.once { postman.database.posting.database.makeLogRoom() }
    pollNow()
    StandardOutput.write("ready pid=\(ThisProcess.pid) config=\(source.digest) bot=\(bot.name)")
    var obstacle: String?
    while !isEnding {
      obstacle = options.once ? postman.session.obstacle : nil
      if options.once, obstacle != nil || postman.isDone { break }
      try loop.wait(until: min(postman.dueAt, nextPoll, caller.dueAt, alerts.dueAt))
      let now = Moment.now()
      caller.look(at: now.steady)
      alerts.look(at: now)
      if now.steady >= nextPoll {
        pollNow()
      } else if now.steady >= postman.dueAt {
        postman.turn([], at: now)
      }
      if postman.home.isLost {
        throw Complaint(
          "link.db is damaged, or cannot be locked any more",
          hint: "start again: what is damaged is moved aside",
          exit: .inputOutput)
      }
    }
    let isStored = postman.end(loop)
    if isReloading { return nil }
    if let obstacle {
      throw Complaint(
        "\(bot.name) is not in its room: \(obstacle)", hint: "link --bot \(bot.name) --check says more",
        exit: .inputOutput)
    }
    return isStored ? .ok : .inputOutput
  }

  private func pollNow() {
    let now = Moment.now()
    nextPoll = now.steady + poll
    watch()
    postman.home.lookAfterState()
    if now.steady >= nextForgetting {
      nextForgetting = now.steady + Interval.days(1).nanoseconds
      postman.home.engine.forgetProblems(before: now.wall - Interval.days(7).nanoseconds)
      // What cannot be forgotten today can be tomorrow.
      try? postman.database.forget(before: now.wall - source.configuration.relay.remember.nanoseconds)
    }
    postman.turn(nil, at: now)
    ownLog.lookAfter(source.configuration.log)
    mark.write(source)
  }

  private func takeHints(_ watcher: Watcher) {
    // Which name it was does not matter: to look at the one file costs less than to compare names.
    watcher.drain { _ in }
    postman.turn([0], at: Moment.now())
  }

  private func takeSignals() {
    for request in (try? signals.take()) ?? [] {
      switch request {
      case .terminate, .interrupt: isEnding = true
      case .hangUp: reload()
      }
    }
  }

  /// R17: takes the whole new configuration by beginning again, or keeps the old one and says why.
  private func reload() {
    do throws(Complaint) {
      let new = try ConfigurationFile(named: source.path)
      guard new.state == source.state,
        new.configuration.bots.contains(where: { $0.name == bot.name && $0.link != nil })
      else {
        throw Complaint(
          "another state folder, or one without a link of \(bot.name), needs a restart", exit: .configuration)
      }
      isReloading = true
      isEnding = true
    } catch {
      lines.say("configuration \(source.digest) stays in force: \(error.what)")
    }
  }

  private func watch() {
    guard let watcher else {
      if let watchFailure { postman.home.engine.noteWatching("\(watchFailure); the poll carries on") }
      return
    }
    var isNew = false
    guard let folder = postman.home.folder(isNew: &isNew), isNew || watched !== folder else { return }
    do throws(SystemError) {
      try watcher.watch(folder)
      watched = folder
      postman.home.engine.noteWatching(nil)
    } catch {
      postman.home.engine.noteWatching("\(error); the poll carries on")
    }
  }
}
