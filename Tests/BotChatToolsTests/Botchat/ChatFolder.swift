import BotChatFormat
import BotChatSystem
import Foundation

@testable import BotChatTools

/// A folder of one test's own with a chat file in it.
final class ChatFolder {
  let path: String

  init(_ text: String) throws {
    path = "\(NSTemporaryDirectory())/botchat-tools-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try write(text, to: "BOT_CHAT.md")
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  var chat: String { "\(path)/BOT_CHAT.md" }

  func write(_ text: String, to name: String) throws {
    try text.write(toFile: "\(path)/\(name)", atomically: false, encoding: .utf8)
  }

  func open() throws -> ChatFile { try ChatFile(name: "BOT_CHAT.md", in: Folder(path: path)) }

  /// A message as bots write it.
  static func message(
    _ number: Int, _ body: String, from sender: String = "John", to recipient: String = "Ross"
  ) -> String {
    "\n### 2026-02-10 19:32:15 SGT - \(sender) → \(recipient) (#\(number))\n\(body)\n\n⏱ 07:32:15pm SGT\n"
  }

  /// Everything that stands in the chat file.
  func messages() throws -> [ChatMessage] {
    var stream = ChatStream(try open(), .everybodyIsLocal)
    var messages: [ChatMessage] = []
    while let message = try stream.next() { messages.append(message) }
    return messages
  }
}
