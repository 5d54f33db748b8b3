/// Whether a bot hears of its messages.
///
/// Source: H2, W4, W5, R19.
package struct WakeHealth: Sendable, Equatable {
  /// What is stored of a bot's wakes.
  package struct Reading: Sendable, Equatable {
    /// What came in and woke nobody yet.
    package var pending = 0
    /// How long ago the oldest of that came, nanoseconds.
    package var age: Int64 = 0
    package var failures = 0
    package var lastFailure: String?
    /// Whether the person was told that it shows no sign of life.
    package var isUnanswered = false
    /// Why the loop guard holds it.
    package var hold: String?
    /// Which switch keeps it from being woken.
    package var stoppedBy: String?
    /// Whether anybody reads its file to wake it.
    package var isHeldBySomebody = false
    /// Why what is stored of its wakes cannot be read.
    package var damage: String?

    package init() {}
  }

  /// Pending for longer than this means that the wake is not on its way, whatever its window is.
  private static let limit = Interval.minutes(2).nanoseconds

  /// - Parameters:
  ///   - bot: its name.
  ///   - reading: what is stored.
  ///   - isExpected: whether anybody should be there to wake it.
  /// - Returns: the finding.
  package static func judge(_ bot: String, _ reading: Reading, isExpected: Bool) -> Finding {
    let pending = reading.pending == 1 ? "1 message" : "\(reading.pending) messages"
    func finding(_ severity: Severity, _ found: String, _ expected: String) -> Finding {
      Finding(.wake, bot, severity, found: found, expected: expected)
    }
    if let switched = reading.stoppedBy {
      return finding(.warning, "\(switched); \(pending) pending", "it is woken when the switch is gone")
    }
    if let hold = reading.hold {
      return finding(.warning, "held: \(hold); \(pending) pending", "a line of a person, or `botchat resume`")
    }
    if let damage = reading.damage {
      return finding(
        .critical, "what is stored of its wakes cannot be read: \(damage)",
        "a sound wake.db: whoever wakes the bot moves a damaged one aside")
    }
    if reading.failures > 0 {
      let why = reading.lastFailure.map { ": \($0)" } ?? ""
      let times = reading.failures == 1 ? "1 wake" : "\(reading.failures) wakes"
      return finding(
        reading.failures >= 5 ? .critical : .warning, "\(times) failed\(why); \(pending) pending",
        "a wake that succeeds: it is tried again until it does")
    }
    if isExpected, !reading.isHeldBySomebody {
      return finding(.critical, "nobody listens for it; \(pending) pending", "its monitor, or the relay")
    }
    if reading.pending > 0, reading.age > limit {
      return finding(
        .critical, "\(pending) pending since \(DaemonJudge.rough(reading.age))", "a wake within seconds")
    }
    if reading.isUnanswered {
      return finding(.warning, "woken, and no sign of life", "an answer, or a change of .bot-chat-state")
    }
    return .ok(.wake, bot, found: reading.pending == 0 ? "woken for everything" : "\(pending) on the way")
  }
}
