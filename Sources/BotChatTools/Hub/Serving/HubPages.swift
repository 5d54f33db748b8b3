import BotChatCore
import BotChatSystem

/// What the hub answers to those who ask how it is.
enum HubPages {
  /// `GET /healthz`: 200, or 503 with what is wrong.
  static func health(_ counts: HubCounts, isClosing: Bool) -> WebPage {
    let problem = counts.storageFailure ?? (isClosing ? "the hub is ending" : nil)
    var body = "{\"ok\":\(problem == nil),\"version\":1"
    if let problem { body += ",\"problem\":\(JSONText.quoted(problem))" }
    body += ",\"program\":\(JSONText.quoted(Version.current)),\"connections\":\(counts.connections)"
    body += ",\"rooms\":\(counts.rooms),\"kept\":\(counts.kept)}\n"
    return WebPage(status: problem == nil ? 200 : 503, type: "application/json", body: Array(body.utf8))
  }

  /// `GET /metrics`, for Prometheus.
  static func metrics(_ counts: HubCounts) -> WebPage {
    let metrics: [(name: String, kind: String, help: String, value: Int)] = [
      ("connections", "gauge", "Connections that are open.", counts.connections),
      ("authenticated", "gauge", "Connections that are authenticated.", counts.authenticated),
      ("rooms", "gauge", "Rooms.", counts.rooms),
      ("kept_messages", "gauge", "Messages that are kept for somebody.", counts.kept),
      ("kept_bytes", "gauge", "Bytes of their texts.", counts.keptBytes),
      ("undurable_messages", "gauge", "Messages on their way to the disk.", counts.undurable),
      ("storage_ok", "gauge", "Whether messages can be stored.", counts.storageFailure == nil ? 1 : 0),
      ("messages_taken_total", "counter", "Messages that were taken.", counts.taken),
      ("messages_repeated_total", "counter", "Repetitions that were acknowledged again.", counts.repeated),
      ("messages_sent_total", "counter", "Messages handed to a connection.", counts.sent),
      ("acks_total", "counter", "Messages that were acknowledged.", counts.acks),
    ]
    var text = ""
    for metric in metrics {
      text += "# HELP botchat_hub_\(metric.name) \(metric.help)\n"
      text += "# TYPE botchat_hub_\(metric.name) \(metric.kind)\nbotchat_hub_\(metric.name) \(metric.value)\n"
    }
    text += "# HELP botchat_hub_errors_total Error frames.\n# TYPE botchat_hub_errors_total counter\n"
    for (code, count) in counts.errors.sorted(by: { $0.key < $1.key }) {
      text += "botchat_hub_errors_total{code=\"\(code)\"} \(count)\n"
    }
    return WebPage(status: 200, type: "text/plain; version=0.0.4", body: Array(text.utf8))
  }
}
