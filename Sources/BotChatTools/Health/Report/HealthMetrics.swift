import BotChatCore

/// The report for Prometheus, as its node_exporter reads it from a file (H4).
///
/// Source: https://prometheus.io/docs/instrumenting/exposition_formats
enum HealthMetrics {
  static func text(_ report: HealthReport, _ memory: HealthMemory) -> String {
    var text = metric(
      "botchat_health", "gauge", "The verdict: 0 ok, 1 warning, 2 critical, 3 unknown.",
      [("", "\(report.severity.rawValue)")])
    // Two checks of one name and subject would be one series twice, and the whole file refused.
    var worst: [String: Severity] = [:]
    for finding in report.findings {
      let labels = "{check=\(quoted(finding.check.rawValue)),subject=\(quoted(finding.subject))}"
      worst[labels] = max(worst[labels] ?? .ok, finding.severity)
    }
    text += metric(
      "botchat_check", "gauge", "What each check says, as above.",
      worst.sorted { $0.key < $1.key }.map { ($0.key, "\($0.value.rawValue)") })
    let waiting = report.findings.compactMap { $0.check == .backlog ? $0.messages : nil }
    text += metric(
      "botchat_backlog_messages", "gauge", "Messages that are written and not delivered yet.",
      waiting.isEmpty ? [] : [("", "\(waiting.reduce(0, +))")])
    if let canary = report.canary {
      text += metric(
        "botchat_canary_seconds", "gauge", "How long a message through the private pair took.",
        [("", Seconds.text(canary))])
    }
    text += metric(
      "botchat_starts_total", "counter", "How often a check started a daemon.",
      memory.starts.sorted { $0.key < $1.key }.map { ("{daemon=\(quoted($0.key))}", "\($0.value)") })
    text += metric(
      "botchat_health_seconds", "gauge", "How long the check took.", [("", Seconds.text(report.took))])
    text += metric(
      "botchat_health_timestamp_seconds", "gauge", "When the check began.", [("", "\(report.at / 1000)")])
    return text
  }

  private static func metric(
    _ name: String, _ type: String, _ help: String, _ samples: [(labels: String, value: String)]
  ) -> String {
    guard !samples.isEmpty else { return "" }
    return "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
      + samples.map { "\(name)\($0.labels) \($0.value)\n" }.joined()
  }

  /// Source: the same, "label_value": backslash, quotation mark and line feed are escaped.
  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    // Not by characters: a quotation mark with an accent behind it is another character, and still ends the label.
    for scalar in Escaping.visible(text).unicodeScalars {
      if scalar == "\\" || scalar == "\"" { quoted.append("\\") }
      quoted.unicodeScalars.append(scalar)
    }
    return quoted + "\""
  }
}
