import BotChatSystem

/// The `hub` program.
package enum HubTool {
  /// Runs it with these arguments, the program's own name left out, and returns its exit code.
  package static func run(_ arguments: [String]) -> ExitCode {
    hubCommand.run(arguments, run)
  }

  private static func run(_ options: HubOptions) throws -> ExitCode {
    let source = try HubConfiguration(named: options.config)
    if options.check { return HubCheck(source).run() }
    return try HubService(source).run()
  }
}
