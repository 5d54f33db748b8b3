import BotChatSystem

/// What a bot writes beside its chat file when it has read: `.bot-chat-state` (W5).
struct SignOfLife {
  private static let name = ".bot-chat-state"

  private let path: String
  private var last: FileStatus?

  /// - Parameter chat: the bot's chat file, as configured.
  init(beside chat: String) {
    path = PathText.divide(chat).folder
    last = look()
  }

  /// Whether the file has moved since the last question; its removal is no sign.
  mutating func hasMoved() -> Bool {
    guard let now = look() else { return false }
    defer { last = now }
    return last?.identity != now.identity || last?.modified != now.modified || last?.size != now.size
  }

  private func look() -> FileStatus? {
    guard let folder = try? Folder(path: path.isEmpty ? "/" : path) else { return nil }
    return (try? folder.status(of: Self.name)).flatMap(\.self)
  }
}
