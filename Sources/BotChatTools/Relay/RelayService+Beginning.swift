import BotChatCore
import BotChatSystem

// How a service comes to be: from the configuration and the state to an engine that has started.
extension RelayService {
  typealias Beginnings = (RelayState, WritingLocks, (Layout, LinuxEffects, RelayEngine, RelayLog))

  /// Takes up the state; a database that is damaged is moved aside when it still is at a second look.
  static func begin(
    _ source: ConfigurationFile, _ options: RelayOptions, _ pool: FilePool
  ) throws -> Beginnings {
    do {
      return try Database.openPatiently { try begin(source, options, pool, after: nil) }
    } catch let damage as DatabaseError where damage.isNotOurs {
      return try begin(source, options, pool, after: damage)
    }
  }

  private static func begin(
    _ source: ConfigurationFile, _ options: RelayOptions, _ pool: FilePool, after damage: DatabaseError?
  ) throws -> Beginnings {
    let state = try RelayState(path: source.state, damage: damage)
    if case .first = state.beginning {
      state.wish(try wishes(source, options, state))
    }
    let locks = WritingLocks(in: state.folder, hold: source.configuration.relay.lockHold.nanoseconds)
    return (state, locks, try build(source, state, locks, pool))
  }

  static func build(
    _ source: ConfigurationFile, _ state: RelayState, _ locks: WritingLocks, _ pool: FilePool,
    isClean: Bool = false
  ) throws -> (Layout, LinuxEffects, RelayEngine, RelayLog) {
    let configuration = source.configuration
    let time = try source.localTime()
    try makeOwnHomes(configuration, state.folder)
    let layout = Layout(configuration, state: state.folder.path)
    if let doubt = layout.doubt {
      throw Complaint(
        "cannot tell which chats are one file: \(doubt)", hint: "start again when there is room",
        exit: .inputOutput)
    }
    // In one transaction: each new number would be a sync of its own, seconds for hundreds of bots.
    let (roster, newcomers) = try state.database.database.transaction {
      try layout.roster(configuration, state.database)
    }
    try state.database.moveOrphans(layout, roster)
    let effects = LinuxEffects(
      layout: layout, roster: roster, database: state.database, state: state.folder, key: state.key,
      time: time, zoneLabel: configuration.zone.label, locks: locks, pool: pool)
    for bot in configuration.bots where bot.wake != nil {
      guard let home = layout.residents.first(where: { $0.name == bot.name })?.home else { continue }
      effects.listeners.append((home, bot.name, BotPaths(bot.name, inState: state.folder.path).database))
    }
    let timing = Timing(
      settle: configuration.relay.settle.nanoseconds, poll: configuration.relay.poll.nanoseconds)
    let engine = RelayEngine(
      effects: effects, roster: roster, timing: timing, limit: configuration.relay.maxMessage.bytes)
    try state.database.eachMark { engine.remember(mark: $0, sequence: $1) }
    var memory = try state.database.memory(files: roster.homes.map(\.number))
    if isClean { memory.wasClean = true }
    memory.members = Set(roster.members.map(\.number)).subtracting(newcomers)
    let log = RelayLog(roster: roster, lines: EventLog(time: time)) { [database = state.database] in
      database.record($0)
    }
    // What fails for a moment is asked once more: without a state, a file that is not seen now has had everything.
    for file in effects.files where (try? file.holdFolder()) == nil { _ = try? file.holdFolder() }
    try refuseServed(effects, layout)
    effects.lookAfterState()
    engine.start(memory, state.beginning, at: Moment.now())
    return (layout, effects, engine, log)
  }

  /// What the owner wants sent of the history at a first start (R13).
  static func wishes(
    _ source: ConfigurationFile, _ options: RelayOptions, _ state: RelayState
  ) throws -> FirstStart {
    var wishes = FirstStart()
    wishes.backfill = options.backfill
    switch options.since {
    case nil: break
    case .written(let time): wishes.since = time
    case .ago(let age):
      wishes.since = try LocalTime(zone: source.configuration.zone.name)
        .headerText(WallClock.now() - age.nanoseconds)
    }
    if let folder = options.fromOld {
      wishes.offsets = try OldScripts.offsets(
        in: folder, Layout(source.configuration, state: state.folder.path))
    }
    return wishes
  }

  /// R16: a chat file that another relay serves is no file of ours.
  static func refuseServed(_ effects: LinuxEffects, _ layout: Layout) throws(Complaint) {
    for file in effects.files.prefix(layout.homes.count) {
      do throws(EffectFailure) {
        if case .file = file.look() { try file.adopt(from: effects.pool) }
      } catch {
        if error.what.hasSuffix(HomeFile.servedByAnother) {
          throw Complaint(
            error.what, hint: "end that relay, or take the chat out of one configuration", exit: .tryAgain)
        }
      }
    }
    effects.pool.clear()
  }

  /// Homes inside of the state folder are ours to make; any other missing file is waited for.
  static func makeOwnHomes(_ configuration: Configuration, _ state: StateFolder) throws {
    for human in configuration.humans where human.chat == nil {
      try makeHome(in: try state.subfolder("humans").subfolder(human.name))
    }
    for bot in configuration.bots where bot.link != nil {
      try makeHome(in: try state.subfolder("links").subfolder(bot.name))
    }
    // Without the canary the others are served all the same, and it is missed like any other file.
    for name in CanaryPair.subfolders {
      try? makeHome(in: try state.subfolder(CanaryPair.folder).subfolder(name))
    }
  }

  static func makeHome(in folder: StateFolder) throws {
    if try !folder.exists("BOT_CHAT.md") { try folder.writeAtomically("BOT_CHAT.md", []) }
  }
}
