import BotChatSystem

/// The number that the next message of a file gets: one more than the highest of its last ones.
///
/// Two who ask at the same moment get the same one. That does no harm: a number is for people to refer to, and which
/// message is which is told by header and text (R6).
enum NextNumber {
  /// So many messages are looked through.
  private static let horizon = 64

  /// Throws `SystemError` of `fstat` and `pread`.
  static func next(in file: ChatFile, _ chat: Chat) throws(SystemError) -> Int {
    let tail = try ChatTail(file, chat.standingHere) { $0.count >= horizon }
    return (tail.messages.suffix(horizon).compactMap(\.number).max() ?? 0) + 1
  }
}
