import CSQLite

extension Database {
  /// Makes the function `seal(…)` known to SQL: a number over the kinds and bytes of all its values.
  ///
  /// SQLite believes the disk: a byte that changed in there is another value, and nobody notices. A row that is stored
  /// with the seal of its values can be asked whether it is still the one that was stored.
  ///
  /// Throws ``DatabaseError``. Source: `sqlite3_create_function_v2`.
  func addSeal() throws(DatabaseError) {
    let flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY
    let code = sqlite3_create_function_v2(
      handle, "seal", -1, flags, nil,
      { context, count, values in
        var bytes: [UInt8] = []
        for index in 0..<Int(count) { Database.append(values?[index], to: &bytes) }
        let seal = bytes.withUnsafeBytes { Hashing.blake2b128($0).0 }
        sqlite3_result_int64(context, Int64(bitPattern: seal))
      }, nil, nil, nil)
    try check(code, "seal")
  }

  /// Adds kind, length and bytes of a value.
  private static func append(_ value: OpaquePointer?, to bytes: inout [UInt8]) {
    let kind = sqlite3_value_type(value)
    bytes.append(UInt8(truncatingIfNeeded: kind))
    switch kind {
    case SQLITE_NULL: break
    case SQLITE_INTEGER: append(Int(sqlite3_value_int64(value)), to: &bytes)
    default:
      // The address first, as in `Statement.withBytes`.
      let address = sqlite3_value_blob(value)
      let count = Int(sqlite3_value_bytes(value))
      append(count, to: &bytes)
      bytes += UnsafeRawBufferPointer(start: address, count: address == nil ? 0 : count)
    }
  }

  private static func append(_ number: Int, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: number.littleEndian) { bytes += $0 }
  }
}
