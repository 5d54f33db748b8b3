import BotChatCore
import BotChatSystem

/// What `botchat names` can be told on its command line.
package struct NamesOptions: CommandOptions, Equatable {
  package var config: String?

  package init() {}
}

/// The table of `botchat names`.
package let namesCommand = Command<NamesOptions>(
  "botchat names", "print the names that can be written to",
  description: ["One name in a line: the bots in the order of the configuration, then the people."],
  example: .init("botchat names", "Who is there?"), options: [],
  exits: [
    .init(.ok, "They are printed."), .init(.usage, "The command line is wrong."),
    .init(.configuration, "The configuration is wrong."),
  ], files: [])

enum NamesTool {
  static func run(_ options: NamesOptions) throws -> ExitCode {
    let configuration = try ConfigurationFile(named: options.config).configuration
    let names = configuration.bots.map(\.name) + configuration.humans.map(\.name)
    StandardOutput.write(names.joined(separator: "\n"))
    return .ok
  }
}
