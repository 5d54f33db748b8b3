extension Database {
  /// Opens something, and once more where it looks like nothing that our programs have left: SQLite says so of a read
  /// that failed once, too.
  ///
  /// What the first try had open is closed by then, since SQLite removes its log by name. Throws what the body throws
  /// the second time, and at once what is no such ``DatabaseError``.
  package static func openPatiently<Opened>(_ open: () throws -> Opened) throws -> Opened {
    do { return try open() } catch let doubt as DatabaseError where doubt.isNotOurs { return try open() }
  }
}
