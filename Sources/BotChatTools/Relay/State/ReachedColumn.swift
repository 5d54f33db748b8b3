import BotChatSystem

/// Whom a message has reached, as a column of its row: the numbers of members, ascending.
///
/// Where their bits fit into a number that takes no more room than the list, it is that number: a message to seven
/// bots takes a byte. Anything else is a ``NumberList``.
package enum ReachedColumn: Equatable {
  case bits(Int)
  case list([UInt8])

  /// How many bytes SQLite stores a number in, if it is below the end of the range.
  ///
  /// Source: https://www.sqlite.org/fileformat2.html#record_format
  private static let rooms: [(bits: Int, bytes: Int)] = [(1, 0), (7, 1), (15, 2), (23, 3), (31, 4), (47, 6)]

  package init(_ members: [Int]) {
    let list = NumberList.encode(members)
    let last = members.last ?? 0
    guard (members.first ?? 0) >= 0, let room = Self.rooms.first(where: { room in last < room.bits }),
      room.bytes <= list.count
    else {
      self = .list(list)
      return
    }
    self = .bits(members.reduce(0) { $0 | 1 << $1 })
  }

  /// What stands in the column of this row.
  package init(_ statement: Statement, _ column: Int) {
    self = statement.isNumber(column) ? .bits(statement.int(column)) : .list(statement.bytes(column))
  }

  /// The numbers; a list that is cut off ends early.
  package var members: [Int] {
    switch self {
    case .bits(let bits): (0..<Int.bitWidth).filter { bits >> $0 & 1 == 1 }
    case .list(let bytes): NumberList.decode(bytes)
    }
  }

  /// Binds it to a parameter.
  ///
  /// Throws `DatabaseError`.
  package func bind(_ statement: Statement, _ index: Int) throws(DatabaseError) {
    switch self {
    case .bits(let bits): try statement.bind(index, bits)
    case .list(let bytes): try statement.bind(index, bytes)
    }
  }
}
