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
        var sum = SealSum()
        for index in 0..<Int(count) { Database.add(values?[index], to: &sum) }
        sqlite3_result_int64(context, Int64(bitPattern: sum.value))
      }, nil, nil, nil)
    try check(code, "seal")
  }

  private static func add(_ value: OpaquePointer?, to sum: inout SealSum) {
    let kind = sqlite3_value_type(value)
    sum.add(UInt64(truncatingIfNeeded: kind))
    switch kind {
    case SQLITE_NULL: break
    case SQLITE_INTEGER: sum.add(UInt64(bitPattern: sqlite3_value_int64(value)))
    default:
      // The address first, as in `Statement.withBytes`.
      let address = sqlite3_value_blob(value)
      let count = Int(sqlite3_value_bytes(value))
      sum.add(UInt64(truncatingIfNeeded: count))
      sum.add(UnsafeRawBufferPointer(start: address, count: address == nil ? 0 : count))
    }
  }
}

/// A sum over words of 64 bits against disks that err, not against people.
///
/// Each step can be undone, so whatever happens to one word alone gives another sum for certain, and anything else does
/// but for one case in 2^64. It costs a few nanoseconds for a row, where a cryptographic hash costs more than to store it.
private struct SealSum {
  private(set) var value: UInt64 = 0x6a09_e667_f3bc_c908

  mutating func add(_ word: UInt64) {
    value = (value ^ word) &* 0x9e37_79b9_7f4a_7c15
    value ^= value >> 32
  }

  mutating func add(_ bytes: UnsafeRawBufferPointer) {
    var index = 0
    while index + 8 <= bytes.count {
      add(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)))
      index += 8
    }
    guard index < bytes.count else { return }
    add(bytes[index...].reversed().reduce(0) { $0 << 8 | UInt64($1) })
  }
}
