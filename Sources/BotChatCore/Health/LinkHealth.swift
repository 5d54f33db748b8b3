/// Whether a bot on another machine is reached.
///
/// Source: H2, DESIGN 9.
package struct LinkHealth: Sendable, Equatable {
  /// What a link has stored about itself.
  package struct Reading: Sendable, Equatable {
    /// How it stands to its hub; nil: it never said.
    package var standing: LinkStanding?
    /// Whether the other side's link answers; nil: it was never asked.
    package var probe: LinkProbe?
    /// What the hub does not have yet, and how long ago the oldest of it came, nanoseconds.
    package var waiting = 0
    package var waitingAge: Int64 = 0
    /// What lies at the hub and the other side has not stored, and how long ago the oldest of it was handed over.
    package var unfetched = 0
    package var unfetchedAge: Int64 = 0
    /// Which switch keeps it from sending and appending.
    package var stoppedBy: String?
    /// Why what is stored cannot be read.
    package var damage: String?

    package init() {}
  }

  private static let minute = Interval.minutes(1).nanoseconds

  /// - Parameters:
  ///   - bot: its name.
  ///   - reading: what is stored.
  ///   - now: wall clock, nanoseconds since 1970.
  ///   - isExpected: whether its link should run.
  /// - Returns: the finding.
  package static func judge(_ bot: String, _ reading: Reading, at now: Int64, isExpected: Bool) -> Finding {
    func finding(_ severity: Severity, _ found: String, _ expected: String) -> Finding {
      Finding(.room, bot, severity, found: found, expected: expected, messages: reading.waiting)
    }
    let backlog = reading.waiting == 0 ? "" : "; \(Self.messages(reading.waiting)) for it here"
    if let damage = reading.damage {
      return finding(
        .critical, "what its link has stored cannot be read: \(damage)",
        "a sound link.db: the link moves a damaged one aside when it starts")
    }
    if let switched = reading.stoppedBy {
      return finding(.warning, "\(switched)\(backlog)", "it goes on when the switch is gone")
    }
    guard isExpected else { return .ok(.room, bot, found: "stopped\(backlog)") }
    guard let standing = reading.standing else {
      return finding(.warning, "its link has not been at the hub yet\(backlog)", "a link that joins its room")
    }
    let age = max(0, now - standing.since)
    switch standing.state {
    case .unwelcome(let why):
      return finding(.critical, "the hub does not let its link in: \(why)\(backlog)", "a hub that lets it in")
    case .tokenless(let why):
      return finding(.critical, "its token cannot be used: \(why)\(backlog)", "a file with the hub's token")
    case .away(let why) where age > 10 * minute:
      return finding(.critical, "away for \(DaemonJudge.rough(age)): \(why)\(backlog)", "a hub that answers")
    case .away(let why) where age > minute:
      return finding(.warning, "away for \(DaemonJudge.rough(age)): \(why)\(backlog)", "a hub that answers")
    case .away(let why): return .ok(.room, bot, found: "connecting: \(why)\(backlog)")
    case .joined(let isPlain): return joined(bot, reading, isPlain, at: now, finding)
    }
  }

  private static func joined(
    _ bot: String, _ reading: Reading, _ isPlain: Bool, at now: Int64,
    _ finding: (Severity, String, String) -> Finding
  ) -> Finding {
    if reading.waiting > 0, reading.waitingAge > 2 * minute {
      return finding(
        .critical,
        "\(messages(reading.waiting)) not taken by the hub since \(DaemonJudge.rough(reading.waitingAge))",
        "a hub that takes them")
    }
    if reading.unfetched > 0, reading.unfetchedAge > 60 * minute {
      return finding(
        .warning,
        "\(messages(reading.unfetched)) at the hub since \(DaemonJudge.rough(reading.unfetchedAge)), and the other side "
          + "has not stored them", "a link that runs on the other machine")
    }
    func ago(_ answer: LinkProbe.Answer) -> String { DaemonJudge.rough(max(0, now - answer.at)) }
    // The third one is under way: a minute is between them, and who has never answered may be no link.
    if !isPlain, let probe = reading.probe, let last = probe.last, probe.unanswered > 2 {
      return finding(
        .warning, "nobody has answered at the other end of its room for \(ago(last))",
        "a link that runs on the other machine, and is not paused")
    }
    var hub = isPlain ? "in its room of a plain Bot Hub" : "in its room"
    if !isPlain, let last = reading.probe?.last {
      hub += "; the other side answered in \(Milliseconds.text(last.took)), \(ago(last)) ago"
    }
    return .ok(.room, bot, found: reading.waiting == 0 ? hub : "\(hub), \(reading.waiting) on the way")
  }

  private static func messages(_ count: Int) -> String { count == 1 ? "1 message" : "\(count) messages" }
}
