import BotChatCore
import BotChatSystem

/// Tells the person what has changed: each trouble once, and its end once (H4, W7).
enum HealthAlerts {
  /// How long the check waits for alerts to be handed over, nanoseconds.
  private static let patience: Int64 = 20_000_000_000

  static func tell(_ report: HealthReport, _ source: ConfigurationFile, _ state: StateFolder) {
    let alerts = report.alerts
    guard source.configuration.alert != nil else { return }
    do {
      let loop = try EventLoop()
      let caller = try Caller(loop)
      let lines = EventLog(time: try source.localTime(), isSilent: true)
      let alerter = Alerter(source.configuration, caller, lines, in: state, name: "alerts-health")
      for alert in alerts { alerter.offer(alert) }
      let standing = Set(alerts.map(\.key))
      for key in alerter.told where !standing.contains(key) { alerter.solved(key) }
      let end = MonotonicClock.now() + patience
      // One that fails is not tried again here: the next check does, and this one has an answer to give.
      while alerter.isAtWork, !alerter.hasFailed, MonotonicClock.now() < end {
        try loop.wait(until: min(end, caller.dueAt, alerter.dueAt))
        caller.look(at: MonotonicClock.now())
        alerter.look(at: Moment.now())
      }
      alerter.forgetUnsent()
    } catch {
      // The report says all of it as well, and the next check tries again.
    }
  }
}
