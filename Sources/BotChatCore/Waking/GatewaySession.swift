/// What a bot's gateway says about one of its sessions.
///
/// Source: W5, OpenClaw's `sessions.json`.
package struct GatewaySession: Sendable, Equatable {
  /// `running`, `done`, `failed`, `killed`, `timeout`; nil is normal.
  package var status: String?
  /// Wall clock, nanoseconds since 1970: when its last run ended; nil: it says nothing.
  package var endedAt: Int64?

  package init(status: String?, endedAt: Int64?) {
    self.status = status
    self.endedAt = endedAt
  }

  /// Whether it shows that the bot fell ill at or after that time of the wall clock.
  ///
  /// A failed session alone is no illness: it must have ended so after the bot was woken.
  package func isIll(since: Int64) -> Bool {
    guard let status, ["failed", "killed", "timeout"].contains(status), let endedAt else { return false }
    return endedAt >= since
  }
}
