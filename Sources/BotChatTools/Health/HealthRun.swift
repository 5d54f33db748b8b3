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
    let world = HealthWorld(source, mode: mode)
    let before = state.memory()
    var memory = before
    found.keep(in: state.folder)

    let supervisor = Supervisor(
      source, found.wanted, programs: programs, mode: mode, state: state.folder)
    var findings = [found.finding, state.finding].compactMap(\.self)
    findings += supervisor.tend(&memory).map { world.isStopped ? Self.whileStopped($0) : $0 }
    let canary = try canary(world, supervisor, mode, &findings, &memory)
    if findings.contains(where: { $0.done != nil }) { waitForSettling(world) }
    findings += try CheckRunner.run(Self.checks(world))
    findings += clock(before, &memory)

    var report = HealthReport(
      findings: findings, at: begin.wall / 1_000_000, took: MonotonicClock.now() - begin.steady,
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

  private static func checks(_ world: HealthWorld) -> [HealthCheck] {
    [
      HealthCheck(.switch, SwitchCheck(world: world).run),
      HealthCheck(.backlog, BacklogCheck(world: world).run),
      HealthCheck(.messages, MessagesCheck(world: world).run),
      HealthCheck(.wake, WakeCheck(world: world).run),
      HealthCheck(.chat, ChatCheck(world: world).run),
      HealthCheck(.stranger, StrangerCheck(world: world).run),
      HealthCheck(.disk, DiskCheck(world: world).run),
      HealthCheck(.inotify, InotifyCheck(world: world).run),
      HealthCheck(.lock, LockCheck(world: world).run),
      HealthCheck(.gateway, GatewayCheck(world: world).run),
    ]
  }

  /// What was down a moment ago has something to catch up with: that it is late would be true, and no news.
  private func waitForSettling(_ world: HealthWorld) {
    let end = MonotonicClock.now() + 2 * world.poll.nanoseconds + 1_000_000_000
    let checks = [BacklogCheck(world: world).run, WakeCheck(world: world).run]
    while MonotonicClock.now() < end, checks.contains(where: { $0().contains { $0.severity == .critical } }) {
      Pause.milliseconds(20)
    }
  }

  /// What does not run is as it should be, once somebody has stopped it.
  private static func whileStopped(_ finding: Finding) -> Finding {
    guard finding.severity == .critical, finding.found == DaemonJudge.absent else { return finding }
    return .ok(finding.check, finding.subject, found: "stopped")
  }

  // MARK: proof of work

  /// Sends a message through the relay; a relay that moves and carries nothing is restarted, as H3 says.
  private func canary(
    _ world: HealthWorld, _ supervisor: Supervisor, _ mode: Supervisor.Mode, _ findings: inout [Finding],
    _ memory: inout HealthMemory
  ) throws -> Int64? {
    if world.isStopped || world.isPaused { return nil }
    // One that is stopped, held or about to begin carries nothing, which proves nothing.
    let isMoving = supervisor.relayMoves
    var trials: [CanaryJudge.Trial] = []
    let canary = Canary(world.source, try world.source.localTime())
    if isMoving { trials = canary.fly(&memory) }
    var done: String?
    let hindrance = CanaryJudge.provesHanging(trials) ? otherWriter(world) : nil
    if let hindrance { findings.append(hindrance) }
    if CanaryJudge.provesHanging(trials), mode != .check, hindrance == nil, restartHelps(world) {
      done = supervisor.restartRelay(&memory)
      trials += canary.fly(&memory)
    }
    var finding = CanaryJudge.judge(trials, poll: world.poll)
    finding.done = done
    findings.append(finding)
    guard case .crossed(let took)? = trials.last else { return nil }
    return took
  }

  /// Not where the relay says itself why it delivers nothing: no restart cures a full disk or a second relay.
  private func restartHelps(_ world: HealthWorld) -> Bool {
    let problems = (try? StoredState(world.state).problems()) ?? []
    let isHindered = problems.contains { [.state, .anotherRelay].contains($0.key.kind) }
    return !isHindered && (try? WriteTrial.run(in: state.folder)) != nil
  }

  /// Another program that keeps the relay from storing anything: the next relay could not even start.
  private func otherWriter(_ world: HealthWorld) -> Finding? {
    guard let writer = Database.writer(of: "\(world.state)/relay.db"),
      writer != LockFile.holder("\(world.state)/relay.lock")?.pid
    else { return nil }
    let program = ProcessTable().executable(of: writer).map { ", \($0)," } ?? ""
    return Finding(
      .state, "relay.db", .critical, found: "process \(writer)\(program) keeps it locked",
      expected: "nobody who writes it but the relay: end that program")
  }

  // MARK: time

  private func clock(_ before: HealthMemory, _ memory: inout HealthMemory) -> [Finding] {
    let now = Moment.now()
    let offset = now.wall - BootClock.now()
    memory.lastRun = now.steady
    memory.clockOffset = offset
    let findings = ClockJudge.judge(
      before, steady: now.steady, offset: offset, every: found.source.configuration.health.every)
    // Whoever starts everything has had a reason for the pause before.
    return options.start || options.boot ? findings.filter { $0.check != .schedule } : findings
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
