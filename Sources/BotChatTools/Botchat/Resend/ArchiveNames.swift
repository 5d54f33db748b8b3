import BotChatCore
import BotChatSystem

/// The archives beside a chat file: `BOT_CHAT-2026-02-10.md` beside `BOT_CHAT.md`.
enum ArchiveNames {
  /// The archives of the chat file at this path, oldest first; none where the folder cannot be read.
  static func paths(beside chat: String) -> [String] {
    let (folder, name) = PathText.divide(chat)
    guard let names = try? FolderNames.list(folder.isEmpty ? "/" : folder) else { return [] }
    return names.filter { ArchiveName.isArchive($0, of: name) }.map { "\(folder)/\($0)" }
  }
}
