import BotChatCore
import BotChatFormat
import BotChatSystem

/// `bots/<bot>/wake.db`: how far the bot's home has been read, what came in, and which of it woke the bot (W2).
///
/// Only the holder of `wake.lock` writes it; others read. Beside the tables of a relay, which the engine fills
/// that reads the home, it has its own.
final class WakeDatabase {
  /// Its own tables with a seal, and what of their rows is under it; when an arrival woke is only shown.
  static let sealed = [
    "arrival": "number, id, sender, tag, seen, continuation, author", "plan": "name, value",
  ]

  let listening: RelayDatabase
  private let insertArrival: Statement
  private let markWoken: Statement
  let setPlan: Statement
  private let insertMark: Statement
  private let deleteMarks: Statement
  private var lastNumber: Int
  /// What of the plan the database holds, as far as it is known.
  var stored: [String: PlanValue] = [:]

  /// Opens the database, and makes its tables.
  ///
  /// Throws as `RelayDatabase`.
  init(path: String) throws {
    listening = try RelayDatabase(path: path)
    let database = listening.database
    try database.execute(
      """
      CREATE TABLE IF NOT EXISTS arrival(
        number INTEGER PRIMARY KEY, id BLOB NOT NULL, sender TEXT NOT NULL, tag TEXT, seen INTEGER NOT NULL,
        continuation INTEGER NOT NULL, author TEXT NOT NULL, woken INTEGER);
      CREATE TABLE IF NOT EXISTS plan(name TEXT PRIMARY KEY, value) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS guard(at INTEGER NOT NULL, causes TEXT NOT NULL);
      """)
    let seals = try database.prepare("SELECT count(*) FROM pragma_table_info('plan') WHERE name = 'seal'")
    if try seals.step(), seals.int(0) > 0 {
      try RelayDatabase.checkSeals(database, Self.sealed)
    } else {
      seals.reset()
      try database.transaction { try RelayDatabase.addSeals(database, Self.sealed) }
    }
    insertArrival = try database.prepare(
      "INSERT INTO arrival VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, NULL, seal(?1, ?2, ?3, ?4, ?5, ?6, ?7))")
    markWoken = try database.prepare("UPDATE arrival SET woken = ? WHERE number <= ? AND woken IS NULL")
    setPlan = try database.prepare("INSERT OR REPLACE INTO plan VALUES(?1, ?2, seal(?1, ?2))")
    insertMark = try database.prepare("INSERT INTO guard VALUES(?, ?)")
    deleteMarks = try database.prepare("DELETE FROM guard WHERE at < ?")
    let last = try database.prepare("SELECT max(number) FROM arrival")
    lastNumber = try last.step() ? last.int(0) : 0
  }

  // MARK: arrivals

  /// Stores an arrival, and gives it the next number.
  ///
  /// Inside of the caller's transaction. Throws `DatabaseError`.
  func add(_ arrival: Arrival) throws(DatabaseError) -> Arrival {
    var arrival = arrival
    lastNumber += 1
    arrival.number = lastNumber
    try insertArrival.bind(1, arrival.number)
    try insertArrival.bind(2, (arrival.id.high, arrival.id.low))
    try insertArrival.bind(3, arrival.sender)
    try insertArrival.bind(4, arrival.tag)
    try insertArrival.bind(5, Int(arrival.seen))
    try insertArrival.bind(6, arrival.isContinuation ? 1 : 0)
    try insertArrival.bind(7, Self.text(arrival.author))
    try insertArrival.run()
    return arrival
  }

  /// The arrivals with a number above this one, oldest first.
  ///
  /// Throws `DatabaseError`.
  func arrivals(after number: Int) throws(DatabaseError) -> [Arrival] {
    let statement = try listening.database.prepare(
      "SELECT number, id, sender, tag, seen, continuation, author FROM arrival WHERE number > ? ORDER BY number"
    )
    try statement.bind(1, number)
    var arrivals: [Arrival] = []
    while try statement.step() {
      guard let id = statement.words(1) else { continue }
      arrivals.append(
        Arrival(
          number: statement.int(0), id: MessageID(high: id.0, low: id.1), sender: statement.text(2),
          tag: statement.isNull(3) ? nil : statement.text(3), seen: Int64(statement.int(4)),
          isContinuation: statement.int(5) != 0, author: Self.author(statement.text(6))))
    }
    return arrivals
  }

  private static func text(_ author: Arrival.Author) -> String {
    switch author {
    case .bot: "bot"
    case .person(isTrusted: true): "person"
    case .person(isTrusted: false): "unverified"
    case .relay: "relay"
    case .stranger: "stranger"
    }
  }

  private static func author(_ text: String) -> Arrival.Author {
    switch text {
    case "bot": .bot
    case "person": .person(isTrusted: true)
    case "unverified": .person(isTrusted: false)
    case "relay": .relay
    default: .stranger
    }
  }

  /// Forgets what the bot was woken for before that time, and the ids of messages first seen before it (R6).
  ///
  /// The time is of the wall clock, nanoseconds since 1970. Throws `DatabaseError`.
  func forget(before wall: Int64) throws {
    let delete = try listening.database.prepare("DELETE FROM arrival WHERE woken < ? AND number < ?")
    try delete.bind(1, Int(wall))
    // The last one stays: its number must not be given again.
    try delete.bind(2, lastNumber)
    try delete.run()
    try listening.forget(before: Int(wall / 1_000_000))
  }

  // MARK: marks and words

  /// Notes that the bot was woken, and for which arrivals.
  ///
  /// Throws `DatabaseError`.
  func noteWoken(through number: Int, at wall: Int64) throws(DatabaseError) {
    try markWoken.bind(1, Int(wall))
    try markWoken.bind(2, number)
    try markWoken.run()
  }

  /// Adds a mark for the loop guard, and drops those that are too old to count.
  ///
  /// Throws `DatabaseError`.
  func noteMark(_ mark: WakeMark) throws(DatabaseError) {
    try deleteMarks.bind(1, Int(mark.at - Interval.hours(2).nanoseconds))
    try deleteMarks.run()
    try insertMark.bind(1, Int(mark.at))
    try insertMark.bind(2, mark.causes.joined(separator: " "))
    try insertMark.run()
  }

  /// The marks since that time, oldest first, in any bot's database.
  ///
  /// Throws `DatabaseError`.
  static func marks(of bot: String, since: Int64, in database: Database) throws(DatabaseError) -> [WakeMark] {
    let statement = try database.prepare("SELECT at, causes FROM guard WHERE at >= ? ORDER BY at LIMIT 10000")
    try statement.bind(1, Int(since))
    var marks: [WakeMark] = []
    while try statement.step() {
      marks.append(
        WakeMark(
          at: Int64(statement.int(0)), bot: bot,
          causes: statement.text(1).split(separator: " ").map(String.init)))
    }
    return marks
  }

  /// A time of the wall clock that was stored under a name; nil: none.
  func time(_ name: String) throws(DatabaseError) -> Int64? { try listening.word(name).flatMap { Int64($0) } }

  func setTime(_ name: String, _ time: Int64) throws(DatabaseError) { try listening.setWord(name, "\(time)") }
}
