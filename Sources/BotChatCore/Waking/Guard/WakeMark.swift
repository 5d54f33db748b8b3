/// What is remembered of a wake that no trusted person caused.
///
/// One for each batch, made when it is let through: neither a retry nor a reminder makes another, since a
/// gateway that is down is no loop.
/// Source: R19.
package struct WakeMark: Sendable, Equatable {
  /// Wall clock, nanoseconds since 1970.
  package var at: Int64
  /// Who was woken, as configured.
  ///
  /// In marks out of another bot's state: whose state it is, whatever it says.
  package var bot: String
  /// Who wrote what the wake was for, at most 64; may be empty.
  package private(set) var causes: [String]

  /// Makes a mark; of more causes than it can have, the first are kept.
  ///
  /// A flood of invented senders shall not fill the state; each wake counts for its bot whoever caused it.
  package init(at: Int64, bot: String, causes: [String]) {
    self.at = at
    self.bot = bot
    self.causes = Array(causes.prefix(64))
  }
}
