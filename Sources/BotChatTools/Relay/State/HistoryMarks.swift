import BotChatCore
import BotChatSystem

/// Marks of header lines that stood in a file when it was first seen: 8 bytes each, however large the files.
///
/// They lie in 4096 rows by their first bits. A bitmap in memory, 16 bits a mark, answers almost every "no"
/// without a look into the database.
package final class HistoryMarks {
  private let select: Statement
  private let insert: Statement
  private let all: Statement
  private var filter: [UInt64] = []
  private var count = 0
  /// All marks, sorted, while many questions are asked.
  private var loaded: [UInt64]?

  init(_ database: Database) throws(DatabaseError) {
    select = try database.prepare("SELECT marks FROM history WHERE bucket = ?")
    insert = try database.prepare("INSERT OR REPLACE INTO history VALUES(?1, ?2, seal(?1, ?2))")
    all = try database.prepare("SELECT marks FROM history ORDER BY bucket")
    try rebuildFilter()
  }

  package func contains(_ mark: UInt64) -> Bool {
    guard count > 0, isInFilter(mark) else { return false }
    if let loaded { return Self.search(loaded, mark) }
    return Self.search((try? bucket(Int(mark >> 52))) ?? [], mark)
  }

  /// Adds marks; a mark that is there already is not doubled.
  ///
  /// Inside of the caller's transaction.
  package func add(_ marks: [UInt64]) throws(DatabaseError) {
    let sorted = marks.sorted()
    var start = 0
    while start < sorted.count {
      let bucket = Int(sorted[start] >> 52)
      var end = start
      while end < sorted.count, Int(sorted[end] >> 52) == bucket { end += 1 }
      try add(sorted[start..<end], to: bucket)
      start = end
    }
    loaded = nil
    try rebuildFilter()
  }

  /// Keeps every mark in memory as long as many questions are asked (a file that is read again).
  package func expectMany(_ many: Bool) {
    loaded = many && count > 0 ? try? readAll() : nil
  }

  private func add(_ marks: ArraySlice<UInt64>, to number: Int) throws(DatabaseError) {
    var merged = try bucket(number) + marks
    merged.sort()
    var unique: [UInt64] = []
    unique.reserveCapacity(merged.count)
    for mark in merged where unique.last != mark { unique.append(mark) }
    try insert.bind(1, number)
    try insert.bind(2, unique.flatMap { mark in withUnsafeBytes(of: mark) { Array($0) } })
    try insert.run()
  }

  private func bucket(_ number: Int) throws(DatabaseError) -> [UInt64] {
    defer { select.reset() }
    try select.bind(1, number)
    return try select.step() ? Self.marks(select) : []
  }

  private static func marks(_ statement: Statement) -> [UInt64] {
    statement.withBytes(0) { bytes in
      (0..<bytes.count / 8).map { bytes.loadUnaligned(fromByteOffset: $0 * 8, as: UInt64.self) }
    }
  }

  private func readAll() throws(DatabaseError) -> [UInt64] {
    defer { all.reset() }
    var marks: [UInt64] = []
    marks.reserveCapacity(count)
    while try all.step() { marks += Self.marks(all) }
    return marks
  }

  private func rebuildFilter() throws(DatabaseError) {
    let marks = try readAll()
    count = marks.count
    var bits = 1024
    while bits < count * 16 { bits *= 2 }
    filter = Array(repeating: 0, count: bits / 64)
    for mark in marks { filter[place(mark) / 64] |= 1 << UInt64(place(mark) % 64) }
  }

  private func place(_ mark: UInt64) -> Int { Int(mark & UInt64(filter.count * 64 - 1)) }

  private func isInFilter(_ mark: UInt64) -> Bool {
    filter[place(mark) / 64] & 1 << UInt64(place(mark) % 64) != 0
  }

  private static func search(_ marks: [UInt64], _ mark: UInt64) -> Bool {
    let place = marks.beginning { $0 >= mark }
    return place < marks.count && marks[place] == mark
  }
}
