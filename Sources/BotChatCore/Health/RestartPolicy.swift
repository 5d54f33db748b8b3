/// When a daemon that had to be started may be started once more: at once, then after 5 s, 30 s, 2 min, and every
/// 10 min for ever.
///
/// Source: H3.
package struct RestartPolicy: Sendable, Equatable {
  /// How often it was tried since it last stayed well.
  package private(set) var attempts: Int
  /// Steady clock, nanoseconds: when it was tried last.
  package private(set) var last: Int64

  package init(attempts: Int = 0, last: Int64 = 0) {
    self.attempts = max(0, attempts)
    self.last = max(0, last)
  }

  private static let pauses: [Interval] = [.seconds(0), .seconds(5), .seconds(30), .minutes(2), .minutes(10)]

  /// How long to wait before the next try; nil: it may be tried now.
  package func wait(at now: Int64) -> Interval? {
    // A clock that stands before the last try is another boot's.
    guard attempts > 0, now >= last else { return nil }
    let pause = Self.pauses[min(attempts, Self.pauses.count - 1)]
    let left = last + pause.nanoseconds - now
    return left > 0 ? Interval(nanoseconds: left) : nil
  }

  package mutating func noteAttempt(at now: Int64) {
    attempts += 1
    last = now
  }

  /// It was found well: one that has been so for two minutes begins anew.
  package mutating func noteHealth(at now: Int64) {
    if now < last || now - last >= Interval.minutes(2).nanoseconds { self = RestartPolicy() }
  }
}
