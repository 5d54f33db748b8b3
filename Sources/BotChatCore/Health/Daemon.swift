/// A program that has to run all the time.
///
/// Source: H2.
package enum Daemon: Sendable, Hashable {
  case relay
  /// The monitor of the bot with this name.
  case monitor(String)
  /// The postman of the bot with this name, who lives on another machine.
  case link(String)
  /// The hub of this machine.
  case hub

  /// The name of its program.
  package var program: String {
    switch self {
    case .relay: "relay"
    case .monitor: "monitor"
    case .link: "link"
    case .hub: "hub"
    }
  }

  /// The bot that it is there for; nil: all of them.
  package var bot: String? {
    switch self {
    case .relay, .hub: nil
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
    case .hub: .hub
    }
  }
}

extension Configuration {
  /// Everything that must run, in the order in which it is started; nothing else knows that list.
  ///
  /// A bot has a monitor when somebody is to wake it and the relay alone is not meant to. Where there are no bots, a
  /// hub is all that runs.
  package var daemons: [Daemon] {
    (bots.isEmpty ? [] : [.relay]) + (hub == nil ? [] : [.hub])
      + bots.compactMap { bot in
        if bot.link != nil { return .link(bot.name) }
        return bot.wake != nil && bot.wakeBy != .relay ? .monitor(bot.name) : nil
      }
  }
}
