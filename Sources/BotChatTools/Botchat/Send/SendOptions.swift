import BotChatCore

/// What `botchat send` can be told on its command line.
package struct SendOptions: CommandOptions, Equatable {
  /// The configuration file that was named.
  package var config: String?
  /// A chat file to write to without a configuration.
  package var chat: String?
  /// Who writes.
  package var from: String?
  /// To whom, as it was written: names with commas between them.
  package var to: [String] = []
  /// What stands in the parentheses, if it is not the next number.
  package var tag: String?
  /// The message; `-`: standard input.
  package var text: String?
  /// The file that holds the message.
  package var file: String?
  /// Whether to wait until it is delivered.
  package var wait = false
  /// Whether to wait until a recipient has written.
  package var answer = false
  /// How long to wait at most.
  package var timeout = Interval.minutes(1)

  /// Nothing given.
  package init() {}
}
