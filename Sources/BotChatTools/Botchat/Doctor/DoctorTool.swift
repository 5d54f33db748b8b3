import BotChatCore
import BotChatSystem

/// `botchat doctor`.
enum DoctorTool {
  static func run(_ options: DoctorOptions) throws -> ExitCode {
    let view = DoctorView(options)
    if options.sendTest {
      let world = try ChatWorld(config: options.config, chat: nil)
      return try SendTest(world, options).run()
    }
    if options.alert {
      let source = try ConfigurationFile(named: options.config)
      return view.show([try AlertTest.run(source)], canary: nil)
    }
    let found: HealthSource
    do throws(Complaint) {
      found = try HealthSource(options.config)
    } catch {
      // The old scripts can be seen without a configuration.
      return view.show(
        [wrong(error)] + OldScriptFinder(bots: []).find().map(\.finding), canary: nil)
    }
    let (findings, canary) = try look(found)
    return view.show(findings, canary: canary)
  }

  private static func wrong(_ complaint: Complaint) -> Finding {
    let isMissing = complaint.exit == .unavailable
    return Finding(
      .configuration, .critical, found: complaint.what, expected: "a valid configuration",
      cure: isMissing ? "botchat init writes one" : complaint.hint)
  }

  private static func look(_ found: HealthSource) throws -> (findings: [Finding], canary: Int64?) {
    let state = try stateFolder(found.source.state)
    var memory = state.map(HealthState.memory) ?? HealthMemory(boot: "")
    // A number of its own: the message of a health check in the same second must not look like a repetition.
    memory.canaries = Int(clamping: WallClock.now() / 1_000_000)
    let programs = ThisProcess.programs
    let examination = Examination(found, state, mode: .check, programs: programs)
    let (findings, canary) = try examination.run(&memory)
    return (findings + (try CheckRunner.run(checks(found.source, programs))), canary)
  }

  private static func checks(_ source: ConfigurationFile, _ programs: String) -> [HealthCheck] {
    let world = HealthWorld(source, mode: .check)
    var checks = [
      HealthCheck(.programs, ProgramCheck(world: world, programs: programs).run),
      HealthCheck(.cron, CronCheck(programs: programs).run),
      HealthCheck(.alert, CallsCheck(world: world).run),
      HealthCheck(.instruction, InstructionCheck(world: world).run),
      HealthCheck(.header, HeaderCheck(source: source).run),
    ]
    for bot in source.configuration.bots {
      guard let via = bot.monitor?.via, !via.isEmpty else { continue }
      var check = HealthCheck(.container, ContainerCheck(bot: bot, via: via).run)
      check.limit = ContainerCheck.patience + 5_000_000_000
      checks.append(check)
    }
    return checks
  }

  /// The state folder, which is not made here; nil: there is none.
  ///
  /// Throws a `Complaint` with exit 77 or 74 when it cannot be looked into.
  private static func stateFolder(_ path: String) throws(Complaint) -> StateFolder? {
    try StateAccess(path).check()
    guard (try? Folder(path: path)) != nil else { return nil }
    do throws(TrustError) {
      return try StateFolder(path: path)
    } catch {
      throw StateAccess.complaint("cannot look into the state folder \(path)", error)
    }
  }
}

/// The doctor's answer: as that of the health check, with the cures.
struct DoctorView {
  private let isJSON: Bool
  private let begin = Moment.now()

  init(_ options: DoctorOptions) { isJSON = options.json }

  /// Shows the findings; what ends the command with 1 is anything that is not well.
  func show(_ findings: [Finding], canary: Int64?) -> ExitCode {
    let report = HealthReport(
      findings: findings.map(cured), at: begin.wall / 1_000_000, took: MonotonicClock.now() - begin.steady,
      canary: canary)
    let text = HealthText(
      report: report, colour: Colour(for: StandardOutput.descriptor), hasFigures: false, hasCures: true)
    let answer = isJSON ? HealthJSON.text(report) : text.lines.joined(separator: "\n")
    // Whoever reads no further knows enough.
    guard StandardOutput.write(answer) else { return .ok }
    return report.severity == .ok ? .ok : .found
  }

  private func cured(_ finding: Finding) -> Finding {
    var finding = finding
    finding.cure = Cure.of(finding)
    if finding.done == Finding.untouched { finding.done = nil }
    return finding
  }
}
