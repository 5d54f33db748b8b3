/// What of the relay's list of problems a person has to look at now.
///
/// Source: H2, R3, R14.
package enum ProblemJudge {
  /// What bots wrote wrong stays listed until somebody drops it; it is news for this long.
  private static let news = Interval.days(1).nanoseconds
  /// What its sender was told of is news for a shorter time.
  private static let toldNews = Interval.hours(1).nanoseconds

  /// - Parameters:
  ///   - problems: the relay's list.
  ///   - now: the wall clock, nanoseconds since 1970.
  /// - Returns: a finding for each kind, or one that says that there is none.
  package static func judge(_ problems: [Problem], at now: Int64) -> [Finding] {
    var findings: [Finding] = []
    var old = 0
    for (kind, group) in Dictionary(grouping: problems, by: \.key.kind).sorted(by: {
      $0.key.rawValue < $1.key.rawValue
    }) {
      let fresh = group.filter { $0.isCurable || now - $0.at < (isTold(kind) ? toldNews : news) }
      old += group.count - fresh.count
      guard let first = fresh.max(by: { $0.at < $1.at }) else { continue }
      let more = fresh.count > 1 ? ", and \(fresh.count - 1) more" : ""
      findings.append(
        Finding(
          .messages, kind.rawValue, severity(kind), found: "\(first.detail)\(more)",
          expected: expectation(kind)))
    }
    if !findings.isEmpty { return findings }
    return [
      .ok(
        .messages,
        found: old == 0 ? "none is misfiled or undeliverable" : "\(old) older ones are still listed")
    ]
  }

  private static func isTold(_ kind: Problem.Kind) -> Bool {
    switch kind {
    case .unknownRecipient, .nearHeader, .stray, .oversize: true
    default: false
    }
  }

  private static func severity(_ kind: Problem.Kind) -> Severity {
    switch kind {
    case .anotherRelay, .state: .critical
    default: .warning
    }
  }

  private static func expectation(_ kind: Problem.Kind) -> String {
    switch kind {
    case .missing, .refused, .unwritable: "a file that takes deliveries: they wait in the state until then"
    case .misfiled: "bots that write into their own file only"
    case .stray, .nearHeader: "a header before each message: its writer was told"
    case .unknownRecipient: "a name that somebody has: the sender was told"
    case .oversize: "a message below relay.maxMessage: the sender was told"
    case .fragment: "no torn delivery: the whole follows it"
    case .split: "nobody who writes into the file that was replaced"
    case .anotherRelay: "one relay: end the other one"
    case .erased: "a bot that leaves in its file what others wrote there"
    case .state: "a state that can be stored"
    case .unjudged: "a person who looks through what the rebuilt state could not judge"
    case .untaken: "a message that the hub takes"
    case .watching: "files that can be watched: until then messages take up to a poll"
    }
  }
}
