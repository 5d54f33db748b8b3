/// How bad a finding is, in the words and numbers of the monitoring plugins.
///
/// The raw value is the exit code. Source: H4, https://www.monitoring-plugins.org/doc/guidelines.html
package enum Severity: Int32, Sendable, CaseIterable, Comparable {
  case ok = 0
  case warning = 1
  case critical = 2
  case unknown = 3

  /// In lower case, as it stands in texts and JSON.
  package var word: String {
    switch self {
    case .ok: "ok"
    case .warning: "warning"
    case .critical: "critical"
    case .unknown: "unknown"
    }
  }

  /// By how much it matters: what is known to be broken comes before what could not be found out.
  package static func < (one: Severity, other: Severity) -> Bool { one.weight < other.weight }

  private var weight: Int {
    switch self {
    case .ok: 0
    case .warning: 1
    case .unknown: 2
    case .critical: 3
    }
  }
}
