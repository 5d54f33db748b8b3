import BotChatCore
import BotChatSystem

/// One run of the check: looks, cures, proves, tells (H1 to H4).
struct HealthRun {
  private let found: HealthSource
  private let state: HealthState
  private let options: HealthOptions
  private let programs: String
  private let begin = Moment.now()

  init(_ found: HealthSource, _ state: HealthState, _ options: HealthOptions, programs: String) {
    self.found = found
    self.state = state
    self.options = options
    self.programs = programs
  }

  func run() throws -> ExitCode {
    let source = found.source
    if options.start, state.isStopped { try state.setStopped(false) }
    let mode = mode
    let before = state.memory()
    var memory = before
    found.keep(in: state.folder)

    let examination = Examination(found, state.folder, mode: mode, programs: programs)
    let (findings, canary) = try examination.run(&memory)
    var report = HealthReport(
      findings: [state.finding].compactMap(\.self) + findings, at: begin.wall / 1_000_000,
      took: MonotonicClock.now() - begin.steady,
      canary: canary)
    memory.standing = report.standing
    if let error = state.store(memory, metrics: HealthMetrics.text(report, memory)) {
      report.findings.append(
        Finding(
          .state, "health", .critical, found: "what the next check needs cannot be stored: \(error)",
          expected: "a disk that takes it"))
    }
    HealthLog(source, state.folder).write(report, before)
    HealthAlerts.tell(report, source, state.folder)
    show(report, before)
    return ExitCode(rawValue: report.severity.rawValue) ?? .unknown
  }

  /// Nothing is started that could not read its configuration, or that somebody stopped.
  private var mode: Supervisor.Mode {
    if options.noRestart || state.isStopped || !state.isLocked || found.complaint != nil { return .check }
    return options.start || options.boot ? .start : .heal
  }

  // MARK: telling

  private func show(_ report: HealthReport, _ before: HealthMemory) {
    if options.quiet, report.standing == before.standing, !report.findings.contains(where: { $0.done != nil })
    {
      return
    }
    if options.json {
      StandardOutput.write(HealthJSON.text(report))
      return
    }
    let isTerminal = Terminal.isTerminal(StandardOutput.descriptor)
    let text = HealthText(
      report: report, colour: Colour(for: StandardOutput.descriptor), hasFigures: !isTerminal)
    StandardOutput.write(text.lines.joined(separator: "\n"))
  }
}
