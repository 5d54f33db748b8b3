/// What `link` can be told on its command line.
package struct LinkOptions: CommandOptions, Equatable {
  /// The configuration file that was named.
  package var config: String?
  /// The bot that lives on another machine.
  package var bot: String?
  /// Whether to hand over and take what is there, and end.
  package var once = false
  /// Whether to go on in the background.
  package var detach = false
  /// Whether to show what the configuration leads to, and end.
  package var check = false
  /// Whether to end the link that runs for this bot.
  package var stop = false

  /// Nothing given.
  package init() {}
}
