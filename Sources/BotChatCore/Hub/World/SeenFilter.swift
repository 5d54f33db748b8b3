/// Which keys have been seen, in a mebibyte for however many: what it does not hold is new, and what it may hold has to
/// be looked up.
///
/// A Bloom filter with four bits for each key. With 600,000 keys one new key in 250 is looked up for nothing, with a
/// million one in 50; with very many all of them are, which costs time and nothing else. A key is never taken out.
package struct SeenFilter: Sendable {
  private var words: [UInt64]

  /// Bits of the filter, a power of two.
  private static let size: UInt64 = 8 << 20

  /// Nothing has been seen.
  package init() {
    words = Array(repeating: 0, count: Int(Self.size / 64))
  }

  /// Remembers a key, given as a hash of 64 bits that are all alike good.
  package mutating func insert(_ hash: UInt64) {
    for step in 0..<4 as Range<UInt64> {
      let bit = Self.bit(hash, step)
      words[Int(bit / 64)] |= 1 << (bit % 64)
    }
  }

  /// Whether the key of this hash may have been inserted; false: it was not.
  package func mayHold(_ hash: UInt64) -> Bool {
    (0..<4 as Range<UInt64>).allSatisfy { step in
      let bit = Self.bit(hash, step)
      return words[Int(bit / 64)] & 1 << (bit % 64) != 0
    }
  }

  /// Two halves of the hash give all the places; an odd distance visits different ones.
  private static func bit(_ hash: UInt64, _ step: UInt64) -> UInt64 {
    (hash &+ step &* (hash >> 32 | 1)) % size
  }
}
