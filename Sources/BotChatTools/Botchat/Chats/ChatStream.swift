import BotChatFormat
import BotChatSystem

/// The messages of a chat file one after the other, in memory that does not grow with the file.
struct ChatStream {
  private let file: ChatFile
  private var reader: ChatReader
  private var offset: Int
  private var waiting: ArraySlice<ChatMessage> = []
  private var isAtEnd = false
  private var buffer: [UInt8] = []

  private static let piece = 256 << 10

  /// - Parameters:
  ///   - file: the chat file.
  ///   - vocabulary: what names mean in it.
  ///   - offset: where reading begins.
  ///   - limit: the longest body in bytes that is kept.
  init(_ file: ChatFile, _ vocabulary: Vocabulary, from offset: Int = 0, limit: Int = 1 << 20) {
    self.file = file
    self.offset = offset
    reader = ChatReader(.cold, at: offset, limit: limit, vocabulary: vocabulary)
  }

  /// The next message; nil at the end of the file.
  ///
  /// Throws `SystemError` of `pread`.
  mutating func next() throws(SystemError) -> ChatMessage? {
    while waiting.isEmpty, !isAtEnd { try read() }
    return waiting.popFirst()
  }

  /// The next message, which ``next()`` still gives.
  mutating func peek() throws(SystemError) -> ChatMessage? {
    while waiting.isEmpty, !isAtEnd { try read() }
    return waiting.first
  }

  private mutating func read() throws(SystemError) {
    let count = try file.read(from: offset, count: Self.piece, into: &buffer)
    var items: [Item] = []
    if count == 0 {
      reader.settle(into: &items)
      isAtEnd = true
    } else {
      buffer.withUnsafeBytes { reader.append(UnsafeRawBufferPointer(rebasing: $0[..<count]), into: &items) }
      offset += count
    }
    waiting = ArraySlice(
      items.compactMap { item in
        if case .message(let message) = item { ChatMessage(message) } else { nil }
      })
  }
}
