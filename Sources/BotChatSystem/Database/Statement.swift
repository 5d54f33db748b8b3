import CSQLite

/// A compiled statement: bind, step, read columns, reset.
///
/// Parameters are counted from 1 and columns from 0, as in SQLite.
/// Source: https://www.sqlite.org/c3ref/stmt.html
package final class Statement {
  /// The text it was compiled from.
  package let sql: String
  private let handle: OpaquePointer
  private let database: Database

  init(_ handle: OpaquePointer, of database: Database, _ sql: String) {
    self.handle = handle
    self.database = database
    self.sql = sql
  }

  deinit {
    sqlite3_finalize(handle)
  }

  /// Binds a number, or NULL for nil.
  ///
  /// Throws ``DatabaseError`` (no such parameter, or not reset).
  package func bind(_ index: Int, _ value: Int?) throws(DatabaseError) {
    guard let value else { return try bindNull(index) }
    try check(sqlite3_bind_int64(handle, Int32(index), Int64(value)))
  }

  /// Binds text, or NULL for nil.
  ///
  /// Throws ``DatabaseError``.
  package func bind(_ index: Int, _ value: String?) throws(DatabaseError) {
    guard var value else { return try bindNull(index) }
    let code = value.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) { characters in
        sqlite_bind_text_copy(handle, Int32(index), characters.baseAddress, UInt64(characters.count))
      }
    }
    try check(code)
  }

  /// Binds bytes, or NULL for nil.
  ///
  /// Throws ``DatabaseError`` (`SQLITE_TOOBIG` above a gigabyte).
  package func bind(_ index: Int, _ value: [UInt8]?) throws(DatabaseError) {
    guard let value else { return try bindNull(index) }
    try check(value.withUnsafeBytes { copy($0, index) })
  }

  /// Binds bytes where they stand; SQLite copies them, nothing else is allocated.
  ///
  /// Throws ``DatabaseError``.
  package func bind(_ index: Int, _ value: UnsafeRawBufferPointer) throws(DatabaseError) {
    try check(copy(value, index))
  }

  /// Binds two words as sixteen bytes, highest first: the form of a message id.
  ///
  /// Throws ``DatabaseError``.
  package func bind(_ index: Int, _ value: (UInt64, UInt64)) throws(DatabaseError) {
    let words = (value.0.bigEndian, value.1.bigEndian)
    try check(withUnsafeBytes(of: words) { copy($0, index) })
  }

  /// Binds three words as twenty-four bytes, highest first.
  ///
  /// Throws ``DatabaseError``.
  package func bind(_ index: Int, _ value: (UInt64, UInt64, UInt64)) throws(DatabaseError) {
    let words = (value.0.bigEndian, value.1.bigEndian, value.2.bigEndian)
    try check(withUnsafeBytes(of: words) { copy($0, index) })
  }

  /// Goes to the next row; false when there is none.
  ///
  /// After false or an error the statement has to be reset before it is bound again.
  /// Throws ``DatabaseError`` (`isFull`, `isBusy`, `isDamaged`, `isReadOnly`, a violated constraint).
  package func step() throws(DatabaseError) -> Bool {
    switch sqlite3_step(handle) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    case let code: throw failure(code)
    }
  }

  /// Runs a statement that returns no rows, and makes it ready again.
  ///
  /// Throws ``DatabaseError``.
  package func run() throws(DatabaseError) {
    defer { reset() }
    while try step() {}
  }

  /// Makes the statement ready to be bound and run again; all parameters are NULL then.
  package func reset() {
    // The answer repeats the error of the last step, which has been thrown already.
    _ = sqlite3_reset(handle)
    _ = sqlite3_clear_bindings(handle)
  }

  /// The column as a number; 0 for NULL.
  package func int(_ column: Int) -> Int {
    Int(sqlite3_column_int64(handle, Int32(column)))
  }

  /// The column as a number that can only be one of these.
  ///
  /// Throws ``DatabaseError`` (`isDamaged`) where it is another: no program of ours has written it.
  package func int(_ column: Int, in range: ClosedRange<Int>) throws(DatabaseError) -> Int {
    let number = int(column)
    guard range.contains(number) else {
      throw DatabaseError(impossible: "\(number) cannot stand in column \(column)", sql: sql)
    }
    return number
  }

  /// The column as text; empty for NULL, and repaired where it is no UTF-8.
  package func text(_ column: Int) -> String {
    withBytes(column) { String(decoding: $0, as: UTF8.self) }
  }

  /// The column as bytes; empty for NULL.
  package func bytes(_ column: Int) -> [UInt8] {
    withBytes(column) { Array($0) }
  }

  /// The column as two words out of sixteen bytes, highest first; nil when it has another length.
  package func words(_ column: Int) -> (UInt64, UInt64)? {
    withBytes(column) { bytes in bytes.count == 16 ? (Self.word(bytes, 0), Self.word(bytes, 8)) : nil }
  }

  /// The column as three words out of twenty-four bytes, highest first; nil when it has another length.
  package func threeWords(_ column: Int) -> (UInt64, UInt64, UInt64)? {
    withBytes(column) { bytes in
      bytes.count == 24 ? (Self.word(bytes, 0), Self.word(bytes, 8), Self.word(bytes, 16)) : nil
    }
  }

  private static func word(_ bytes: UnsafeRawBufferPointer, _ place: Int) -> UInt64 {
    UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
  }

  /// Whether the column is NULL.
  package func isNull(_ column: Int) -> Bool {
    sqlite3_column_type(handle, Int32(column)) == SQLITE_NULL
  }

  /// Whether the column is a whole number.
  package func isNumber(_ column: Int) -> Bool {
    sqlite3_column_type(handle, Int32(column)) == SQLITE_INTEGER
  }

  /// Lends the column's bytes, which are valid only inside of the body.
  package func withBytes<Answer>(_ column: Int, _ body: (UnsafeRawBufferPointer) -> Answer) -> Answer {
    // The address first, then the length: the other order may answer the length of another encoding.
    let address = sqlite3_column_blob(handle, Int32(column))
    let count = Int(sqlite3_column_bytes(handle, Int32(column)))
    return body(UnsafeRawBufferPointer(start: address, count: address == nil ? 0 : count))
  }

  private func bindNull(_ index: Int) throws(DatabaseError) {
    try check(sqlite3_bind_null(handle, Int32(index)))
  }

  private func copy(_ bytes: UnsafeRawBufferPointer, _ index: Int) -> Int32 {
    sqlite_bind_blob_copy(handle, Int32(index), bytes.baseAddress, UInt64(bytes.count))
  }

  private func check(_ code: Int32) throws(DatabaseError) {
    guard code == SQLITE_OK else { throw failure(code) }
  }

  private func failure(_ code: Int32) -> DatabaseError {
    DatabaseError(extended: code, message: String(cString: sqlite3_errmsg(database.handle)), sql: sql)
  }
}
