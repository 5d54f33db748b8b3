import BotChatCore
import Testing

@Suite("What the other judges say")
struct HealthJudgesTests {
  private static let second: Int64 = 1_000_000_000

  // MARK: backlog

  private func backlog(_ age: Int64, messages: Int = 1, unread: Int = 0, isHalted: Bool = false) -> Finding {
    let judge = BacklogJudge(poll: .seconds(2), isHalted: isHalted)
    let source = BacklogJudge.Source(path: "/a", messages: messages, unread: unread, age: age * Self.second)
    return judge.judge([source], [])[0]
  }

  @Test("H2: a message that was written just now is on the way, one of fifteen seconds is a backlog")
  func backlogByAge() {
    #expect(backlog(14).severity == .ok)
    #expect(backlog(15).severity == .critical)
    #expect(backlog(15).subject == "/a")
    #expect(backlog(15, messages: 0, unread: 9).severity == .critical)
    #expect(backlog(1_000_000, messages: 0).severity == .ok)
  }

  @Test("H2: while everything is paused, what waits is only worth a look")
  func pausedBacklog() {
    #expect(backlog(100, isHalted: true).severity == .warning)
  }

  @Test("H2: what waits in the state is a warning once it is late, since nothing of it is lost")
  func outbox() {
    let judge = BacklogJudge(poll: .seconds(2), isHalted: false)
    func judged(_ age: Int64) -> Finding {
      judge.judge([], [.init(path: "/b", messages: 3, age: age * Self.second)])[0]
    }
    #expect(judged(5).severity == .ok)
    #expect(judged(60).severity == .warning)
    #expect(judged(60).found == "3 messages wait for it in the state, since 1m")
  }

  // MARK: clock

  @Test("H2: a clock that was set by an hour is told, one that is kept right is not")
  func clock() {
    func judged(_ jump: Int64) -> Finding {
      ClockJudge.judge(
        HealthMemory(boot: "b", lastRun: 0, clockOffset: 100), steady: Self.second,
        offset: 100 + jump * Self.second, every: .minutes(5))[0]
    }
    #expect(judged(30).severity == .ok)
    #expect(judged(-30).severity == .ok)
    #expect(judged(31).severity == .warning)
    #expect(judged(-3600).found == "it jumped back by 1h since the last check")
  }

  @Test("H2: the extremes of both numbers are a jump and no trap")
  func extremeClock() {
    let memory = HealthMemory(boot: "b", lastRun: .min, clockOffset: .min)
    #expect(ClockJudge.judge(memory, steady: .max, offset: .max, every: .minutes(5)).count == 2)
  }

  @Test("H2: a check that was missed is told")
  func schedule() {
    func judged(_ minutes: Int64) -> Finding {
      ClockJudge.judge(
        HealthMemory(boot: "b", lastRun: 1), steady: 1 + minutes * 60 * Self.second, offset: 0,
        every: .minutes(5))[1]
    }
    #expect(judged(11).severity == .ok)
    #expect(judged(12).severity == .warning)
  }

  // MARK: canary

  @Test("H2: one message that crossed is well, a second try a warning, two lost ones prove a hang")
  func canary() {
    func judged(_ trials: [CanaryJudge.Trial]) -> Severity {
      CanaryJudge.judge(trials, poll: .seconds(2)).severity
    }
    #expect(judged([.crossed(400_000)]) == .ok)
    #expect(judged([.lost, .crossed(400_000)]) == .warning)
    #expect(judged([.lost, .lost]) == .critical)
    #expect(judged([.unable(why: "x")]) == .critical)
    #expect(judged([]) == .warning)
    #expect(CanaryJudge.provesHanging([.lost, .lost]))
    #expect(!CanaryJudge.provesHanging([.lost]))
    #expect(!CanaryJudge.provesHanging([.lost, .unable(why: "x")]))
    #expect(!CanaryJudge.provesHanging([.lost, .lost, .crossed(1)]))
  }

  // MARK: wakes

  @Test("H2: a wake that fails is worth a look, after five times it does not work")
  func failingWake() {
    var reading = WakeHealth.Reading()
    reading.isHeldBySomebody = true
    reading.pending = 1
    reading.failures = 1
    reading.lastFailure = "exit code 1"
    #expect(WakeHealth.judge("Ross", reading, isExpected: true).severity == .warning)
    reading.failures = 5
    let finding = WakeHealth.judge("Ross", reading, isExpected: true)
    #expect(finding.severity == .critical)
    #expect(finding.found == "5 wakes failed: exit code 1; 1 message pending")
    reading.stoppedBy = "it is paused"
    #expect(WakeHealth.judge("Ross", reading, isExpected: true).severity == .warning)
  }

  @Test("H2: a bot that nobody listens for does not work, unless everything was stopped")
  func unheard() {
    let reading = WakeHealth.Reading()
    #expect(WakeHealth.judge("Ross", reading, isExpected: true).severity == .critical)
    #expect(WakeHealth.judge("Ross", reading, isExpected: false).severity == .ok)
  }

  @Test("H2: what is pending for two minutes is not on its way")
  func pending() {
    var reading = WakeHealth.Reading()
    reading.isHeldBySomebody = true
    reading.pending = 2
    reading.age = 120 * Self.second
    #expect(WakeHealth.judge("Ross", reading, isExpected: true).severity == .ok)
    reading.age += 1
    #expect(WakeHealth.judge("Ross", reading, isExpected: true).severity == .critical)
  }

  // MARK: problems

  @Test("H2: what a bot wrote wrong is news for a day, a trouble that stands is for as long as it does")
  func problems() {
    let day: Int64 = 86_400 * Self.second
    let now = 100 * day
    func problem(_ kind: Problem.Kind, _ subject: String, _ ago: Int64) -> Problem {
      Problem(Problem.Key(kind, subject), "what", at: now - ago)
    }
    func judged(_ problems: [Problem]) -> [Finding] { ProblemJudge.judge(problems, at: now) }
    #expect(judged([]).map(\.severity) == [.ok])
    #expect(judged([problem(.misfiled, "a", day)]).map(\.severity) == [.ok])
    #expect(judged([problem(.missing, "a", 9 * day)]).map(\.severity) == [.warning])
    #expect(judged([problem(.anotherRelay, "relay", 1)]).map(\.severity) == [.critical])
    let two = judged([problem(.misfiled, "old", 2), problem(.misfiled, "new", 1)])
    #expect(two.map(\.found) == ["new: what, and 1 more"])
  }

  // MARK: the whole

  @Test("a problem whose subject is its kind says that once")
  func onceSaid() {
    let state = Problem(Problem.Key(.state, "state"), "the disk is full", at: 0)
    let stray = Problem(Problem.Key(.stray, "Ross"), "text", at: 0)
    #expect(state.key.text == "state" && stray.key.text == "stray: Ross")
    #expect(ProblemJudge.judge([state], at: 0).map(\.found) == ["the disk is full"])
    #expect(ProblemJudge.judge([stray], at: 0).map(\.found) == ["Ross: text"])
  }

  @Test("H4: the verdict is the worst finding, and what is broken comes before what is not known")
  func verdict() {
    func report(_ severities: [Severity]) -> HealthReport {
      HealthReport(
        findings: severities.map { Finding(.disk, "x", $0, found: "full", expected: "") }, at: 0, took: 0,
        canary: nil)
    }
    #expect(report([.ok, .warning]).severity == .warning)
    #expect(report([.unknown, .warning]).severity == .unknown)
    #expect(report([.unknown, .critical]).severity == .critical)
    #expect(report([.warning, .critical]).summary == "CRITICAL: disk x: full; 1 more")
    #expect(report([]).severity == .unknown)
  }

  @Test("H4: alerts leave out what a person did, and what whoever wakes tells")
  func alerts() {
    let report = HealthReport(
      findings: [
        Finding(.switch, "paused", .warning, found: "p", expected: ""),
        Finding(.wake, "Ross", .critical, found: "w", expected: ""),
        Finding(.relay, .warning, found: "it does not run", expected: "", done: "started"),
        Finding(.disk, "/d", .critical, found: "full", expected: ""), .ok(.chat, found: "fine"),
        Finding(.messages, "missing", .warning, found: "/c: it is not there", expected: ""),
      ], at: 0, took: 0, canary: nil)
    #expect(report.alerts.map(\.key.kind) == [.restarted, .unhealthy])
    #expect(report.alerts[0].text == "warning: relay: it does not run; done: started")
  }

  @Test("H2: everything that must run comes from the configuration")
  func daemons() {
    func bot(_ name: String, _ wakeBy: WakeBy = .anyone, wake: Bool = true, link: Bool = false) -> Bot {
      Bot(
        name: name, chat: link ? nil : "/\(name)",
        link: link ? Link(hub: "ws://h", room: "r", token: "/t", from: name) : nil,
        wake: wake ? .run(["x"]) : nil, wakeBy: wakeBy)
    }
    let configuration = Configuration(bots: [
      bot("A"), bot("B", .monitor), bot("C", .relay), bot("D", wake: false), bot("E", link: true),
    ])
    #expect(configuration.daemons == [.relay, .monitor("A"), .monitor("B"), .link("E")])
    #expect(Daemon.monitor("Ross").key == "monitor/ross")
  }
}
