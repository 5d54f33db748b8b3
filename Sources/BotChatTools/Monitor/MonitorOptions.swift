/// What `monitor` can be told on its command line.
package struct MonitorOptions: CommandOptions, Equatable {
  /// The configuration file that was named.
  package var config: String?
  /// The bot that is to be woken.
  package var bot: String?
  /// Whether to wake for what is there, and end.
  package var once = false
  /// Whether to go on in the background.
  package var detach = false
  /// Whether to show what the configuration leads to, and end.
  package var check = false
  /// Whether to end the monitor that runs for this bot.
  package var stop = false

  /// Nothing given.
  package init() {}
}
