/// What a reader finds in a chat file.
public enum Item: Sendable, Equatable {
  /// A complete message or a continuation.
  case message(ParsedMessage)
  /// Text that begins with the header of a sender who is at home elsewhere, outside of any message (R3).
  case foreign(Block)
  /// A delivery of the relay that stands here (R3).
  case relayed(Block)
  /// A line that means to be a header and is none, with the text behind it (F1).
  case nearHeader(Block)
  /// Text without a header behind a delivery of the relay, where nothing was unfinished (R8).
  case stray(Block)
}
