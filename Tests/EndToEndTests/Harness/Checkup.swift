import Foundation
import Testing

/// What one run of `healthcheck --json` said.
struct Checkup: Sendable {
  /// One line of it.
  struct Check: Decodable, Sendable {
    let check: String
    let subject: String
    let severity: String
    let found: String
    let expected: String
    let done: String?
  }

  private struct Report: Decodable {
    let version: Int
    let severity: String
    let summary: String
    let canarySeconds: Double?
    let checks: [Check]
  }

  let exit: Int32
  /// The JSON as it came.
  let output: String
  let severity: String
  let summary: String
  /// How long the canary took, in seconds.
  let canary: Double?
  let checks: [Check]

  /// Throws where it is no answer of version 1, or its exit code is not that of its verdict.
  init(_ run: HealthOutput, at location: SourceLocation) throws {
    exit = run.exit
    output = run.output
    let report: Report
    do {
      report = try JSONDecoder().decode(Report.self, from: Data(run.output.utf8))
    } catch {
      throw Trouble("no report: \(error)\n\(run)", at: location)
    }
    severity = report.severity
    summary = report.summary
    canary = report.canarySeconds
    checks = report.checks
    try expect(report.version == 1, "version \(report.version)", at: location)
    let verdict = Self.exits[severity]
    try expect(exit == verdict, "\(severity) with exit code \(exit)\n\(self)", at: location)
  }

  private static let exits: [String: Int32] = ["ok": 0, "warning": 1, "critical": 2, "unknown": 3]

  /// The findings of one check, about one subject or about all.
  func all(_ check: String, _ subject: String? = nil) -> [Check] {
    checks.filter { $0.check == check && (subject == nil || $0.subject == subject) }
  }

  /// The one finding of a check; a bot, a path or the like is its subject.
  func check(
    _ check: String, _ subject: String = "", at location: SourceLocation = #_sourceLocation
  ) throws -> Check {
    let found = all(check, subject)
    guard let first = found.first, found.count == 1 else {
      throw Trouble("\(found.count) findings of \(check) \(subject)\n\(self)", at: location)
    }
    return first
  }

  /// Fails the scenario unless all is well.
  func isWell(at location: SourceLocation = #_sourceLocation) throws {
    try expect(exit == 0 && checks.allSatisfy { $0.severity == "ok" }, "not well\n\(self)", at: location)
  }

  /// Fails the scenario unless this check found that, and did about it what begins so; nil: nothing.
  func finds(
    _ check: String, _ subject: String, _ severity: String, done: String? = nil,
    at location: SourceLocation = #_sourceLocation
  ) throws {
    let finding = try self.check(check, subject, at: location)
    try expect(
      finding.severity == severity, "\(check) \(subject) is not \(severity)\n\(self)", at: location)
    if let done {
      try expect(
        finding.done?.hasPrefix(done) == true, "\(check) \(subject): not done: \(done)\n\(self)", at: location
      )
    } else {
      try expect(finding.done == nil, "\(check) \(subject): something was done\n\(self)", at: location)
    }
  }
}

extension Checkup: CustomStringConvertible {
  /// The same as text, for whoever reads why a scenario failed.
  var description: String {
    let lines = checks.map {
      "\($0.severity)  \($0.check) \($0.subject)  \($0.found); expected: \($0.expected); done: \($0.done ?? "-")"
    }
    return (["exit \(exit), \(summary)"] + lines).joined(separator: "\n")
  }
}
