/// A set of homes by their indices, one bit each, handed out in ascending order.
///
/// It is asked several times with every message, where hashing and sorting would cost more than all the rest.
package struct HomeSet: Sequence, Sendable, ExpressibleByArrayLiteral {
  private var words: [UInt64] = []

  package init() {}

  package init(_ homes: some Sequence<Int>) {
    for home in homes { insert(home) }
  }

  package init(arrayLiteral homes: Int...) { self.init(homes) }

  package var isEmpty: Bool { words.allSatisfy { $0 == 0 } }

  package func contains(_ home: Int) -> Bool {
    home >> 6 < words.count && words[home >> 6] & Self.bit(home) != 0
  }

  package mutating func insert(_ home: Int) {
    // Not written when it is there: somebody may be walking through the same words.
    guard !contains(home) else { return }
    while words.count <= home >> 6 { words.append(0) }
    words[home >> 6] |= Self.bit(home)
  }

  package mutating func remove(_ home: Int) {
    guard contains(home) else { return }
    words[home >> 6] &= ~Self.bit(home)
  }

  package func makeIterator() -> Iterator { Iterator(words) }

  private static func bit(_ home: Int) -> UInt64 { 1 << UInt64(home & 63) }

  package struct Iterator: IteratorProtocol {
    private let words: [UInt64]
    private var place = 0
    /// What is left of the word at `place`.
    private var rest: UInt64

    init(_ words: [UInt64]) {
      self.words = words
      rest = words.first ?? 0
    }

    package mutating func next() -> Int? {
      while rest == 0 {
        place += 1
        guard place < words.count else { return nil }
        rest = words[place]
      }
      defer { rest &= rest - 1 }
      return place << 6 + rest.trailingZeroBitCount
    }
  }
}
