import BotChatCore
import BotChatSystem

/// The `healthcheck` program.
package enum HealthTool {
  /// Runs it with these arguments, the program's own name left out, and returns its exit code.
  package static func run(_ arguments: [String]) -> ExitCode {
    switch healthCommand.run(arguments, run) {
    case .ok: .ok
    case .found: .found
    case .critical: .critical
    // A configuration that is wrong is known to be so; everything else is that nothing could be found out.
    case .configuration: .critical
    default: .unknown
    }
  }

  private static func run(_ options: HealthOptions) throws -> ExitCode {
    let programs = PathText.divide(ThisProcess.executable).folder
    let found = try HealthSource(options.config)
    let state = try HealthState(found.source)
    if options.stop { return try HealthStop(found.source, state, programs: programs).run() }
    return try HealthRun(found, state, options, programs: programs).run()
  }
}
