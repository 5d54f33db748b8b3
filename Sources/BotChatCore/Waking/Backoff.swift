/// How long a failed call is let rest before it is tried again.
///
/// The pause doubles from `first` to `most` and never ends in giving up. Up to a quarter is taken off by
/// chance, so that the bots of one gateway, which all failed in the same moment, do not all come back in the
/// same moment. The chance is a hash of who, which and how often: the plan stays a value, the same events give
/// the same times, and a test can say when the retry comes.
/// Source: W4.
package struct Backoff: Sendable, Equatable {
  /// The longest pause that anybody can ask for, in nanoseconds: what `retryMost` may be at most.
  ///
  /// A server that says "Retry-After: a year" must not end all retries.
  package static let longest = Interval.days(1)

  /// The pause after the first failure.
  package var first: Interval
  /// The longest pause of its own.
  package var most: Interval
  /// Tells those that fail together apart.
  package var seed: UInt64

  /// Makes a back-off from its parts.
  package init(first: Interval, most: Interval, seed: UInt64) {
    self.first = first
    self.most = most
    self.seed = seed
  }

  /// The pause before the next try.
  ///
  /// - Parameters:
  ///   - failures: how often it has failed in a row, from 1.
  ///   - call: the number of the call, so that each has its own chance.
  ///   - retryAfter: what the other side asked for, in nanoseconds: a minimum.
  /// - Returns: nanoseconds.
  package func pause(afterFailures failures: Int, of call: Int, retryAfter: Int64? = nil) -> Int64 {
    var pause = first.nanoseconds
    var doublings = failures - 1
    while doublings > 0, pause < most.nanoseconds {
      pause *= 2
      doublings -= 1
    }
    pause = min(pause, most.nanoseconds)
    let chance = Int64(
      Self.mixed(seed ^ Self.mixed(UInt64(truncatingIfNeeded: call)) &+ UInt64(truncatingIfNeeded: failures))
        % 1024)
    pause -= pause / 4096 * chance
    return max(pause, min(retryAfter ?? 0, Self.longest.nanoseconds))
  }

  /// The last steps of SplitMix64: near numbers come out far apart.
  private static func mixed(_ number: UInt64) -> UInt64 {
    var mixed = number &+ 0x9E37_79B9_7F4A_7C15
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
