import BotChatFormat

/// How a person names a message: by its id, the first digits of it, or its number.
struct MessageName {
  private let digits: String
  private let number: Int?

  init(_ text: String) {
    number = ChatMessage.number(text)
    digits = text.lowercased()
  }

  /// Fewer digits could mean any.
  private static let fewest = 4

  /// Whether it can mean no more than one message: it has all the digits that people are shown.
  var isWhole: Bool { number == nil && digits.utf8.count >= 12 }

  /// Whether it is the beginning of an id.
  func begins(_ id: MessageID) -> Bool {
    number == nil && digits.utf8.count >= Self.fewest && id.hex.hasPrefix(digits)
  }

  func means(_ message: ChatMessage) -> Bool {
    if let number { return message.number == number }
    return begins(message.id)
  }
}
