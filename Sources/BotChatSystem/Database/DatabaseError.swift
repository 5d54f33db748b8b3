import CSQLite

/// A call of SQLite that failed.
///
/// Source: the result codes of SQLite, https://www.sqlite.org/rescode.html
package struct DatabaseError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The primary result code, such as `SQLITE_FULL`.
  package let code: Int32
  /// The extended result code, such as `SQLITE_IOERR_FSYNC`.
  package let extended: Int32
  /// SQLite's own sentence.
  package let message: String
  /// The statement, or the path when there is none.
  package let sql: String

  /// Makes the error for content that no program of ours can have written.
  package init(impossible message: String, sql: String) {
    self.init(extended: SQLITE_CORRUPT, message: message, sql: sql)
  }

  init(extended: Int32, message: String, sql: String) {
    code = extended & 0xFF
    self.extended = extended
    self.message = message
    self.sql = sql
  }

  package var description: String {
    "sqlite: \(message) (\(extended)) in \(sql.split(separator: "\n").first ?? "")"
  }

  /// Whether the file is no sound database, or holds a value that cannot be.
  ///
  /// SQLite says so too when a read fails with `EIO`: what is to be given up for it is opened once more before.
  package var isDamaged: Bool { code == SQLITE_CORRUPT || code == SQLITE_NOTADB }

  /// Whether a statement that is right failed all the same: the file holds other tables than ours, or has a format
  /// that this SQLite does not know.
  package var isNotUnderstood: Bool {
    [SQLITE_ERROR, SQLITE_CONSTRAINT, SQLITE_MISMATCH, SQLITE_TOOBIG].contains(code)
  }

  /// Whether what the file holds is nothing that our programs have left: rebuild it from the chat files.
  ///
  /// Source: R13.
  package var isNotOurs: Bool { isDamaged || isNotUnderstood }

  /// Whether the disk is full.
  package var isFull: Bool { code == SQLITE_FULL }

  /// Whether the file, its folder or the mount may not be written.
  package var isReadOnly: Bool { code == SQLITE_READONLY || code == SQLITE_PERM }

  /// Whether another program held it for longer than we wait.
  package var isBusy: Bool { code == SQLITE_BUSY || code == SQLITE_LOCKED }

  /// Whether this connection holds a lock that it could not give back, for as long as it lasts; a new one does not.
  ///
  /// Source: `SQLITE_PROTOCOL`, after ten seconds of tries; unlocking fails where the kernel has no memory.
  package var isStuck: Bool { code == SQLITE_PROTOCOL }

  /// Whether this connection can do nothing more.
  package var isLost: Bool { isDamaged || isStuck }

  /// Whether the file is missing or cannot be opened.
  package var isUnopenable: Bool { code == SQLITE_CANTOPEN }
}
