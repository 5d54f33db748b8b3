import BotChatCore
import BotChatSystem

/// Looks at everything from the configuration to the last hop: for the health check, which cures what it may, and for
/// the doctor, who touches nothing (H1 to H3).
struct Examination {
  private let found: HealthSource
  private let state: StateFolder?
  private let mode: Supervisor.Mode
  private let programs: String
  private let world: HealthWorld

  /// - Parameters:
  ///   - found: the configuration to check against.
  ///   - state: the state folder; nil where there is none, and then nothing can be started.
  ///   - mode: what may be done.
  ///   - programs: the folder of the programs.
  init(_ found: HealthSource, _ state: StateFolder?, mode: Supervisor.Mode, programs: String) {
    self.found = found
    self.state = state
    self.mode = mode
    self.programs = programs
    world = HealthWorld(found.source, mode: mode)
  }

  /// Looks; what it leaves to the next run is noted in the memory.
  ///
  /// - Returns: the findings, and how long the message through the private pair took, nanoseconds; nil: none crossed.
  /// - Throws: `SystemError` where no thread or descriptor is left, and the `Complaint` of the time zone.
  func run(_ memory: inout HealthMemory) throws -> (findings: [Finding], canary: Int64?) {
    let before = memory
    let supervisor = Supervisor(found.source, found.wanted, programs: programs, mode: mode, state: state)
    var findings = [found.finding] + [hub?.finding].compactMap(\.self)
    findings += supervisor.tend(&memory).map { world.isStopped ? Self.whileStopped($0) : $0 }
    let canary = try canary(supervisor, &findings, &memory)
    // What could not be put right catches up with nothing.
    if mode != .check, findings.contains(where: { $0.done != nil && $0.severity != .critical }) {
      waitForSettling()
    }
    findings += try CheckRunner.run(Self.checks(world))
    findings += clock(before, &memory)
    return (findings, canary)
  }

  /// The hub's configuration; nil: there is none on this machine.
  private var hub: HubSource? { world.configuration.hub.map(HubSource.init) }

  private static func checks(_ world: HealthWorld) -> [HealthCheck] {
    [
      HealthCheck(.switch, SwitchCheck(world: world).run),
      HealthCheck(.backlog, BacklogCheck(world: world).run),
      HealthCheck(.messages, MessagesCheck(world: world).run),
      HealthCheck(.wake, WakeCheck(world: world).run), HealthCheck(.room, RoomCheck(world: world).run),
      HealthCheck(.serving, ServingCheck(world: world).run),
      HealthCheck(.chat, ChatCheck(world: world).run),
      HealthCheck(.stranger, StrangerCheck(world: world).run),
      HealthCheck(.disk, DiskCheck(world: world).run),
      HealthCheck(.inotify, InotifyCheck(world: world).run),
      HealthCheck(.lock, LockCheck(world: world).run),
      HealthCheck(.gateway, GatewayCheck(world: world).run),
    ]
  }

  /// What was down a moment ago has something to catch up with: that it is late would be true, and no news.
  private func waitForSettling() {
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
    _ supervisor: Supervisor, _ findings: inout [Finding], _ memory: inout HealthMemory
  ) throws -> Int64? {
    if world.isStopped || world.isPaused || !supervisor.hasRelay { return nil }
    // One that is stopped, held or about to begin carries nothing, which proves nothing.
    let isMoving = supervisor.relayMoves
    var trials: [CanaryJudge.Trial] = []
    let canary = Canary(world.source, try world.source.localTime())
    if isMoving { trials = canary.fly(&memory) }
    var done: String?
    let hindrance = CanaryJudge.provesHanging(trials) ? otherWriter() : nil
    if let hindrance { findings.append(hindrance) }
    if CanaryJudge.provesHanging(trials), mode != .check, hindrance == nil, restartHelps() {
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
  private func restartHelps() -> Bool {
    let problems = (try? StoredState(world.state).problems()) ?? []
    let isHindered = problems.contains { [.state, .anotherRelay].contains($0.key.kind) }
    return !isHindered && state.map { (try? WriteTrial.run(in: $0)) != nil } ?? false
  }

  /// Another program that keeps the relay from storing anything: the next relay could not even start.
  private func otherWriter() -> Finding? {
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
    return mode == .start ? findings.filter { $0.check != .schedule } : findings
  }
}
