import BotChatCore
import BotChatFormat
import BotChatSystem

/// Headers that bots wrote by hand, and wrong, among the last messages of each file (F1).
struct HeaderCheck {
  let source: ConfigurationFile

  /// So many messages of each file are looked at.
  private static let horizon = 50

  func run() -> [Finding] {
    let findings = ChatWorld(source).chats.compactMap(finding)
    return findings.isEmpty ? [.ok(.header, found: "the last messages have right ones")] : findings
  }

  private func finding(_ chat: Chat) -> Finding? {
    // A file that cannot be read is a finding of its own.
    guard let file = try? chat.open(),
      let tail = try? ChatTail(file, chat.writtenHere, isEnough: { $0.count >= Self.horizon }),
      let last = tail.nearHeaders.last
    else { return nil }
    let count = tail.nearHeaders.count
    let more = count > 1 ? ", and \(count - 1) more" : ""
    return Finding(
      .header, chat.path, .warning,
      found: "almost a header: \(String(decoding: last.line.prefix(100), as: UTF8.self))\(more)",
      expected: "### DATE TIME ZONE - SENDER → RECIPIENT (#N): nobody gets what stands behind it",
      cure: "botchat check \(ShellText.word(chat.path)), and botchat send in place of writing by hand")
  }
}
