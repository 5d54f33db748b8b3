import BotChatFormat

/// Who speaks on which side of a link.
///
/// Source: DESIGN 9, R3, R20.
package struct LinkRule: Sendable {
  private let roster: Roster
  private let senders: Set<FoldedName>
  /// The bot that lives on the other machine.
  package let bot: String

  /// - Parameters:
  ///   - bot: the bot that lives on the other machine.
  ///   - link: its settings.
  ///   - roster: who is at home in its file, which is home 0.
  package init(bot: String, _ link: Link, _ roster: Roster) {
    self.bot = bot
    self.roster = roster
    senders = Set(link.senders.map { FoldedName(text: $0) })
  }

  /// Whether a message that stands in the file goes to the other machine: those at home there wrote it there
  /// themselves, and so did senders of theirs whom nobody knows here.
  package func goes(_ sender: String) -> Bool {
    if roster.isTrusted(sender, at: 0) { return false }
    return !(senders.contains(FoldedName(text: sender)) && roster.meaning(of: sender, at: 0) == nil)
  }

  /// Whether a header inside a text is kept: the bot's own, and that of a sender who is listed, if the relay carries
  /// that name's messages out of this file.
  package func keepsHeader(of sender: String) -> Bool {
    if roster.isTrusted(sender, at: 0) { return true }
    return senders.contains(FoldedName(text: sender)) && roster.standing(of: sender, at: 0) == .local
  }

  /// Whether somebody can be written to by this name.
  package func isKnown(_ name: String) -> Bool {
    if case .member = roster.meaning(of: name, at: 0) { true } else { false }
  }
}
