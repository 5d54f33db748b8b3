import BotChatCore

/// The report as lines: the summary, then each check with what was found, expected and done (H4).
struct HealthText {
  let report: HealthReport
  let colour: Colour
  /// Whether figures for monitoring systems stand behind the summary.
  let hasFigures: Bool
  /// Whether a line below each finding says what can be done about it.
  var hasCures = false

  var lines: [String] {
    // One long path among the names must not push all lines aside.
    let width = min(report.findings.map { name($0).count }.max() ?? 0, 24)
    // What wants to be looked at comes first; the others stay in their order.
    let sorted = Severity.allCases.sorted(by: >).flatMap { severity in
      report.findings.filter { $0.severity == severity }
    }
    return [summary]
      + sorted.flatMap { finding in
        let name = name(finding)
        let gap = String(repeating: " ", count: max(0, width - name.count) + 2)
        let line = "\(word(finding.severity))  \(name)\(gap)\(Escaping.visible(Self.what(finding)))"
        guard hasCures, let cure = finding.cure else { return [line] }
        return [line, "          \(colour.bold("→")) \(Escaping.visible(cure))"]
      }
  }

  private var summary: String {
    let text = Escaping.visible(report.summary)
    let line = hasFigures ? "\(Self.withoutBars(text)) | \(figures)" : text
    return report.severity == .ok ? colour.bold(line) : colour.red(line)
  }

  /// Source: https://www.monitoring-plugins.org/doc/guidelines.html, "performance data".
  private var figures: String {
    let canary = report.canary.map { "canary=\(Seconds.text($0))s " } ?? ""
    return "\(canary)time=\(Seconds.text(report.took))s"
  }

  /// What stands behind the first bar is read as figures, so a path must not bring one.
  private static func withoutBars(_ text: String) -> String {
    text.unicodeScalars.reduce(into: "") { shown, scalar in
      if scalar == "|" { shown += "\\x7c" } else { shown.unicodeScalars.append(scalar) }
    }
  }

  private func name(_ finding: Finding) -> String { Escaping.visible(finding.key) }

  private func word(_ severity: Severity) -> String {
    let word = severity.word
    let padded = word + String(repeating: " ", count: 8 - word.count)
    return severity == .ok ? padded : colour.red(padded)
  }

  /// What one finding says, without its name.
  static func what(_ finding: Finding) -> String {
    var parts = [finding.found]
    if !finding.expected.isEmpty { parts.append("expected: \(finding.expected)") }
    if let done = finding.done { parts.append("done: \(done)") }
    return parts.joined(separator: "; ")
  }
}

/// A stretch of time for programs.
enum Seconds {
  /// Nanoseconds as seconds with six digits behind the point.
  static func text(_ nanoseconds: Int64) -> String {
    let micro = max(0, nanoseconds) / 1000
    let rest = String(micro % 1_000_000)
    return "\(micro / 1_000_000).\(String(repeating: "0", count: 6 - rest.utf8.count))\(rest)"
  }
}
