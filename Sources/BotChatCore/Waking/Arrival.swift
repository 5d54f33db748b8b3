import BotChatFormat

/// A message that came into a bot's home and may wake it.
///
/// Source: W1, W2, W6.
package struct Arrival: Sendable, Equatable {
  /// Who wrote it, as far as that matters to a wake.
  package enum Author: Sendable, Equatable {
    /// A configured bot.
    case bot
    /// A configured person; trusted as R20 says.
    case person(isTrusted: Bool)
    /// The relay itself: a notice (R14).
    case relay
    /// A name that nobody configured.
    case stranger
  }

  /// The place in the bot's wake cursor, ascending from 1.
  package var number: Int
  /// The id of the message.
  package var id: MessageID
  /// The writer's name, as configured where it is known, else as written.
  package var sender: String
  /// The tag as written in the header, or nil; any text.
  package var tag: String?
  /// Wall clock, nanoseconds since 1970: when the toolkit first saw it.
  package var seen: Int64
  /// Whether it is what came later for a message that was there before (R5).
  package var isContinuation: Bool
  /// Who wrote it.
  package var author: Author

  /// Makes an arrival from its parts.
  package init(
    number: Int, id: MessageID, sender: String, tag: String?, seen: Int64, isContinuation: Bool,
    author: Author
  ) {
    self.number = number
    self.id = id
    self.sender = sender
    self.tag = tag
    self.seen = seen
    self.isContinuation = isContinuation
    self.author = author
  }

  /// What a wake text calls it: its tag when that is at most 32 of `[A-Za-z0-9#/._ -]`, else its id.
  ///
  /// A tag is text by a stranger and goes in front of a model: what it can say is kept this small.
  /// Source: W3.
  package var reference: String {
    guard let tag, tag.utf8.count <= 32, tag.utf8.allSatisfy(Self.isPlain), tag.contains(where: { $0 != " " })
    else { return id.description }
    return tag
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    NameGrammar.isLetterOrDigit(byte) || "#/._ -".utf8.contains(byte)
  }
}
