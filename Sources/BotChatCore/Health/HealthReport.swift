/// All that one run found.
///
/// Source: H4.
package struct HealthReport: Sendable, Equatable {
  package var findings: [Finding]
  /// Milliseconds since 1970, when it began.
  package var at: Int64
  /// How long it took, nanoseconds.
  package var took: Int64
  /// How long the message through the private pair took, nanoseconds; nil: none came through, or none was sent.
  package var canary: Int64?

  package init(findings: [Finding], at: Int64, took: Int64, canary: Int64?) {
    self.findings = findings
    self.at = at
    self.took = took
    self.canary = canary
  }

  /// The worst of all findings.
  package var severity: Severity { findings.map(\.severity).max() ?? .unknown }

  /// One line: the verdict, then what is wrong, the worst first, or what is right.
  package var summary: String {
    let bad = findings.filter { $0.severity != .ok }.sorted { $0.severity > $1.severity }
    guard let worst = bad.first else { return "OK: \(wellness)" }
    let name = worst.subject.isEmpty ? worst.check.rawValue : "\(worst.check.rawValue) \(worst.subject)"
    let more = bad.count > 1 ? "; \(bad.count - 1) more" : ""
    let done = worst.done.map { ", \($0)" } ?? ""
    return "\(severity.word.uppercased()): \(name): \(worst.found)\(done)\(more)"
  }

  private var wellness: String {
    let monitors = findings.count { $0.check == .monitor }
    let links = findings.count { $0.check == .link }
    var parts = ["relay"]
    if monitors > 0 { parts.append("\(monitors) \(monitors == 1 ? "monitor" : "monitors")") }
    if links > 0 { parts.append("\(links) \(links == 1 ? "link" : "links")") }
    let run = parts.count == 1 ? "runs" : "run"
    let crossing = canary.map { ", a message crossed in \(Milliseconds.text($0))" } ?? ""
    return "\(parts.joined(separator: " and ")) \(run)\(crossing)"
  }
}

/// A short stretch of time as people read it.
package enum Milliseconds {
  /// Nanoseconds as milliseconds with two digits behind the point: `0.41 ms`.
  package static func text(_ nanoseconds: Int64) -> String {
    let hundredths = max(0, nanoseconds) / 10_000
    let rest = hundredths % 100
    return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest) ms"
  }
}

extension HealthReport {
  /// What was not ok, for the next run to compare with.
  package var standing: [String: Severity] {
    var standing: [String: Severity] = [:]
    for finding in findings where finding.severity != .ok {
      standing[finding.key] = max(standing[finding.key] ?? .ok, finding.severity)
    }
    return standing
  }

  /// What the person is told of.
  ///
  /// Not of the switches, which a person has thrown, nor of wakes, whose troubles are told by whoever wakes.
  package var alerts: [Alert] {
    findings.compactMap { finding in
      guard finding.severity != .ok, !finding.isRoutine, ![.switch, .wake].contains(finding.check) else {
        return nil
      }
      // The relay's word on a file that the check of the files tells of as well.
      if finding.check == .messages, Self.toldByChat.contains(finding.subject) { return nil }
      let done = finding.done.map { "; done: \($0)" } ?? ""
      let kind: Alert.Kind = finding.done != nil && finding.severity == .warning ? .restarted : .unhealthy
      return Alert(
        Alert.Key(kind, finding.key), "\(finding.severity.word): \(finding.key): \(finding.found)\(done)",
        isUrgent: finding.severity == .critical)
    }
  }

  private static let toldByChat = [Problem.Kind.missing, .refused].map(\.rawValue)
}
