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
    guard options.json else { return try check(options) }
    let begin = Moment.now()
    do {
      return try check(options)
    } catch let complaint as Complaint {
      let severity: Severity = complaint.exit == .configuration ? .critical : .unknown
      let finding = Finding(.configuration, severity, found: complaint.what, expected: complaint.hint ?? "")
      let took = MonotonicClock.now() - begin.steady
      StandardOutput.write(
        HealthJSON.text(
          HealthReport(findings: [finding], at: begin.wall / 1_000_000, took: took, canary: nil)))
      return complaint.exit
    }
  }

  private static func check(_ options: HealthOptions) throws -> ExitCode {
    let programs = ThisProcess.programs
    let found = try HealthSource(options.config)
    let state = try HealthState(found.source)
    if options.stop { return try HealthStop(found.source, state, programs: programs).run() }
    return try HealthRun(found, state, options, programs: programs).run()
  }
}
