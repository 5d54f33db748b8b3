/// The names of archives: `BOT_CHAT-2026-02-10.md` beside `BOT_CHAT.md`.
package enum ArchiveName {
  /// The archive of a day, `YYYY-MM-DD`, for a chat file of this name.
  package static func of(_ chat: String, on date: String) -> String {
    let (stem, ending) = divide(chat)
    return "\(stem)-\(date)\(ending)"
  }

  /// Whether this is the name of the chat file with a date in front of its ending.
  package static func isArchive(_ name: String, of chat: String) -> Bool {
    let (stem, ending) = divide(chat)
    guard name.hasPrefix("\(stem)-"), name.hasSuffix(ending) else { return false }
    let date = name.dropFirst(stem.count + 1).dropLast(ending.count)
    return date.utf8.count == 10
      && zip(date.utf8, "dddd-dd-dd".utf8).allSatisfy { byte, form in
        form == UInt8(ascii: "d") ? 0x30...0x39 ~= byte : byte == form
      }
  }

  private static func divide(_ chat: String) -> (stem: Substring, ending: Substring) {
    let dot = chat.lastIndex(of: ".") ?? chat.endIndex
    return (chat[..<dot], chat[dot...])
  }
}
