import BotChatCore
import BotChatSystem

/// Looks at every daemon, and cures what a restart cures (H2, H3).
///
/// All are looked at before any is touched, and what takes time (a second look, an end, a start) is begun for all of
/// them before it is waited for, so that a hundred take hardly longer than one.
struct Supervisor {
  /// What may be done.
  enum Mode { case check, heal, start }

  private let source: ConfigurationFile
  private let places: [DaemonPlace]
  private let judges: [DaemonJudge]
  private let mode: Mode
  private let state: StateFolder?
  private let progress = Progress("healthcheck")

  /// - Parameters:
  ///   - source: the configuration.
  ///   - wanted: what its file says now.
  ///   - programs: the folder of the programs.
  ///   - mode: what may be done; `start` waits for no back-off, and takes changed files at once.
  ///   - state: the state folder; nil only where nothing may be done.
  init(
    _ source: ConfigurationFile, _ wanted: DaemonJudge.Wanted, programs: String, mode: Mode,
    state: StateFolder?
  ) {
    self.source = source
    self.mode = mode
    self.state = state
    places = source.configuration.daemons.map { DaemonPlace($0, source, programs: programs) }
    judges = places.map { place in
      DaemonJudge(
        wanted: place.wanted(wanted), poll: place.pace(source.configuration.relay.poll),
        version: Version.current, takesChangesAtOnce: mode == .start)
    }
  }

  /// One daemon on its way through a run.
  private struct Case {
    var reading: DaemonReading
    var verdict: DaemonJudge.Verdict
    var done: String?
    var isCured = false
    var mustStop = false
    var mustStart = false
    /// Whether it does not run though it should, and has run before; else something new is there for it.
    var hasFailed = false
  }

  /// Looks at all of them, and does what is to be done; the tries are noted in the memory.
  func tend(_ memory: inout HealthMemory) -> [Finding] {
    var cases = look()
    for index in cases.indices { plan(&cases[index], places[index], &memory) }
    reload(&cases)
    stop(&cases)
    start(&cases, &memory)
    return zip(places, cases).map { place, one in finding(place, one) }
  }

  /// Whether a relay is expected to run: not where nobody is at home.
  var hasRelay: Bool { places.first?.daemon == .relay }

  /// Whether the relay moves at this moment.
  var relayMoves: Bool { hasRelay && judges[0].isMoving(DaemonObserver(places[0]).read()) }

  /// Restarts the relay though it seems to move: it was proven that it carries nothing.
  func restartRelay(_ memory: inout HealthMemory) -> String {
    let place = places[0]
    let reading = DaemonObserver(place).read()
    var cases = [
      Case(
        reading: reading, verdict: judges[0].judge(reading), mustStop: reading.life != .absent,
        mustStart: true, hasFailed: true)
    ]
    if let refusal = refusal(place, memory.tries[place.daemon.key]) { return refusal }
    stop(&cases)
    start(&cases, &memory)
    return cases[0].done ?? "nothing"
  }

  // MARK: looking

  private func look() -> [Case] {
    let observers = places.map(DaemonObserver.init)
    var cases = zip(observers, judges).map { observer, judge in
      let reading = observer.read()
      return Case(reading: reading, verdict: judge.judge(reading))
    }
    var pause: Interval?
    for one in cases {
      if case .lookAgain(let after) = one.verdict.remedy { pause = max(pause ?? after, after) }
    }
    guard let pause else { return cases }
    progress.say("something stands still: looking again in \(pause)")
    Pause.nanoseconds(pause.nanoseconds)
    for (index, one) in cases.enumerated() {
      guard case .lookAgain = one.verdict.remedy else { continue }
      let second = observers[index].read()
      cases[index] = Case(reading: second, verdict: judges[index].judge(one.reading, second))
    }
    return cases
  }

  // MARK: deciding

  private func plan(_ one: inout Case, _ place: DaemonPlace, _ memory: inout HealthMemory) {
    switch one.verdict.remedy {
    case .none, .lookAgain:
      if one.verdict.severity == .ok { memory.tries[place.daemon.key]?.noteHealth(at: one.reading.steady) }
      return
    case .start, .reload, .restart: break
    }
    one.hasFailed = one.verdict.severity == .critical && FileIdentity(at: place.lock) != nil
    if let refusal = refusal(place, one.hasFailed ? memory.tries[place.daemon.key] : nil) {
      one.done = refusal
      return
    }
    switch one.verdict.remedy {
    case .restart:
      one.mustStop = true
      one.mustStart = true
    case .start: one.mustStart = true
    case .none, .lookAgain, .reload: break
    }
  }

  /// Why nothing is done now; nil: it is.
  ///
  /// Only who did not stay up is put off, and not who has something new to take up.
  private func refusal(_ place: DaemonPlace, _ policy: RestartPolicy?) -> String? {
    if mode == .check { return Finding.untouched }
    if let problem = place.obstacle { return "it cannot be started: \(problem)" }
    guard mode == .heal, let policy, let wait = policy.wait(at: MonotonicClock.now()) else { return nil }
    let times = policy.attempts == 1 ? "once" : "\(policy.attempts) times"
    return "it was tried \(times); the next check after \(wait.rounded) tries again"
  }

  // MARK: acting

  /// How long a daemon has to read its configuration again.
  private static let reloadLimit: Int64 = 10_000_000_000
  /// How long a start may take: more than a rebuild of the state out of gigabytes.
  private static let startLimit: Int64 = 60_000_000_000

  /// SIGHUP to all that need it; who does not follow has to be restarted.
  private func reload(_ cases: inout [Case]) {
    let due = cases.indices.filter { cases[$0].verdict.remedy == .reload && cases[$0].done == nil }
    for index in due {
      guard let process = cases[index].reading.process else { continue }
      _ = try? ProcessIdentity(pid: process.pid, startTime: process.start).send(.reload)
    }
    let end = MonotonicClock.now() + Self.reloadLimit
    for index in due {
      progress.say("\(places[index].daemon.title): waiting until it has read its configuration again")
      let observer = DaemonObserver(places[index])
      var isDone = false
      while !isDone, MonotonicClock.now() < end {
        Pause.milliseconds(5)
        isDone = observer.read().mark?.config == places[index].digest
      }
      cases[index].isCured = isDone
      cases[index].done = isDone ? "it has read its configuration again" : nil
      cases[index].mustStop = !isDone
      cases[index].mustStart = !isDone
    }
  }

  private func stop(_ cases: inout [Case]) {
    let due = cases.indices.filter { cases[$0].mustStop }
    let stops = due.map { DaemonStop(places[$0], cases[$0].reading) }
    for (index, stop) in zip(due, stops) {
      progress.say("\(places[index].daemon.title): waiting for its end")
      if let why = stop.finish(within: patience(cases[index].reading)) {
        cases[index].mustStart = false
        cases[index].done = "it could not be ended: \(why)"
      }
    }
  }

  /// A healthy one is given the time to finish a wake that is under way; one that hangs is not.
  private func patience(_ reading: DaemonReading) -> Int64 {
    let isMoving = (reading.stillness ?? .max) < 30_000_000_000
    return isMoving ? DaemonStop.patience(source.configuration) : 10_000_000_000
  }

  /// Monitors come before the relay, and a container that does not answer holds up nobody but its own.
  ///
  /// The very first time that a monitor runs it counts what stands in the file as read: the relay must not have delivered
  /// anything before that.
  private func start(_ cases: inout [Case], _ memory: inout HealthMemory) {
    let due = cases.indices.filter { cases[$0].mustStart }
    guard !due.isEmpty, let state else { return }
    func begin(_ group: [Int]) -> [(Int, DaemonStart)] {
      group.compactMap { index in
        do {
          return (index, DaemonStart(places[index], logs: try logs(of: places[index], state)))
        } catch {
          cases[index].done = "it could not be started: \(error)"
          return nil
        }
      }
    }
    let relay = due.filter { places[$0].daemon == .relay }
    let others = begin(due.filter { places[$0].daemon != .relay })
    let near = others.filter { places[$0.0].via.isEmpty }
    let far = others.filter { !places[$0.0].via.isEmpty }
    for (index, start) in near { finish(start, index, &cases, &memory) }
    for (index, start) in begin(relay) + far { finish(start, index, &cases, &memory) }
  }

  /// Our own state folder is never made again (R12); the hub's may not be there before it first runs.
  private func logs(of place: DaemonPlace, _ state: StateFolder) throws(TrustError) -> StateFolder {
    let own = place.state == source.state ? state : try StateFolder(path: place.state)
    return try own.subfolder("log")
  }

  private func finish(_ start: DaemonStart, _ index: Int, _ cases: inout [Case], _ memory: inout HealthMemory)
  {
    progress.say("\(places[index].daemon.title): starting")
    let key = places[index].daemon.key
    let outcome = start.finish(within: Self.startLimit)
    if case .failed = outcome { cases[index].hasFailed = true }
    if mode == .heal, cases[index].hasFailed {
      memory.tries[key, default: RestartPolicy()].noteAttempt(at: MonotonicClock.now())
    }
    switch outcome {
    case .failed(let why): cases[index].done = "it could not be started: \(why)"
    case .ready(let process, let took):
      memory.starts[key, default: 0] += 1
      let verb = cases[index].mustStop ? "restarted" : "started"
      let who = process.map { " as process \($0)" } ?? ""
      cases[index].isCured = true
      cases[index].done = "\(verb)\(who), ready after \(Milliseconds.text(took))"
    }
  }

  // MARK: telling

  private func finding(_ place: DaemonPlace, _ one: Case) -> Finding {
    let bot = place.daemon.bot ?? ""
    // What `--start` was called for is no finding; anything else that had to be cured is worth a look.
    if one.isCured, mode == .start { return .ok(place.daemon.check, bot, found: one.done ?? "started") }
    var finding = Finding(
      place.daemon.check, bot, one.isCured ? .warning : one.verdict.severity, found: one.verdict.found,
      expected: one.verdict.expected, done: one.done)
    finding.isRoutine = one.isCured && !one.hasFailed
    return finding
  }
}
