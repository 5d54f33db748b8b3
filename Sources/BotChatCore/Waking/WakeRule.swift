import BotChatFormat

/// Which messages in a bot's home wake it, and who wrote them.
///
/// Source: W1, R20.
package struct WakeRule: Sendable {
  private let bot: Int
  private let configuration: Configuration
  private let directory: Directory

  /// Makes the rule of one bot.
  ///
  /// - Parameters:
  ///   - bot: its index in the configuration's `bots`.
  ///   - configuration: where it says what wakes it.
  ///   - directory: that of the same configuration; all rules share one.
  package init(bot: Int, in configuration: Configuration, _ directory: Directory) {
    self.bot = bot
    self.configuration = configuration
    self.directory = directory
  }

  /// Whether the bot wrote it, under any of its names.
  package func isOwn(_ header: Header) -> Bool { directory.resolve(header.sender) == .bot(bot) }

  /// Whether a message with this header, standing in the bot's home, wakes the bot.
  ///
  /// Its own words never do, whichever of its names it wrote under. A notice by `Relay` does like anybody's.
  package func wakes(_ header: Header) -> Bool {
    if isOwn(header) { return false }
    switch configuration.bots[bot].wakeOn {
    case .others: return true
    case .addressed:
      return header.recipients.isEmpty
        || header.recipients.contains { name in
          let party = directory.resolve(name)
          return party == .bot(bot) || party == .everybody
        }
    }
  }

  /// Who wrote a message.
  ///
  /// - Parameters:
  ///   - header: its header.
  ///   - isTrusted: whether the line is known to be that person's (R20), which its place and the relay's record
  ///     tell and its header does not.
  /// - Returns: the author, for an `Arrival`.
  package func author(of header: Header, isTrusted: Bool) -> Arrival.Author {
    switch directory.resolve(header.sender) {
    case .bot: .bot
    case .human: .person(isTrusted: isTrusted)
    case .relay: .relay
    case .everybody, nil: .stranger
    }
  }

  /// The message as an arrival, not numbered yet; a person's line is trusted where it stands in the person's own file.
  package func arrival(_ heard: Heard) -> Arrival {
    Arrival(
      number: 0, id: heard.id, sender: sender(of: heard.header), tag: heard.header.tag, seen: heard.seen,
      isContinuation: heard.continuation > 0, author: author(of: heard.header, isTrusted: heard.isAtHome))
  }

  /// The name of the writer: as configured where it or an alias is known, else as written.
  package func sender(of header: Header) -> String {
    switch directory.resolve(header.sender) {
    case .bot(let index): configuration.bots[index].name
    case .human(let index): configuration.humans[index].name
    case .relay: "Relay"
    case .everybody, nil: header.sender
    }
  }
}
