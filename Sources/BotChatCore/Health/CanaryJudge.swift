/// What it means that a message through the private pair of files came through, or did not.
///
/// Source: H2.
package enum CanaryJudge {
  /// What became of one message.
  package enum Trial: Sendable, Equatable {
    /// It stood in the other file after so many nanoseconds.
    case crossed(Int64)
    /// It was written, and nobody carried it.
    case lost
    /// It could not be written.
    case unable(why: String)
  }

  /// How long a message may take: two polls, for a machine where files cannot be watched, and some patience.
  package static func limit(poll: Interval) -> Interval {
    Interval(nanoseconds: 2 * poll.nanoseconds + 1_000_000_000)
  }

  /// - Parameters:
  ///   - trials: the messages in their order; a second one follows only a first that was lost.
  ///   - poll: how often the relay looks at least.
  /// - Returns: the finding.
  package static func judge(_ trials: [Trial], poll: Interval) -> Finding {
    let expected = "a message that crosses within \(limit(poll: poll))"
    switch trials.last {
    case .crossed(let took)? where trials.count == 1:
      return .ok(.canary, found: "a message crossed in \(Milliseconds.text(took))")
    case .crossed(let took)?:
      return Finding(
        .canary, .warning, found: "a message was late, the next one crossed in \(Milliseconds.text(took))",
        expected: expected)
    case .lost?:
      let count = trials.count == 1 ? "a message" : "\(trials.count) messages"
      return Finding(.canary, .critical, found: "\(count) did not cross", expected: expected)
    case .unable(let why)?:
      return Finding(.canary, .critical, found: "no message could be written: \(why)", expected: expected)
    case nil:
      return Finding(.canary, .warning, found: "no message was sent", expected: "a relay that runs")
    }
  }

  /// Whether it is proven that the relay carries nothing though its loop moves: two messages lost (H3).
  package static func provesHanging(_ trials: [Trial]) -> Bool { trials.suffix(2) == [.lost, .lost] }
}
