import BotChatFormat
import BotChatSystem

/// `bots/<bot>/again`: messages that the relay is about to deliver once more because a person wants it (W4).
///
/// A person may write into any file (R3), so whoever listens cannot see whether the relay or a neighbour repeats a
/// person's message; for these this file tells. The relay writes it before it stores the delivery.
struct AgainFile {
  private static let name = "again"
  /// So many are remembered, the newest last.
  private static let limit = 32

  private let folder: StateFolder

  /// - Parameter folder: the bot's own.
  init(in folder: StateFolder) { self.folder = folder }

  /// Whether the message is among them; false where the file cannot be read.
  func holds(_ id: MessageID) -> Bool { ids.contains(id.hex) }

  /// Adds a message.
  ///
  /// Throws ``SystemError`` of `open`, `write`, `fsync` and `rename`.
  func add(_ id: MessageID) throws(SystemError) {
    let ids = (ids.filter { $0 != id.hex } + [id.hex]).suffix(Self.limit)
    try folder.writeAtomically(Self.name, Array(ids.map { "\($0)\n" }.joined().utf8))
  }

  private var ids: [String] {
    guard let bytes = try? folder.readSmall(Self.name, limit: 1 << 16) else { return [] }
    return bytes.split(separator: 10).map { String(decoding: $0, as: UTF8.self) }
  }
}
