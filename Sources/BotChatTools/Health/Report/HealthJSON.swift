import BotChatCore

/// The report for programs (H4).
enum HealthJSON {
  /// One object in one line; `version` is that of its shape.
  static func text(_ report: HealthReport) -> String {
    let checks = report.findings.map { finding in
      object([
        ("check", quoted(finding.check.rawValue)), ("subject", quoted(finding.subject)),
        ("severity", quoted(finding.severity.word)), ("found", quoted(finding.found)),
        ("expected", quoted(finding.expected)), ("done", finding.done.map(quoted) ?? "null"),
        ("messages", finding.messages.map(String.init) ?? "null"),
        ("cure", finding.cure.map(quoted) ?? "null"),
      ])
    }
    return object([
      ("version", "1"), ("severity", quoted(report.severity.word)), ("summary", quoted(report.summary)),
      ("at", "\(report.at)"), ("seconds", Seconds.text(report.took)),
      ("canarySeconds", report.canary.map(Seconds.text) ?? "null"),
      ("checks", "[\(checks.joined(separator: ", "))]"),
    ])
  }

  private static func object(_ members: [(String, String)]) -> String {
    "{\(members.map { "\(quoted($0.0)): \($0.1)" }.joined(separator: ", "))}"
  }

  private static func quoted(_ text: String) -> String { JSONText.quoted(Escaping.visible(text)) }
}
