/// What a daemon that serves one bot, `monitor` or `link`, can be told on its command line.
package struct BotDaemonOptions: CommandOptions, Equatable {
  /// The configuration file that was named.
  package var config: String?
  /// The bot that it serves.
  package var bot: String?
  /// Whether to do what is there, and end.
  package var once = false
  /// Whether to go on in the background.
  package var detach = false
  /// Whether to show what the configuration leads to, and end.
  package var check = false
  /// Whether to end the one that runs for this bot.
  package var stop = false

  /// Nothing given.
  package init() {}

  /// What does not go together, or is missing, on the command line of this program; nil when it can be done.
  func disagreement(of program: String) -> Complaint? {
    let modes = [
      once ? "--once" : nil, detach ? "--detach" : nil, check ? "--check" : nil, stop ? "--stop" : nil,
    ].compactMap(\.self)
    if modes.count > 1 {
      return Complaint(
        "\(modes.joined(separator: " and ")) do not go together", hint: "give one", exit: .usage)
    }
    if bot == nil {
      return Complaint("--bot is missing", hint: "write \(program) --bot NAME", exit: .usage)
    }
    return nil
  }
}
