/// The names of the shell scripts that the toolkit replaces.
///
/// Source: R16.
package enum OldScriptName {
  /// Whether nothing else has such a name: `bot-chat-relay.sh`, `start-monitors.sh`.
  package static func isCertain(_ name: String) -> Bool {
    let name = name.lowercased()
    guard name.hasSuffix(".sh") else { return false }
    return name.hasPrefix("bot-chat-") || name.hasPrefix("bot_chat_") || name == "start-monitors.sh"
  }

  /// Whether it may be one of them, and its text or a bot's name in it must tell: `monitor-ross.sh`,
  /// `health-check.sh`.
  package static func isPossible(_ name: String) -> Bool {
    let name = name.lowercased()
    guard name.hasSuffix(".sh") else { return false }
    return name.hasPrefix("monitor-") || name.hasPrefix("monitor_") || name.contains("monitors")
      || name.contains("healthcheck") || name.contains("health-check") || name.contains("health_check")
      || name.contains("relay")
  }

  /// Whether it is one of them, or may be.
  package static func isWorthReading(_ name: String) -> Bool { isCertain(name) || isPossible(name) }

  /// Whether the text of such a script is about the chat files.
  package static func isAboutChats(_ text: String) -> Bool {
    let text = text.lowercased()
    return text.contains("bot_chat") || text.contains("bot-chat")
  }

  /// Whether a script of that name watches a bot of one of these names.
  package static func names(_ name: String, anyOf bots: [String]) -> Bool {
    let parts = name.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    return bots.contains { parts.contains($0.lowercased()) }
  }
}
