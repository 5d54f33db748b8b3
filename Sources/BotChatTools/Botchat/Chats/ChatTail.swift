import BotChatFormat
import BotChatSystem

/// The last messages of a chat file, without reading what stands before them.
///
/// It reads a piece at the end, and a larger one when that did not hold enough. A piece begins where a header stands
/// behind a blank line, since in the middle of a message nobody knows what is one.
struct ChatTail {
  /// The messages, oldest first.
  let messages: [ChatMessage]
  /// Lines among them that mean to be headers and are none (F1).
  let nearHeaders: [Block]
  /// Where the piece began that they were read from: before it nothing is known.
  let begin: Int
  /// The file's length when it was read.
  let size: Int

  private static let first = 64 << 10
  /// No more than this is ever held; who wants to look further goes through the file from its beginning.
  private static let longest = 16 << 20

  /// Reads until `isEnough` is content with the messages, the whole file is read, or as much as may be held.
  ///
  /// - Throws: `SystemError` of `fstat` and `pread`.
  init(
    _ file: ChatFile, _ vocabulary: Vocabulary, isEnough: ([ChatMessage]) -> Bool
  ) throws(SystemError) {
    let size = try file.status().size
    var length = Self.first
    while true {
      let wanted = max(0, size - min(length, Self.longest))
      var bytes: [UInt8] = []
      let count = try file.read(from: wanted, count: size - wanted, into: &bytes)
      let skipped = wanted == 0 ? 0 : Self.beginning(bytes[..<count])
      let found = Self.parse(bytes[skipped..<count], at: wanted + skipped, vocabulary)
      if wanted == 0 || length >= Self.longest || isEnough(found.messages) {
        messages = found.messages
        nearHeaders = found.nearHeaders
        begin = wanted + skipped
        self.size = size
        return
      }
      length *= 4
    }
  }

  /// Where the first header behind a blank line stands; the end when there is none.
  private static func beginning(_ bytes: ArraySlice<UInt8>) -> Int {
    var place = bytes.endIndex
    var scan = HistoryScan(at: 0, isAtLineStart: false)
    bytes.withUnsafeBytes { all in
      scan.append(all) { offset, line in
        guard place == bytes.endIndex, offset >= 2, all[offset - 1] == 10, all[offset - 2] == 10 else {
          return
        }
        if Header(line: line) != nil { place = offset }
      }
    }
    return place
  }

  private static func parse(
    _ bytes: ArraySlice<UInt8>, at offset: Int, _ vocabulary: Vocabulary
  ) -> (messages: [ChatMessage], nearHeaders: [Block]) {
    var reader = ChatReader(.cold, at: offset, vocabulary: vocabulary)
    var items: [Item] = []
    bytes.withUnsafeBytes { reader.append($0, into: &items) }
    reader.settle(into: &items)
    let messages = items.compactMap { item in
      if case .message(let message) = item { ChatMessage(message) } else { nil }
    }
    let nearHeaders = items.compactMap { item in
      if case .nearHeader(let block) = item { block } else { nil }
    }
    return (messages, nearHeaders)
  }
}
