import BotChatSystem

/// The archives beside a chat file: `BOT_CHAT-2026-02-10.md` beside `BOT_CHAT.md`.
enum ArchiveNames {
  /// The archives of the chat file at this path, oldest first; none where the folder cannot be read.
  static func paths(beside chat: String) -> [String] {
    let (folder, name) = PathText.divide(chat)
    guard let names = try? FolderNames.list(folder.isEmpty ? "/" : folder) else { return [] }
    return names.filter { isArchive($0, of: name) }.map { "\(folder)/\($0)" }
  }

  /// Whether this is the name of the chat file with a date in front of its ending.
  static func isArchive(_ name: String, of chat: String) -> Bool {
    let dot = chat.lastIndex(of: ".") ?? chat.endIndex
    let stem = "\(chat[..<dot])-"
    guard name.hasPrefix(stem), name.hasSuffix(chat[dot...]) else { return false }
    let date = name.dropFirst(stem.count).dropLast(chat[dot...].count)
    return date.utf8.count == 10
      && zip(date.utf8, "dddd-dd-dd".utf8).allSatisfy { byte, form in
        form == UInt8(ascii: "d") ? 0x30...0x39 ~= byte : byte == form
      }
  }
}
