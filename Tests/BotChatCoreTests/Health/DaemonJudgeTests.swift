import BotChatCore
import Testing

/// Each row: what was seen, and what H3 says of it.
@Suite("DaemonJudge")
struct DaemonJudgeTests {
  static let second: Int64 = 1_000_000_000
  static let now: Int64 = 1_000_000 * second
  static let valid = DaemonJudge.Wanted.valid(digest: "aaaa", age: .minutes(1))

  static func mark(ago seconds: Int64 = 1, config: String = "aaaa", pid: Int32 = 42) -> LifeMark {
    LifeMark(
      pid: pid, start: 7, steady: now - seconds * second, config: config, changed: false, version: "1",
      path: "/c")
  }

  static func process(
    _ state: ProcessReading.State = .running, _ binary: ProcessReading.Binary = .current, ticks: UInt64 = 5,
    age: Interval = .hours(1)
  ) -> ProcessReading {
    ProcessReading(pid: 42, start: 7, age: age, state: state, binary: binary, ticks: ticks)
  }

  static func reading(
    _ process: ProcessReading = process(), mark: LifeMark? = mark(), later: Int64 = 0
  ) -> DaemonReading {
    DaemonReading(life: .present(process), mark: mark, steady: now + later * second)
  }

  func judge(
    _ first: DaemonReading, _ second: DaemonReading? = nil, wanted: DaemonJudge.Wanted = valid,
    atOnce: Bool = false
  ) -> DaemonJudge.Verdict {
    DaemonJudge(wanted: wanted, poll: .seconds(2), version: "1", takesChangesAtOnce: atOnce).judge(
      first, second)
  }

  @Test("H2: a process that moves, with the program and configuration of the disk, is well")
  func well() {
    let verdict = judge(Self.reading())
    #expect(verdict.severity == .ok)
    #expect(verdict.remedy == .none)
    #expect(verdict.found == "process 42, moved 1s ago, version 1, configuration aaaa")
  }

  @Test("H2: only one whose loop came by lately, and that nothing holds, could carry a canary")
  func moving() {
    let judge = DaemonJudge(wanted: Self.valid, poll: .seconds(2), version: "1")
    let old = ProcessReading.Binary.replaced(age: .seconds(1))
    for reading in [
      Self.reading(), Self.reading(Self.process(.running, old)), Self.reading(mark: Self.mark(ago: 30)),
    ] {
      #expect(judge.isMoving(reading))
    }
    let still = [
      Self.reading(Self.process(.stopped)), Self.reading(Self.process(.traced)), Self.reading(mark: nil),
      Self.reading(mark: Self.mark(ago: 31)), Self.reading(mark: Self.mark(pid: 43)),
      DaemonReading(life: .absent, mark: Self.mark(), steady: Self.now),
    ]
    for reading in still { #expect(!judge.isMoving(reading)) }
  }

  @Test("H3: nothing that runs is started")
  func absent() {
    let verdict = judge(DaemonReading(life: .absent, mark: Self.mark(), steady: Self.now))
    #expect(verdict.severity == .critical)
    #expect(verdict.remedy == .start)
  }

  @Test("H3: a process whose lock is gone is restarted, but not where its state is gone with it")
  func unlocked() {
    func life(_ hasState: Bool) -> DaemonReading {
      DaemonReading(
        life: .unlocked(Self.process(), hasState: hasState), mark: Self.mark(), steady: Self.now)
    }
    #expect(judge(life(true)).remedy == .restart)
    #expect(judge(life(false)).remedy == .none)
    #expect(judge(life(false)).severity == .critical)
  }

  @Test("H3: one reading of a loop that stands still proves nothing, a second one that shows the same does")
  func hanging() {
    let first = Self.reading(mark: Self.mark(ago: 31))
    #expect(judge(first).remedy == .lookAgain(after: .seconds(3)))
    let same = Self.reading(mark: Self.mark(ago: 31), later: 3)
    #expect(judge(first, same).remedy == .restart)
    #expect(judge(first, same).severity == .critical)
    let moved = Self.reading(mark: Self.mark(ago: -2), later: 3)
    #expect(judge(first, moved).remedy == .none)
  }

  @Test("H3: a loop that stands still at work is left alone for five minutes")
  func busy() {
    func readings(_ ago: Int64) -> (DaemonReading, DaemonReading) {
      (
        Self.reading(Self.process(ticks: 5), mark: Self.mark(ago: ago)),
        Self.reading(Self.process(ticks: 300), mark: Self.mark(ago: ago), later: 3)
      )
    }
    let (first, second) = readings(60)
    #expect(judge(first, second).remedy == .none)
    #expect(judge(first, second).severity == .warning)
    let (old, older) = readings(300)
    #expect(judge(old, older).remedy == .restart)
  }

  @Test("H3: a process stopped by a signal is restarted when it still stands in the second reading")
  func stopped() {
    let first = Self.reading(Self.process(.stopped))
    #expect(judge(first).remedy == .lookAgain(after: .seconds(3)))
    #expect(judge(first, Self.reading(Self.process(.stopped), later: 3)).remedy == .restart)
    let continued = Self.reading(mark: Self.mark(ago: -2), later: 3)
    #expect(judge(first, continued).remedy == .none)
  }

  @Test(
    "H3: what no restart cures is told and not touched",
    arguments: [
      (process(.traced), Severity.warning, Int64(1)), (process(.uninterruptible), .critical, 40),
      (process(.running, .missing), .critical, 1),
    ])
  func incurable(_ process: ProcessReading, _ severity: Severity, _ ago: Int64) {
    let verdict = judge(Self.reading(process, mark: Self.mark(ago: ago)))
    #expect(verdict.severity == severity)
    #expect(verdict.remedy == .none)
  }

  @Test("H3: a wait for the disk that is short is none")
  func shortWait() {
    #expect(judge(Self.reading(Self.process(.uninterruptible))).severity == .ok)
  }

  @Test("H2: the mark of another process says nothing: this one is about to begin, or never will")
  func beginning() {
    let foreign = Self.mark(pid: 41)
    let young = Self.reading(Self.process(age: .seconds(3)), mark: foreign)
    #expect(judge(young).severity == .warning)
    #expect(judge(young).remedy == .none)
    let old = Self.reading(Self.process(age: .minutes(11)), mark: foreign)
    #expect(judge(old).remedy == .restart)
    // The number was used again: the mark is of the one that had it before.
    let reused = LifeMark(
      pid: 42, start: 6, steady: Self.now, config: "aaaa", changed: false, version: "1", path: "/c")
    #expect(judge(Self.reading(Self.process(age: .minutes(11)), mark: reused)).remedy == .restart)
  }

  @Test("H3: a replaced program counts once it is ten seconds old, and at once for --start")
  func staleBinary() {
    let young = Self.reading(Self.process(.running, .replaced(age: .seconds(9))))
    #expect(judge(young).severity == .warning)
    #expect(judge(young).remedy == .none)
    #expect(judge(young, atOnce: true).remedy == .restart)
    let old = Self.reading(Self.process(.running, .replaced(age: .seconds(10))))
    #expect(judge(old).remedy == .restart)
  }

  @Test("H3: a changed configuration counts once it is ten seconds old, and one that is wrong never")
  func staleConfiguration() {
    let other = Self.reading(mark: Self.mark(config: "bbbb"))
    #expect(judge(other).remedy == .reload)
    #expect(judge(other, wanted: .valid(digest: "aaaa", age: .seconds(9))).remedy == .none)
    #expect(judge(other, wanted: .valid(digest: "aaaa", age: .seconds(9))).severity == .warning)
    #expect(judge(other, wanted: .valid(digest: "aaaa", age: .seconds(0)), atOnce: true).remedy == .reload)
    #expect(judge(other, wanted: .invalid).severity == .ok)
  }

  @Test("H2: a daemon in a container is judged by its mark alone")
  func elsewhere() {
    func reading(_ mark: LifeMark?, later: Int64 = 0) -> DaemonReading {
      DaemonReading(life: .elsewhere, mark: mark, steady: Self.now + later * Self.second)
    }
    #expect(judge(reading(Self.mark(pid: 3)), wanted: .another).severity == .ok)
    let still = reading(Self.mark(ago: 60, pid: 3))
    #expect(judge(still, wanted: .another).remedy == .lookAgain(after: .seconds(3)))
    let verdict = judge(still, reading(Self.mark(ago: 60, pid: 3), later: 3), wanted: .another)
    #expect(verdict.remedy == .restart)
    var changed = Self.mark(pid: 3)
    changed = LifeMark(
      pid: 3, start: 7, steady: changed.steady, config: "cccc", changed: true, version: "1", path: "/c")
    #expect(judge(reading(changed), wanted: .another).remedy == .restart)
    let older = LifeMark(
      pid: 3, start: 7, steady: changed.steady, config: "cccc", changed: false, version: "0", path: "/c")
    #expect(judge(reading(older), wanted: .another).remedy == .none)
    #expect(judge(reading(older), wanted: .another).severity == .warning)
  }

  @Test("H3: nothing that moves, with what is on disk, is ever touched, whatever else is seen of it")
  func healthyIsLeftAlone() {
    for age in [Interval.seconds(0), .minutes(9), .days(40)] {
      for ago in [Int64(-1), 0, 1, 29, 30] {
        for state in [ProcessReading.State.running, .uninterruptible] {
          for wanted in [Self.valid, .invalid, .another] {
            let first = Self.reading(Self.process(state, age: age), mark: Self.mark(ago: ago))
            #expect(judge(first, wanted: wanted).remedy == .none)
          }
        }
      }
    }
  }
}
