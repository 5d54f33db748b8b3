import BotChatCore
import Testing

@Suite("Loop guard: one verdict")
struct LoopGuardTests {
  static let now: Int64 = 1_770_000_000 * second
  private var now: Int64 { Self.now }

  /// So many wakes, a second apart, the last one a second before `end`.
  static func marks(_ count: Int, _ bot: String, by causes: [String], before end: Int64 = now) -> [WakeMark] {
    (0..<count).map { WakeMark(at: end - Int64(count - $0) * second, bot: bot, causes: causes) }
  }

  private func verdict(
    _ marks: [WakeMark], _ settings: GuardSettings = GuardSettings(), bot: String = "Jack",
    causes: [String] = ["John"], hasTrustedPerson: Bool = false, lastPerson: Int64? = now,
    watchedSince: Int64 = now, liftedAt: Int64? = nil, hold: Hold? = nil, at now: Int64 = now
  ) -> LoopGuard.Verdict {
    let loopGuard = LoopGuard(settings, bot: bot)
    let verdict = loopGuard.verdict(
      causes: causes, hasTrustedPerson: hasTrustedPerson, marks: marks, lastPerson: lastPerson,
      watchedSince: watchedSince, liftedAt: liftedAt, hold: hold, now: now)
    // The short way may not be open to any that is not free.
    let isFree = loopGuard.isFree(
      marks.count, lastPerson: lastPerson, watchedSince: watchedSince, hold: hold, now: now)
    #expect(!isFree || verdict == .free)
    return verdict
  }

  private func isHeld(_ verdict: LoopGuard.Verdict) -> Bool {
    if case .held = verdict { true } else { false }
  }

  @Test("R19: free below half of the limit, spaced from there, held at the limit")
  func thresholds() {
    #expect(verdict(Self.marks(9, "Jack", by: ["John"])) == .free)
    #expect(
      verdict(Self.marks(10, "Jack", by: ["John"]))
        == .spaced(
          until: now - second + minute, why: "10 wakes in an hour among Jack and John: 1m between two wakes"))
    #expect(
      verdict(Self.marks(20, "Jack", by: ["John"]))
        == .held(
          Hold(
            since: now, until: now + hour, group: ["Jack", "John"],
            why: "20 wakes in an hour among Jack and John without a line of a person")))
  }

  @Test("R19: below half of the lower limit, without a hold or a long silence, nobody need look closer")
  func few() {
    let settings = GuardSettings(wakesPerHour: 100, pairWakesPerHour: 10, quietAfter: .hours(1))
    func isFree(_ marks: Int, lastPerson: Int64?, watchedSince: Int64 = now, hold: Hold? = nil) -> Bool {
      LoopGuard(settings, bot: "Jack")
        .isFree(marks, lastPerson: lastPerson, watchedSince: watchedSince, hold: hold, now: now)
    }
    #expect(isFree(4, lastPerson: now - hour + 1))
    #expect(!isFree(5, lastPerson: now))
    #expect(!isFree(4, lastPerson: now - hour))
    #expect(!isFree(0, lastPerson: nil, watchedSince: now - hour))
    #expect(!isFree(0, lastPerson: now, hold: Hold(since: now, until: now, group: ["Jack"], why: "")))
  }

  @Test("R19: only the bot's own last wake spaces it out, and only for the pause")
  func spacedByOwn() {
    let others = Self.marks(12, "John", by: ["Jack"])
    #expect(verdict(others) == .free)
    #expect(verdict(others + [WakeMark(at: now - minute, bot: "Jack", causes: [])]) == .free)
    #expect(verdict(others + [WakeMark(at: now - minute + 1, bot: "Jack", causes: [])]) != .free)
  }

  @Test("R19: names compare without case, and a wake without causes counts for its bot")
  func names() {
    #expect(isHeld(verdict(Self.marks(10, "JACK", by: ["john"]) + Self.marks(10, "john", by: []))))
    #expect(isHeld(verdict(Self.marks(20, "jack", by: []), causes: [])))
  }

  @Test("R19: what other groups do holds nobody")
  func otherGroups() {
    let marks = Self.marks(50, "Ross", by: ["Mia"]) + Self.marks(9, "Jack", by: ["John"])
    #expect(verdict(marks) == .free)
    #expect(isHeld(verdict(marks + Self.marks(1, "Mia", by: ["Jack"]))))
  }

  @Test("R19: a pair counts both directions, and holds for the cause that is pending")
  func pairs() {
    let settings = GuardSettings(wakesPerHour: 100, pairWakesPerHour: 4)
    let marks = Self.marks(2, "Jack", by: ["John", "john"]) + Self.marks(2, "John", by: ["Mia", "JACK"])
    guard case .held(let hold) = verdict(marks, settings) else {
      Issue.record("not held")
      return
    }
    #expect(hold.why == "4 wakes in an hour among Jack and John without a line of a person")
    #expect(hold.group == ["Jack", "John", "Mia"])
    #expect(!isHeld(verdict(marks, settings, causes: ["Mia"])))
    #expect(!isHeld(verdict(marks.dropLast(), settings)))
  }

  @Test("R19: of a crowd only five are named")
  func crowd() {
    let marks = Self.marks(20, "Jack", by: ["F", "E", "D", "C", "B", "A"])
    guard case .held(let hold) = verdict(marks) else {
      Issue.record("not held")
      return
    }
    #expect(hold.why.contains("among A, B, C, D, E and 2 more without"))
    #expect(hold.group.count == 7)
  }

  @Test("R19: a trusted line of a person is free whatever else stands")
  func person() {
    let hold = Hold(since: now - minute, until: nil, group: [], why: "by hand")
    let marks = Self.marks(30, "Jack", by: ["John"])
    #expect(verdict(marks, hasTrustedPerson: true, hold: hold) == .free)
  }

  @Test("R19: wakes from an hour ago and from before a lift do not count")
  func forgotten() {
    let marks = Self.marks(30, "Jack", by: ["John"])
    #expect(verdict(marks, liftedAt: now) == .free)
    #expect(!isHeld(verdict(marks, liftedAt: now - 19 * second)))
    #expect(isHeld(verdict(marks, liftedAt: now - 20 * second)))
    #expect(verdict(Self.marks(30, "Jack", by: ["John"], before: now - hour + second)) == .free)
  }

  @Test("R19: a standing hold stays as it is, ends in time or by a lift, and hides the wakes before its end")
  func standing() {
    let marks = Self.marks(30, "Jack", by: ["John"])
    let hold = Hold(since: now - minute, until: now + 1, group: ["Jack", "Mia"], why: "x")
    #expect(verdict([], hold: hold) == .held(hold))
    #expect(verdict(marks, liftedAt: now - minute - 1, hold: hold) == .held(hold))
    #expect(verdict([], liftedAt: now - minute, hold: hold) == .free)
    #expect(!isHeld(verdict(marks, hold: hold, at: now + 1)))
    #expect(isHeld(verdict(marks, hold: nil, at: now + 1)))
  }

  @Test("R19: a hold without end stands until it is lifted")
  func endless() {
    let hold = Hold(text: "", modified: now)
    #expect(verdict([], hold: hold, at: now + 9000 * hour) == .held(hold))
    #expect(verdict([], liftedAt: now, hold: hold, at: now + hour) == .free)
  }

  @Test("R19: a shorter holdFor shortens the hold that stands")
  func shortened() {
    let hold = Hold(since: now - 10 * minute, until: now + 50 * minute, group: [], why: "x")
    var shorter = hold
    shorter.until = now + 5 * minute
    #expect(verdict([], GuardSettings(holdFor: .minutes(15)), hold: hold) == .held(shorter))
    #expect(verdict([], GuardSettings(holdFor: .minutes(10)), hold: hold) == .free)
  }

  @Test("R19: after a long time without a person wakes are only spaced out, the more the longer")
  func quiet() {
    let last = [WakeMark(at: now - second, bot: "Jack", causes: ["John"])]
    func pause(_ quiet: Int64) -> Int64? {
      let verdict = verdict(last, lastPerson: nil, watchedSince: now - quiet)
      guard case .spaced(let until, _) = verdict else { return nil }
      return until - (now - second)
    }
    #expect(pause(12 * hour - 1) == nil)
    #expect(pause(12 * hour) == minute)
    #expect(pause(24 * hour) == 2 * minute)
    #expect(pause(84 * hour) == hour)
    #expect(pause(90_000 * hour) == hour)
    #expect(verdict(last, lastPerson: now - hour, watchedSince: 0) == .free)
    #expect(verdict([], lastPerson: nil, watchedSince: 0) == .free)
  }

  @Test("R19: a clock that jumped back neither holds for long nor switches the guard off")
  func jumpedBack() {
    let ahead = 1000 * hour
    let future = Self.marks(20, "John", by: ["Jack"], before: now + ahead)
    #expect(isHeld(verdict(future)))
    // Once that hold is over, or a person has spoken, they are taken for older: nobody is held for ever.
    #expect(verdict(future, liftedAt: now - 1000 * hour) == .free)
    let past = Self.marks(20, "John", by: ["Jack"])
    #expect(isHeld(verdict(past, liftedAt: now + ahead)))
    let hold = Hold(since: now + ahead, until: now + ahead + hour, group: ["Jack"], why: "x")
    #expect(
      verdict([], hold: hold) == .held(Hold(since: now, until: now + hour, group: ["Jack"], why: "x")))
    #expect(verdict([], lastPerson: now + ahead, watchedSince: now + ahead) == .free)
  }

  @Test(
    "R19: own marks are kept for an hour, oldest first, no more than change a verdict, none in the future")
  func prune() {
    let loop = LoopGuard(GuardSettings(wakesPerHour: 3), bot: "Jack")
    func mark(_ at: Int64) -> WakeMark { WakeMark(at: at, bot: "Jack", causes: ["John"]) }
    #expect(
      loop.prune([mark(now - hour), mark(now - hour + 1), mark(now)], now: now).map(\.at) == [
        now - hour + 1, now,
      ])
    #expect(loop.prune([mark(now + hour), mark(now - 5)], now: now).map(\.at) == [now - 5, now - 1])
    #expect(
      loop.prune((1...9).map { mark(now - 10 + $0) }, now: now).map(\.at) == [now - 3, now - 2, now - 1])
  }

  @Test("R19: the group for lifts is that of the marks of the last hour and of the hold")
  func group() {
    let marks = Self.marks(1, "John", by: ["Jack"]) + Self.marks(1, "Mia", by: ["John", "not a name"])
    let hold = Hold(since: now, until: nil, group: ["JOHN", "Ross"], why: "x")
    let loop = LoopGuard(GuardSettings(), bot: "Jack")
    #expect(loop.group(marks: marks, hold: nil, now: now) == ["Jack", "John", "Mia"])
    #expect(loop.group(marks: marks, hold: hold, now: now) == ["Jack", "John", "Mia", "Ross"])
    #expect(loop.group(marks: marks, hold: nil, now: now + hour) == ["Jack"])
  }

  @Test(
    "R19: times out of a state that somebody has tampered with trap nowhere", arguments: [Int64.min, .max, 0])
  func hostile(time: Int64) {
    let marks = Self.marks(3, "John", by: ["Jack"]).map { WakeMark(at: time, bot: $0.bot, causes: $0.causes) }
    let hold = Hold(since: time, until: time, group: [], why: "x")
    _ = verdict(marks, lastPerson: time, watchedSince: time, liftedAt: time, hold: hold)
    let own = LoopGuard(GuardSettings(), bot: "Jack").prune(marks, now: now)
    #expect(own.allSatisfy { $0.at < now })
    #expect(WakeMark(at: time, bot: "Jack", causes: (0..<1000).map { "n\($0)" }).causes.count == 64)
  }
}
