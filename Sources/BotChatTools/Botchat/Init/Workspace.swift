import BotChatCore
import BotChatSystem

/// A folder that a bot works in.
struct Workspace {
  let path: String
  /// The name that the person gave it.
  var given: String?
  /// Whether the person named the folder.
  var isGiven = false
  /// What the folder, or its client, is called.
  var hint: String?
  var waking = ConfigurationDraft.Waking.unknown
  /// Where its container sees it; nil: it is in none, or nobody knows.
  var inside: String?

  /// What its chat file is.
  enum Chat: Equatable {
    case missing
    /// A plain file.
    case file(FileIdentity)
    /// A link that leads to this one.
    case link(FileIdentity)
    /// Something that cannot be a chat file, and what can be done about it.
    case refused(why: String, cure: String)
  }

  var chatPath: String { path == "/" ? "/BOT_CHAT.md" : "\(path)/BOT_CHAT.md" }

  var chat: Chat {
    guard let folder = try? Folder(path: path), let status = try? folder.status(of: "BOT_CHAT.md") else {
      return .missing
    }
    let word = ShellText.word(chatPath)
    switch status.kind {
    case .regular where status.links == 1: return .file(status.identity)
    case .regular:
      return .refused(
        why: "it has \(status.links) names (hard links), which the relay refuses",
        cure: "keep one, and make each other one a symbolic link: ln -sfn FILE \(word)")
    case .symlink:
      if let target = try? folder.statusBehindLinks(of: "BOT_CHAT.md"), target.kind == .regular {
        return .link(target.identity)
      }
      return .refused(why: "it is a symbolic link to nothing", cure: "ln -sfn CHAT-FILE \(word)")
    default: return .refused(why: "it is no file", cure: "put a plain file in its place")
    }
  }

  /// The name in IDENTITY.md: `- **Name:** Ross`; nil: there is none.
  var identity: String? {
    guard let folder = try? Folder(path: path),
      let bytes = try? folder.readSmall("IDENTITY.md", limit: 64 << 10)
    else { return nil }
    for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline) {
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2, parts[0].filter(\.isLetter).lowercased() == "name" else { continue }
      let words = parts[1].split { " *`\"".contains($0) }
      let name = words.first.map(String.init) ?? ""
      return NameGrammar.allows(name) ? name : nil
    }
    return nil
  }
}
