/// So many in a second in the long run, and a number of them at once.
struct TokenBucket {
  /// In billionths of one: so nothing is rounded.
  private var level: Int64
  private var filledAt: Int64

  /// Full.
  init(capacity: Int, at now: Int64) {
    level = Int64(capacity) * 1_000_000_000
    filledAt = now
  }

  /// Takes one out.
  ///
  /// - Returns: nil; or how many nanoseconds there will be none.
  mutating func take(rate: Int, capacity: Int, at now: Int64) -> Int64? {
    // A full bucket cannot overflow, however long nobody looked.
    let longest = Int64(capacity) * 1_000_000_000 / Int64(rate) + 1
    let most = Int64(capacity) * 1_000_000_000
    level = min(most, level + min(max(0, now - filledAt), longest) * Int64(rate))
    filledAt = now
    guard level >= 1_000_000_000 else { return (1_000_000_000 - level) / Int64(rate) + 1 }
    level -= 1_000_000_000
    return nil
  }
}
