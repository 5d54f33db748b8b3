/// A program that has to run all the time.
///
/// Source: H2.
package enum Daemon: Sendable, Hashable {
  case relay
  /// The monitor of the bot with this name.
  case monitor(String)
  /// The postman of the bot with this name, who lives on another machine.
  case link(String)

  /// The name of its program.
  package var program: String {
    switch self {
    case .relay: "relay"
    case .monitor: "monitor"
    case .link: "link"
    }
  }

  /// The bot that it is there for; nil: all of them.
  package var bot: String? {
    switch self {
    case .relay: nil
    case .monitor(let bot), .link(let bot): bot
    }
  }

  /// For people: `relay`, `monitor Ross`.
  package var title: String { bot.map { "\(program) \($0)" } ?? program }

  /// One word that is the same in every run: names compare without case.
  package var key: String { bot.map { "\(program)/\($0.lowercased())" } ?? program }

  /// The check that is about it.
  package var check: Finding.Check {
    switch self {
    case .relay: .relay
    case .monitor: .monitor
    case .link: .link
    }
  }
}

extension Configuration {
  /// Everything that must run, in the order in which it is started; nothing else knows that list.
  ///
  /// A bot has a monitor when somebody is to wake it and the relay alone is not meant to.
  package var daemons: [Daemon] {
    [.relay]
      + bots.compactMap { bot in
        if bot.link != nil { return .link(bot.name) }
        return bot.wake != nil && bot.wakeBy != .relay ? .monitor(bot.name) : nil
      }
  }
}
