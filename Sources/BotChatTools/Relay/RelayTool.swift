import BotChatCore
import BotChatSystem

/// The `relay` program.
package enum RelayTool {
  /// Runs it with these arguments, the program's own name left out, and returns its exit code.
  package static func run(_ arguments: [String]) -> ExitCode {
    relayCommand.run(arguments, run)
  }

  private static func run(_ options: RelayOptions) throws -> ExitCode {
    let source = try ConfigurationFile(named: options.config)
    guard !source.configuration.bots.isEmpty else {
      throw Complaint(
        "\(source.path): no bot is configured, so there is nothing to carry",
        hint: "healthcheck keeps the hub at work without a relay", exit: .configuration)
    }
    if options.check { return RelayCheck(source).run() }
    try OldScripts.refuse()
    try agree(to: options)
    return try RelayService(source, options).run()
  }

  /// `--backfill` can send years of mail: it asks first.
  private static func agree(to options: RelayOptions) throws(Complaint) {
    guard options.backfill, !options.yes else { return }
    guard Terminal.isTerminal(0) else {
      throw Complaint(
        "--backfill sends the whole history, and nobody is here to ask",
        hint: "add --yes if that is what you want", exit: .usage)
    }
    StandardError.write(
      "--backfill sends every message of the history to everybody it names. Type yes to go on:")
    guard readLine() == "yes" else { throw Complaint("nothing was sent", exit: .usage) }
  }
}
