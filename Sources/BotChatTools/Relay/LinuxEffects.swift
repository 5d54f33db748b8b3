import BotChatCore
import BotChatFormat
import BotChatSystem

/// The relay's effects on real files and a real database.
final class LinuxEffects: RelayEffects {
  let files: [HomeFile]
  let pool: FilePool
  private let numbers: [Int]
  private let database: RelayDatabase
  private let state: StateFolder
  private let key: (UInt64, UInt64)
  private let time: LocalTime
  private let zoneLabel: String?
  private let paused = try? EntryName("paused")
  private let disabled = try? EntryName(".BOT_CHAT_DISABLED")
  private let switches: [[(folder: String, isAtHome: Bool, name: String)]]
  /// The bots at home in each home, in lower case.
  private let bots: [[String]]
  private let locks: WritingLocks
  /// Called when something was written to a home, before it is synced: who wakes the bots there need not wait.
  var hasAppended: ((Int) -> Void)?
  /// The bots that are woken, the home of each, and where is stored how far that has been read for it.
  var listeners: [(home: Int, bot: String, database: String)] = []
  /// Called once a second or so in a long work, and when that was.
  var isAtWork: (() -> Void)?
  var lastLife: Int64 = 0
  /// Why nothing can be stored any more until the database is opened anew.
  private(set) var lostDatabase: DatabaseError?

  init(
    layout: Layout, roster: Roster, database: RelayDatabase, state: StateFolder, key: (UInt64, UInt64),
    time: LocalTime, zoneLabel: String?, locks: WritingLocks, pool: FilePool,
    role: RelayEngine.Role = .carrying
  ) {
    self.role = role
    let paths = layout.homes + layout.canary
    files = paths.map { HomeFile(path: $0, isServed: role == .carrying) }
    databaseName = Self.databaseName(role)
    numbers = roster.homes.map(\.number)
    let residents = paths.indices.map { home in layout.residents.filter { $0.home == home } }
    switches = zip(residents, paths).map { group, path in
      let here = HomeFile(path: path).folderPath
      return group.filter { !$0.isPerson }.map { resident in
        let folder = HomeFile(path: resident.path).folderPath
        return (folder, folder == here, resident.name.lowercased())
      }
    }
    bots = switches.map { $0.map(\.name) }
    self.database = database
    self.state = state
    databaseFile = (try? state.status(of: databaseName))?.identity
    self.key = key
    self.time = time
    self.zoneLabel = zoneLabel
    self.locks = locks
    self.pool = pool
  }

  private static func databaseName(_ role: RelayEngine.Role) -> String {
    switch role {
    case .carrying: "relay.db"
    case .listening: "wake.db"
    case .posting: "link.db"
    }
  }

  /// Gives all open files to the layout that follows.
  func release() {
    for file in files { file.release(into: pool) }
  }

  // MARK: files

  func look(at home: Int) -> Look { files[home].look() }

  func held(_ home: Int) -> FileFacts? {
    files[home].file.flatMap { try? $0.status() }.map(FileFacts.init)
  }

  func retired(_ home: Int, _ key: FileKey) -> FileFacts? {
    files[home].retired[key].flatMap { try? $0.status() }.map(FileFacts.init)
  }

  func read(_ home: Int, from offset: Int, count: Int, into buffer: inout [UInt8]) throws(EffectFailure) {
    try Self.read(files[home].file, from: offset, count: count, into: &buffer)
  }

  func readRetired(
    _ home: Int, _ key: FileKey, from offset: Int, count: Int, into buffer: inout [UInt8]
  ) throws(EffectFailure) {
    try Self.read(files[home].retired[key], from: offset, count: count, into: &buffer)
  }

  private static func read(
    _ file: ChatFile?, from offset: Int, count: Int, into buffer: inout [UInt8]
  ) throws(EffectFailure) {
    guard let file else { throw EffectFailure("the chat file is not open") }
    do {
      let got = try file.read(from: offset, count: count, into: &buffer)
      buffer.removeLast(buffer.count - got)
    } catch {
      throw EffectFailure("\(error)")
    }
  }

  func adopt(_ home: Int) throws(EffectFailure) { try files[home].adopt(from: pool) }

  func dropRetired(_ home: Int, _ key: FileKey) { files[home].dropRetired(key) }

  /// Who serves no file does not ask: the relay's own descriptor would count, and nothing is spoilt by hearing the
  /// rest of a message later.
  func hasWriter(_ home: Int, retired: FileKey?) -> Bool {
    if role != .carrying { return false }
    return (retired.map { files[home].retired[$0] } ?? files[home].file)?.hasWriter() ?? false
  }

  func append(_ bytes: [UInt8], to home: Int) throws(AppendFailure) -> Range<Int> {
    guard let file = files[home].file else { throw AppendFailure("the chat file is not open") }
    do {
      try file.reserve(bytes.count)
    } catch {
      throw AppendFailure("\(error)")
    }
    defer {
      // For the relay, which asks whether anybody is still writing, a postman is a writer like any other.
      if role == .posting { file.closeWriter() }
      hasAppended?(home)
    }
    do {
      return try file.append(bytes)
    } catch {
      throw AppendFailure("\(error)", written: error.written.isEmpty ? nil : error.written)
    }
  }

  func sync(_ home: Int) throws(EffectFailure) {
    do {
      try files[home].file?.sync()
    } catch {
      throw EffectFailure("\(error)")
    }
  }

  func reopen(_ home: Int) throws(EffectFailure) { try files[home].reopen() }

  // MARK: switches

  func stop(_ home: Int) -> String? {
    if let switches = ownSwitches { return switches() }
    if let paused, state.holds(paused) { return "paused" }
    if switches[home].isEmpty { return nil }
    for index in switches[home].indices where !isStopped(home, index) { return nil }
    return "every bot at home there is paused or disabled"
  }

  /// `.BOT_CHAT_DISABLED` beside the bot's configured path, or `botchat pause BOT` (R18).
  private func isStopped(_ home: Int, _ index: Int) -> Bool {
    let bot = switches[home][index]
    let folder = bot.isAtHome ? files[home].folder : try? Folder(path: bot.folder)
    if let disabled, let folder, folder.holds(disabled) { return true }
    return !pausedBots.isEmpty && pausedBots.contains(bot.name)
  }

  /// Bots with `bots/<bot>/paused`; looked up at each poll.
  private var pausedBots: Set<String> = []

  /// Why what is stored would be lost: SQLite writes on into a file that was removed, and reports no error.
  private(set) var stateLoss: String?
  private let role: RelayEngine.Role
  /// Why nothing may be written, where that is not the relay's to judge.
  var ownSwitches: (() -> String?)?
  private let databaseName: String
  /// Nil as long as it could not be asked.
  private var databaseFile: FileIdentity?

  /// At each poll: whether the state still stands where it did, and which bots are paused.
  func lookAfterState() {
    stateLoss =
      isStateGone ? "\(state.path)/\(databaseName) was removed or replaced while it is in use" : nil
    lookForPausedBots()
  }

  /// An error that says nothing about that, such as no free descriptor, is no loss.
  private var isStateGone: Bool {
    do throws(SystemError) {
      guard try Folder(path: state.path).identity == state.identity else { return true }
      let found = try state.status(of: databaseName)?.identity
      databaseFile = databaseFile ?? found
      return found != databaseFile || found == nil
    } catch {
      return error.isMissing
    }
  }

  private func lookForPausedBots() {
    pausedBots = []
    guard (try? state.exists("bots")) == true, let folder = try? state.subfolder("bots") else { return }
    for name in (try? folder.names()) ?? [] {
      if let bot = try? folder.subfolder(name), (try? bot.exists("paused")) == true {
        pausedBots.insert(name.lowercased())
      }
    }
  }

  /// They are the relay's: a postman writes as any bot does.
  func holdWritingLocks(_ home: Int) {
    guard role == .carrying else { return }
    locks.take(home, bots: bots[home], at: MonotonicClock.now())
  }

  // MARK: what is delivered once more

  func announce(_ id: MessageID, to home: Int) throws(EffectFailure) {
    for bot in bots[home] {
      do {
        try AgainFile(in: try BotState(bot, in: state).folder).add(id)
      } catch {
        throw EffectFailure("\(error)")
      }
    }
  }

  func isAnnounced(_ id: MessageID) -> Bool { role == .listening && AgainFile(in: state).holds(id) }

  // MARK: state

  func commit(_ change: StateChange) throws(EffectFailure) {
    if let stateLoss { throw EffectFailure(stateLoss) }
    do {
      try database.commit(change, files: numbers)
    } catch {
      if let error = error as? DatabaseError, error.isLost { lostDatabase = error }
      throw EffectFailure("\(error)")
    }
  }

  /// What only another start can mend ends this one.
  func refuseLostDatabase() throws(Complaint) {
    guard let lostDatabase else { return }
    if lostDatabase.isStuck {
      throw Complaint(
        "the database cannot be locked any more", hint: "start again: nothing is lost", exit: .inputOutput)
    }
    throw Complaint("the database is damaged", hint: "start again: it is rebuilt", exit: .inputOutput)
  }

  func record(_ sequence: Int) -> MessageRecord? { database.record(sequence) }

  func isInHistory(_ mark: UInt64) -> Bool { database.history.contains(mark) }

  func expectManyHistoryQuestions(_ many: Bool) { database.history.expectMany(many) }

  func outbox(_ home: Int, after number: Int, limit: Int) -> [OutboxRow] {
    database.outbox(numbers[home], home: home, after: number, limit: limit)
  }

  // MARK: hashes and time stamps

  func identify(_ bytes: [UInt8]) -> MessageID {
    let words = bytes.withUnsafeBytes { Hashing.blake2b128($0) }
    return MessageID(high: words.0, low: words.1)
  }

  func mark(_ bytes: [UInt8]) -> UInt64 {
    bytes.withUnsafeBytes { Hashing.mark($0, key: key) }
  }

  func stamp() -> Stamp {
    let now = WallClock.now()
    let label = zoneLabel ?? time.label(now)
    return Stamp(header: "\(time.headerText(now)) \(label)", clock: "\(time.clockText(now)) \(label)")
  }
}
