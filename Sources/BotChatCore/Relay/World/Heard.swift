import BotChatFormat

/// A message that was seen in a home for the first time, or was delivered there once more.
package struct Heard: Sendable, Equatable {
  package var header: Header
  package var id: MessageID
  /// 0: the message itself; N: its N-th continuation.
  package var continuation: Int
  /// Whether it stands in a file that its sender is at home in (R20).
  package var isAtHome: Bool
  /// Wall clock, nanoseconds since 1970 (W6).
  package var seen: Int64
  /// Header line and body, where the message goes on to another machine; else empty.
  package var text: [UInt8]

  package init(
    header: Header, id: MessageID, continuation: Int, isAtHome: Bool, seen: Int64, text: [UInt8] = []
  ) {
    self.header = header
    self.id = id
    self.continuation = continuation
    self.isAtHome = isAtHome
    self.seen = seen
    self.text = text
  }
}
