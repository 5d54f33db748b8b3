/// A small seeded generator, so that a failing schedule can be played again.
struct Pauses {
  private var state: UInt64

  init(seed: UInt64) { state = seed | 1 }

  /// A number from 0 to `limit`.
  mutating func next(upTo limit: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int(state % UInt64(limit + 1))
  }
}
