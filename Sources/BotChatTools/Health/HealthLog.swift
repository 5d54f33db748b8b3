import BotChatCore
import BotChatSystem

/// The check's own log: what has changed since the last one, and what was done; of a run that found nothing new, nothing.
struct HealthLog {
  private let source: ConfigurationFile
  private let file: LogFile?

  init(_ source: ConfigurationFile, _ state: StateFolder) {
    self.source = source
    let folder = try? state.subfolder("log")
    file = folder.flatMap { try? LogFile("healthcheck.log", in: $0) }
    file?.lookAfter(maxSize: source.configuration.log.maxSize.bytes, keep: source.configuration.log.keep)
  }

  func write(_ report: HealthReport, _ before: HealthMemory) {
    guard let time = try? source.localTime() else { return }
    let stamp = time.headerText(report.at * 1_000_000)
    func say(_ text: String) { file?.write("\(stamp) \(Escaping.visible(text))") }
    for finding in report.findings
    where finding.done != nil || finding.severity != before.standing[finding.key] ?? .ok {
      say("\(finding.severity.word): \(finding.key): \(HealthText.what(finding))")
    }
    for key in before.standing.keys.sorted() where !report.findings.contains(where: { $0.key == key }) {
      say("ok: \(key): over")
    }
  }
}
