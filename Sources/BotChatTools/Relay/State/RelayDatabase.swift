import BotChatCore
import BotChatSystem

/// `relay.db`: everything that the relay remembers.
///
/// Only the relay writes it; others read.
package final class RelayDatabase {
  /// The schema that this program writes.
  static let schema = 4

  /// The name of the word in `meta` that holds the request which was done last.
  static let answeredWord = "answered"

  package let database: Database
  let statements: Statements
  package let history: HistoryMarks
  /// Stores what came in, where the engine listens; called inside of the transaction that stores the position.
  var noteHeard: (([Heard]) throws -> Void)?
  /// Called when that transaction has gone through.
  var heardIsStored: (() -> Void)?
  /// Stores what came from another machine, inside of the transaction that stores its parcels (DESIGN 9).
  var noteReceived: (([Received]) throws -> Void)?
  /// Called when that transaction has gone through.
  var receivedIsStored: (([Received]) -> Void)?

  /// Opens the database, and makes or migrates its tables.
  ///
  /// - Throws: `DatabaseError`, with `isDamaged` where the file is no sound database; `NewerSchema` when a newer
  ///   version of the toolkit has written it.
  package init(path: String) throws {
    database = try Database(path: path)
    let version = try Self.version(database)
    if version > Self.schema { throw NewerSchema(found: version, known: Self.schema) }
    if version < 1 { try Self.create(database) }
    if version < 2 { try Self.addArchivesAndTimes(database) }
    if version < 3 { try Self.addSeals(database) }
    // Before rows are copied: those that a page has lost have no seal to show.
    if version == 3 { try database.quickCheck() }
    if version < 4 { try Self.shortenMessages(database) }
    if version >= 3 { try Self.check(database) }
    statements = try Statements(database)
    history = try HistoryMarks(database)
  }

  /// The state was written by a newer version.
  package struct NewerSchema: Error, CustomStringConvertible {
    package let found: Int
    package let known: Int

    package var description: String {
      "its state was written by a newer version (schema \(found), known \(known))"
    }
  }

  private static func version(_ database: Database) throws(DatabaseError) -> Int {
    let statement = try database.prepare("PRAGMA user_version")
    return try statement.step() ? statement.int(0) : 0
  }

  private static func create(_ database: Database) throws {
    try database.transaction {
      try database.execute(
        """
        CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE member(number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE COLLATE NOCASE);
        CREATE TABLE file(
          number INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, device INTEGER, inode INTEGER,
          offset INTEGER, through INTEGER, anchor BLOB, context BLOB, own BLOB, found BLOB,
          strangers BLOB, modified INTEGER);
        CREATE TABLE message(
          sequence INTEGER PRIMARY KEY, id BLOB NOT NULL, mark INTEGER NOT NULL, seen INTEGER NOT NULL,
          home INTEGER NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL, count INTEGER NOT NULL,
          reached BLOB NOT NULL, trusted INTEGER NOT NULL);
        CREATE TABLE outbox(
          file INTEGER NOT NULL, number INTEGER NOT NULL, message INTEGER NOT NULL, bytes BLOB NOT NULL);
        CREATE UNIQUE INDEX outbox_order ON outbox(file, number);
        CREATE TABLE kept(
          file INTEGER NOT NULL, offset INTEGER NOT NULL, mark INTEGER NOT NULL, anchor BLOB NOT NULL,
          bytes BLOB NOT NULL, until INTEGER NOT NULL, restored INTEGER NOT NULL, PRIMARY KEY(file, offset));
        CREATE TABLE problem(
          kind TEXT NOT NULL, subject TEXT NOT NULL, what TEXT NOT NULL, since INTEGER NOT NULL,
          PRIMARY KEY(kind, subject)) WITHOUT ROWID;
        CREATE TABLE notice(
          recipient TEXT NOT NULL, subject TEXT NOT NULL, day INTEGER NOT NULL,
          PRIMARY KEY(recipient, subject)) WITHOUT ROWID;
        CREATE TABLE history(bucket INTEGER PRIMARY KEY, marks BLOB NOT NULL);
        PRAGMA user_version=1;
        """)
    }
  }

  /// Version 2: an archive under way, by the file that it is taken from; and when what had to wait left the outbox.
  ///
  /// In milliseconds since 1970. A message that never waited was delivered when it was first seen.
  private static func addArchivesAndTimes(_ database: Database) throws {
    try database.transaction {
      try database.execute(
        """
        CREATE TABLE archive(
          file INTEGER PRIMARY KEY, device INTEGER NOT NULL, inode INTEGER NOT NULL, name TEXT NOT NULL,
          length INTEGER, lead BLOB NOT NULL, begin INTEGER NOT NULL, end INTEGER NOT NULL, cut INTEGER NOT NULL,
          opening BLOB NOT NULL, before BLOB NOT NULL, after BLOB NOT NULL, answered TEXT NOT NULL,
          shifted INTEGER NOT NULL);
        CREATE TABLE later(
          message INTEGER NOT NULL, file INTEGER NOT NULL, at INTEGER NOT NULL, dropped INTEGER NOT NULL,
          PRIMARY KEY(message, file)) WITHOUT ROWID;
        PRAGMA user_version=2;
        """)
    }
  }

  // MARK: words

  package func word(_ name: String) throws(DatabaseError) -> String? {
    let statement = statements.selectWord
    defer { statement.reset() }
    try statement.bind(1, name)
    return try statement.step() ? statement.text(0) : nil
  }

  package func setWord(_ name: String, _ value: String) throws(DatabaseError) {
    let statement = statements.setWord
    try statement.bind(1, name)
    try statement.bind(2, value)
    try statement.run()
  }

  // MARK: numbers that stay

  /// The number of a member, given once and for good.
  package func memberNumber(_ name: String) throws(DatabaseError) -> (number: Int, isNew: Bool) {
    try number("member", "name", name)
  }

  /// The number of a chat file, given once and for good.
  package func fileNumber(_ path: String) throws(DatabaseError) -> Int {
    try number("file", "path", path).number
  }

  private func number(
    _ table: String, _ column: String, _ name: String
  ) throws(DatabaseError) -> (number: Int, isNew: Bool) {
    let known = try database.prepare("SELECT number FROM \(table) WHERE \(column) = ?")
    try known.bind(1, name)
    if try known.step() { return (known.int(0), false) }
    let new = try database.prepare("INSERT INTO \(table)(\(column)) VALUES(?)")
    try new.bind(1, name)
    try new.run()
    let number = database.lastInsertedRow
    try seal(table, row: number)
    return (number, true)
  }
}
