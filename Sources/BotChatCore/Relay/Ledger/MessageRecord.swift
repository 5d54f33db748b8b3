import BotChatFormat

/// One line of the log of what was seen: which message, where, and whom it has reached (R6).
package struct MessageRecord: Sendable, Equatable {
  /// Counts up from 1 in the order of first sight.
  package var sequence: Int
  package var id: MessageID
  /// Hash of the header line: finds a message again, also when its body changed.
  package var mark: UInt64
  /// Wall clock in milliseconds when the toolkit first saw it (W6).
  package var seen: Int64
  /// Number of the home it was written in; `Roster` gives the numbers.
  package var home: Int
  package var offset: Int
  /// Length of its body in bytes, closing blank lines taken off.
  package var length: Int
  /// How often it stood in its home at the last count; more than 1 only where the header identifies nothing (R6).
  package var count: Int
  /// Numbers of the members in whose home it stands, or for whom it waits in the outbox; ascending.
  package var reached: [Int]
  /// Whether the sender's name can be believed: it stands in that sender's own home (R20).
  package var isTrusted: Bool

  package init(
    sequence: Int, id: MessageID, mark: UInt64, seen: Int64, home: Int, offset: Int, length: Int, count: Int,
    reached: [Int], isTrusted: Bool
  ) {
    self.sequence = sequence
    self.id = id
    self.mark = mark
    self.seen = seen
    self.home = home
    self.offset = offset
    self.length = length
    self.count = count
    self.reached = reached
    self.isTrusted = isTrusted
  }
}
