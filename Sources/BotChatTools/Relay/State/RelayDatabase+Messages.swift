import BotChatCore
import BotChatFormat
import BotChatSystem

// The rows of messages: there is one for each that was ever said, so no byte of them is wasted.
extension RelayDatabase {
  func insert(_ record: MessageRecord) throws(DatabaseError) {
    try Self.insert(record, with: statements.insertMessage)
  }

  private static func insert(_ record: MessageRecord, with statement: Statement) throws(DatabaseError) {
    try statement.bind(1, record.sequence)
    try statement.bind(2, (record.id.high, record.id.low, record.mark))
    try statement.bind(3, Int(record.seen))
    try statement.bind(4, HomeColumn(record).value)
    try statement.bind(5, record.offset)
    try statement.bind(6, record.length)
    try ReachedColumn(record.reached).bind(statement, 7)
    try statement.run()
  }

  /// The record with this sequence number; nil when it is not there or cannot be read.
  package func record(_ sequence: Int) -> MessageRecord? {
    let statement = statements.selectMessage
    defer { statement.reset() }
    guard (try? statement.bind(1, sequence)) != nil, (try? statement.step()) == true,
      let (high, low, mark) = statement.threeWords(1), let length = try? statement.int(5, in: Self.places)
    else { return nil }
    let home = HomeColumn(value: statement.int(3))
    return MessageRecord(
      sequence: statement.int(0), id: MessageID(high: high, low: low), mark: mark,
      seen: Int64(statement.int(2)),
      home: home.home, offset: statement.int(4), length: length, count: home.count,
      reached: ReachedColumn(statement, 6).members, isTrusted: home.isTrusted)
  }

  /// Calls `body` with mark and sequence number of every message.
  ///
  /// Throws as ``memory(files:)``.
  package func eachMark(_ body: (UInt64, Int) -> Void) throws(DatabaseError) {
    let statement = try database.prepare("SELECT identity, sequence FROM message")
    while try statement.step() {
      guard let words = statement.threeWords(0) else {
        throw DatabaseError(impossible: "no id and mark", sql: statement.sql)
      }
      body(words.2, try statement.int(1, in: Self.sequences))
    }
  }

  /// What was under the seal of a message before version 4.
  static let longMessage = "sequence, id, mark, seen, home, length, count, reached, trusted"

  /// Version 4: a message takes ten bytes less.
  ///
  /// Id and mark are one value, home, count and trust another, whom it reached is mostly a number, and the seal has
  /// half its length.
  ///
  /// Throws `DatabaseError`, with `isDamaged` where a row is not as it was stored.
  static func shortenMessages(_ database: Database) throws {
    try database.transaction {
      try checkRows(database, "message", seal: "seal(\(longMessage))")
      try database.execute(
        """
        ALTER TABLE message RENAME TO long_message;
        CREATE TABLE message(
          sequence INTEGER PRIMARY KEY, identity BLOB NOT NULL, seen INTEGER NOT NULL, home INTEGER NOT NULL,
          offset INTEGER NOT NULL, length INTEGER NOT NULL, reached NOT NULL, seal INTEGER);
        """)
      let insert = try database.prepare(Statements.insertMessage)
      let rows = try database.prepare("SELECT \(longMessage), offset FROM long_message")
      while try rows.step() {
        guard let id = rows.words(1) else { throw DatabaseError(impossible: "no id", sql: rows.sql) }
        try Self.insert(
          MessageRecord(
            sequence: rows.int(0), id: MessageID(high: id.0, low: id.1),
            mark: UInt64(UInt(bitPattern: rows.int(2))), seen: Int64(rows.int(3)), home: rows.int(4),
            offset: rows.int(9), length: rows.int(5), count: rows.int(6),
            reached: NumberList.decode(rows.bytes(7)), isTrusted: rows.int(8) != 0), with: insert)
      }
      rows.reset()
      try database.execute("DROP TABLE long_message; PRAGMA user_version=4")
    }
  }
}
