import BotChatFormat
import BotChatSystem

/// How far a bot has read, in two files beside its chat: ours, and the number that the old instructions know.
///
/// `.bot-chat-read` holds the id of the last message that was read. `.bot-chat-state` holds the number of a message and
/// nothing else, since bots compare with what `cat` prints; whoever wrote last is believed.
struct ReadMark {
  static let name = ".bot-chat-read"
  static let oldName = ".bot-chat-state"

  private let folder: Folder
  /// The last message that was read, by our own file.
  let id: MessageID?
  /// Its number, by the old file, where that is newer than ours.
  let number: Int?

  /// - Parameter chat: the bot's chat file, as configured.
  /// - Throws: `SystemError` of `open` for the folder.
  init(beside chat: String) throws(SystemError) {
    let path = PathText.divide(chat).folder
    folder = try Folder(path: path.isEmpty ? "/" : path)
    let own = try? folder.status(of: Self.name)
    let old = try? folder.status(of: Self.oldName)
    id = Self.text(Self.name, folder).flatMap(MessageID.init(hex:))
    let isOldNewer = old.flatMap { old in own.map { old.modified > $0.modified } ?? true } ?? false
    number = isOldNewer || id == nil ? Self.text(Self.oldName, folder).flatMap { Int($0) } : nil
  }

  private static func text(_ name: String, _ folder: Folder) -> String? {
    guard let bytes = try? folder.readSmall(name, limit: 256) else { return nil }
    return String(decoding: bytes.prefix { $0 > 0x20 }, as: UTF8.self)
  }

  /// Where reading goes on in these messages; nil: the mark is of a message that is not among them.
  func place(in messages: [ChatMessage]) -> Int? {
    if let number { return messages.lastIndex { $0.number == number }.map { $0 + 1 } }
    guard let id else { return nil }
    return messages.lastIndex { $0.id == id }.map { $0 + 1 }
  }

  /// Whether nothing was ever marked.
  var isEmpty: Bool { id == nil && number == nil }

  /// Marks everything through this message as read.
  ///
  /// Throws `SystemError` of `openat`, `write` and `renameat`. The old file follows where the message has a number.
  func set(_ message: ChatMessage) throws(SystemError) {
    if let number = message.number { try folder.replace(Self.oldName, Array("\(number)\n".utf8)) }
    // Last, so that it is the newer one.
    try folder.replace(Self.name, Array("\(message.id.hex)\n".utf8))
  }
}
