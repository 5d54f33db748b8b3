import CSQLite
import Glibc

/// A connection to one SQLite database, for one thread.
///
/// WAL with full sync: a committed transaction survives a power cut. The cache is bounded to 2 MiB; the log
/// is folded in at about 4 MB, with ``foldLogLater()`` at about 6.5, and later where a reader holds it.
/// Nothing is mapped into memory, and what a hostile file could bring along (triggers and views with
/// functions, a changed schema table) is switched off. Source: R11, DESIGN.md section 6,
/// https://www.sqlite.org/security.html
package final class Database {
  /// The path of the file, links in its folder resolved.
  package let path: String
  let handle: OpaquePointer
  private var waitsForDisk = true
  /// What begins and ends each transaction, compiled once.
  private var begin: OpaquePointer?
  private var commit: OpaquePointer?
  /// How many pages the log has, where somebody wants to know.
  var logPages: UnsafeMutablePointer<Int>?

  private static let settings = """
    PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON; PRAGMA mmap_size=0; PRAGMA cache_size=-2048;
    PRAGMA temp_store=MEMORY;
    """
  // The order matters: the size of the log belongs to WAL.
  private static let writing = """
    PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA journal_size_limit=4194304;
    PRAGMA foreign_keys=ON;
    """

  /// Opens the database, and makes it with mode 0600 when it is missing and may be written.
  ///
  /// The file itself must not be a link. Waits up to a second for another program's lock.
  /// - Parameters:
  ///   - path: the file; its folder must exist.
  ///   - isReadOnly: whether this connection may only read.
  /// - Throws: ``DatabaseError`` (`isUnopenable`, `isDamaged` for a file that is no database, `isReadOnly`,
  ///   `isFull`).
  package init(path: String, isReadOnly: Bool = false) throws(DatabaseError) {
    let resolved = try Self.resolve(path)
    let access = isReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
    let flags = access | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_EXRESCODE
    if !isReadOnly { Self.makePrivate(resolved) }
    var opened: OpaquePointer?
    let code = sqlite3_open_v2(resolved, &opened, flags, nil)
    guard code == SQLITE_OK, let opened else {
      let message =
        opened.map { String(cString: sqlite3_errmsg($0)) } ?? String(cString: sqlite3_errstr(code))
      sqlite3_close_v2(opened)
      throw DatabaseError(extended: code, message: message, sql: resolved)
    }
    handle = opened
    self.path = resolved
    sqlite3_busy_timeout(handle, 1000)
    _ = sqlite_set_defensive(handle)
    try addSeal()
    try execute(Self.settings)
    if !isReadOnly { try execute(Self.writing) }
  }

  deinit {
    sqlite3_finalize(begin)
    sqlite3_finalize(commit)
    // Other statements hold the database, so none is left; the last writer also folds the log in.
    sqlite3_close_v2(handle)
    logPages?.deallocate()
  }

  /// Runs statements that return nothing, one after the other.
  ///
  /// Throws ``DatabaseError``.
  package func execute(_ sql: String) throws(DatabaseError) {
    try check(sqlite3_exec(handle, sql, nil, nil, nil), sql)
  }

  /// Compiles one statement for repeated use.
  ///
  /// Throws ``DatabaseError`` (a mistake in the text).
  package func prepare(_ sql: String) throws(DatabaseError) -> Statement {
    var compiled: OpaquePointer?
    try check(sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &compiled, nil), sql)
    guard let compiled else {
      throw DatabaseError(extended: SQLITE_MISUSE, message: "no statement", sql: sql)
    }
    return Statement(compiled, of: self, sql)
  }

  /// Runs the body in one transaction: all of it is stored and synced, or nothing.
  ///
  /// Not to be nested. When the body or the commit throws, everything is rolled back.
  /// Throws what the body throws, and ``DatabaseError`` (`isFull`, `isBusy`, …).
  package func transaction<Answer>(_ body: () throws -> Answer) throws -> Answer {
    try run(&begin, "BEGIN IMMEDIATE")
    do {
      let answer = try body()
      try run(&commit, "COMMIT")
      return answer
    } catch {
      // SQLite has rolled back by itself after some errors; a second time would hide the first error.
      if sqlite3_get_autocommit(handle) == 0 { _ = sqlite3_exec(handle, "ROLLBACK", nil, nil, nil) }
      throw error
    }
  }

  private func run(_ statement: inout OpaquePointer?, _ sql: String) throws(DatabaseError) {
    if statement == nil {
      try check(
        sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil), sql)
    }
    // The answer repeats the error of the step, which is thrown.
    defer { _ = sqlite3_reset(statement) }
    let code = sqlite3_step(statement)
    try check(code == SQLITE_DONE ? SQLITE_OK : code, sql)
  }

  /// Whether a commit waits for the disk; as it is opened, it does.
  ///
  /// Without that a kill still loses nothing, and a power cut takes the last commits, in their order; the next
  /// one that waits makes them all durable. Not to be called inside of a transaction. Throws ``DatabaseError``.
  /// Source: `PRAGMA synchronous`, NORMAL and FULL in WAL mode.
  package func waitForDisk(_ waits: Bool) throws(DatabaseError) {
    guard waits != waitsForDisk else { return }
    try execute(waits ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL")
    waitsForDisk = waits
  }

  /// Reads the whole file and judges its structure.
  ///
  /// Throws ``DatabaseError``, with `isDamaged` when it is not sound. Source: `PRAGMA quick_check`.
  package func quickCheck() throws(DatabaseError) {
    try judge("PRAGMA quick_check(1)")
  }

  /// How large the database is, in bytes, without what stands in the log only.
  ///
  /// Throws ``DatabaseError``.
  package func size() throws(DatabaseError) -> Int {
    let statement = try prepare("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
    return try statement.step() ? statement.int(0) : 0
  }

  /// Reads one table and its indexes, and judges whether they agree.
  ///
  /// Throws ``DatabaseError``, with `isDamaged` when they do not. Source: `PRAGMA integrity_check`.
  package func integrityCheck(_ table: String) throws(DatabaseError) {
    try judge("PRAGMA integrity_check(\(table))")
  }

  private func judge(_ sql: String) throws(DatabaseError) {
    let statement = try prepare(sql)
    let verdict = try statement.step() ? statement.text(0) : "no answer"
    guard verdict == "ok" else {
      throw DatabaseError(extended: SQLITE_CORRUPT, message: verdict, sql: statement.sql)
    }
  }

  /// How many rows the last INSERT, UPDATE or DELETE touched.
  package var changes: Int { Int(sqlite3_changes64(handle)) }

  /// The row id of the last INSERT.
  package var lastInsertedRow: Int { Int(sqlite3_last_insert_rowid(handle)) }

  func check(_ code: Int32, _ sql: @autoclosure () -> String) throws(DatabaseError) {
    guard code != SQLITE_OK else { return }
    throw DatabaseError(extended: code, message: String(cString: sqlite3_errmsg(handle)), sql: sql())
  }

  /// Resolves links in the folder of the path, since `SQLITE_OPEN_NOFOLLOW` forbids them everywhere.
  private static func resolve(_ path: String) throws(DatabaseError) -> String {
    let (before, name) = PathText.divide(path)
    guard !name.isEmpty, !path.utf8.contains(0) else {
      throw DatabaseError(extended: SQLITE_CANTOPEN, message: "no path of a file", sql: path)
    }
    let folder = name == path ? "." : before + "/"
    guard let resolved = realpath(folder, nil) else {
      throw DatabaseError(extended: SQLITE_CANTOPEN, message: "\(folder): folder not found", sql: path)
    }
    defer { free(resolved) }
    let text = String(cString: resolved)
    return PathText.endsInSlash(text) ? text + name : text + "/" + name
  }

  /// Makes the empty file with mode 0600 whatever the umask is; SQLite gives its log the same mode.
  private static func makePrivate(_ path: String) {
    let number = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    if number >= 0 { close(number) }
  }
}
