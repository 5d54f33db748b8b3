/// The three ways in which OpenClaw has dealt with what wakes a bot.
///
/// Source: docs of 2026.3.24, 2026-08 and 2026.9.8.
package enum OpenClawEra: String, Sendable, CaseIterable {
  /// To about 2026.6: a heartbeat reads HEARTBEAT.md; sessions in `sessions.json`.
  case heartbeat
  /// About 2026.7 and 2026.8: the heartbeat is an automation, HEARTBEAT.md is not read; sessions in SQLite.
  case automation
  /// From 2026.9: the heartbeat is retired; `system event --mode now` wakes by itself.
  case event

  /// The era of a version, such as `2026.3.24`; nil for a text that is none.
  package init?(version: String) {
    let numbers = version.split { !$0.isNumber }.prefix(2).map { Int($0) }
    guard numbers.count == 2, let year = numbers[0], let month = numbers[1], (2000...9999).contains(year),
      (1...12).contains(month)
    else { return nil }
    self = (year, month) < (2026, 7) ? .heartbeat : (year, month) < (2026, 9) ? .automation : .event
  }

  /// What shows without a version; nil: nothing does.
  ///
  /// - Parameters:
  ///   - hasSessionsFile: whether there is a `sessions.json`.
  ///   - hasDatabase: whether sessions lie in SQLite; that is so in both later eras, and the earlier asks for more.
  package init?(hasSessionsFile: Bool, hasDatabase: Bool) {
    if hasDatabase { self = .automation } else if hasSessionsFile { self = .heartbeat } else { return nil }
  }

  /// What the person has to know about waking in it, in one sentence.
  package var note: String {
    switch self {
    case .heartbeat:
      "a wake is lost while the heartbeat is off (every: 0m) or in its quiet hours, so let it run; put the page into "
        + "AGENTS.md, and leave HEARTBEAT.md free of BOT_CHAT"
    case .automation:
      "HEARTBEAT.md is not read, so put the page into AGENTS.md; heartbeat keys that are left in openclaw.json make "
        + "all of it invalid"
    case .event: "put the page into AGENTS.md; nothing else is needed, HEARTBEAT.md is not read"
    }
  }

  /// What is said where nothing shows the era.
  package static let unknownNote =
    "put the page into AGENTS.md, which every version reads; a heartbeat that is off (every: 0m) loses wakes before "
    + "2026.9"
}
