import BotChatSystem

// Rows that decide what is delivered carry a seal: a disk that gives back another byte is noticed (R13).
extension RelayDatabase {
  /// The tables with a seal, and what of their rows is under it.
  ///
  /// The place of a message is a hint that an archive moves for all of them; problems and times are only shown.
  static let sealed = [
    "meta": "name, value",
    "member": "number, name",
    "file":
      "number, path, device, inode, offset, through, anchor, context, own, found, strangers, modified",
    "message": "sequence, identity, seen, home, length, reached",
    "outbox": "file, number, message, bytes",
    "kept": "file, offset, mark, anchor, bytes, until, restored",
    "archive":
      "file, device, inode, name, length, lead, begin, end, cut, opening, before, after, answered, shifted",
    "history": "bucket, marks",
  ]
  /// Those of them that are asked by an index, which has bytes of its own.
  private static let indexed = ["member", "file", "outbox", "kept"]

  /// Version 3: the seals.
  static func addSeals(_ database: Database) throws {
    try database.transaction {
      let others = sealed.filter { $0.key != "message" }
      try addSeals(database, others)
      try database.execute("ALTER TABLE message ADD COLUMN seal INTEGER")
      try database.execute("UPDATE message SET seal = seal(\(longMessage)); PRAGMA user_version=3")
    }
  }

  /// What SQL computes the seal over these values with.
  ///
  /// Messages are many: there half of it is enough, which a change passes by one in four thousand million times.
  static func seal(_ table: String, _ values: String) -> String {
    table == "message" ? "seal(\(values)) >> 32" : "seal(\(values))"
  }

  /// Gives these tables a seal, and each of their rows the one that it has to have.
  ///
  /// Inside of the caller's transaction.
  static func addSeals(_ database: Database, _ tables: [String: String]) throws(DatabaseError) {
    for table in tables.keys { try database.execute("ALTER TABLE \(table) ADD COLUMN seal INTEGER") }
    try seal(database, tables)
  }

  /// Seals all rows as they are.
  static func seal(_ database: Database, _ tables: [String: String] = sealed) throws(DatabaseError) {
    for (table, columns) in tables {
      try database.execute("UPDATE \(table) SET seal = \(seal(table, columns))")
    }
  }

  /// These grow with what was ever said.
  private static let large = ["message", "history"]
  /// Up to this size, in bytes, the whole database is looked at in some twenty milliseconds.
  private static let quicklyRead = 2 << 20

  /// Looks at what the last run has left: at all of it, but for a large one that was closed in order.
  ///
  /// There only what decides about deliveries is looked at, or a start would take a second for each million messages.
  ///
  /// Throws `DatabaseError`, with `isDamaged` where something is not as it was stored.
  static func check(_ database: Database) throws(DatabaseError) {
    let clean = try database.prepare("SELECT 1 FROM meta WHERE name = 'clean' AND value = 'yes'")
    if try clean.step(), try database.size() > quicklyRead {
      try checkRows(database, sealed.filter { !large.contains($0.key) })
    } else {
      try checkSeals(database, sealed)
    }
  }

  /// Looks at the whole database, since rows that a page has lost have no seal to show, and at every row that has one.
  ///
  /// Throws `DatabaseError`, with `isDamaged` where one is not as it was stored.
  static func checkSeals(_ database: Database, _ tables: [String: String]) throws(DatabaseError) {
    try database.quickCheck()
    try checkRows(database, tables)
  }

  private static func checkRows(_ database: Database, _ tables: [String: String]) throws(DatabaseError) {
    for (table, columns) in tables { try checkRows(database, table, seal: seal(table, columns)) }
    for table in indexed where tables[table] != nil { try database.integrityCheck(table) }
  }

  /// Looks at every row of a table whose seals are computed like this.
  ///
  /// Throws ``DatabaseError``, with `isDamaged` where one is not as it was stored.
  static func checkRows(_ database: Database, _ table: String, seal: String) throws(DatabaseError) {
    let broken = try database.prepare("SELECT count(*) FROM \(table) NOT INDEXED WHERE seal IS NOT \(seal)")
    guard try broken.step(), broken.int(0) == 0 else {
      throw DatabaseError(impossible: "\(broken.int(0)) rows have changed on the disk", sql: broken.sql)
    }
  }

  /// Seals a row that has just been given its number.
  func seal(_ table: String, row: Int) throws(DatabaseError) {
    let statement = try database.prepare(
      "UPDATE \(table) SET seal = \(Self.seal(table, Self.sealed[table] ?? "")) WHERE number = ?")
    try statement.bind(1, row)
    try statement.run()
  }
}
