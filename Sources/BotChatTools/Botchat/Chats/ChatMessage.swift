import BotChatFormat
import BotChatSystem

/// A message as it stands in a chat file.
struct ChatMessage: Equatable {
  let message: ParsedMessage
  let id: MessageID

  init(_ message: ParsedMessage) {
    self.message = message
    id = MessageID(
      headerLine: message.headerLine, body: message.body, continuation: message.continuation)
  }

  var header: Header { message.header }

  /// The number in its tag: 14 for `#14`, and for `#14 Final`; nil: it has none.
  var number: Int? { header.tag.flatMap(Self.number) }

  /// The number of a tag, such as 14 of `#14 Final`.
  static func number(_ tag: String) -> Int? {
    guard tag.hasPrefix("#") else { return nil }
    let digits = tag.dropFirst().prefix { $0.isASCII && $0.isNumber }
    let rest = tag.dropFirst(1 + digits.count)
    guard rest.isEmpty || rest.hasPrefix(" ") else { return nil }
    return digits.count <= 9 ? Int(digits) : nil
  }
}
