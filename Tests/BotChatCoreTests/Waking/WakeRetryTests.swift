import BotChatCore
import Testing

@Suite("Waking: what follows when a wake fails")
struct WakeRetryTests {
  @Test("W4: a failed wake is tried again with growing pauses, up to the longest, and for ever")
  func backoff() {
    let wake = WakeSettings(retryFirst: .seconds(1), retryMost: .seconds(4))
    #expect(
      WakeTimeline.draw("a-----------------------------|", wake: wake, calls: "xxxxxxx")
        == "--aa-a---a---[a F]---a---a---[a W]----|")
  }

  @Test("W4: what is pending joins the wake that is tried again, in its order")
  func joins() {
    #expect(
      WakeTimeline.draw("a--b+-----|", calls: "x")
        == "--a---[ab+]---|")
  }

  @Test("W4: what comes while a wake runs that fails joins its retry")
  func joinsLate() {
    #expect(
      WakeTimeline.draw("a---b-------|", calls: "x", lasting: 3)
        == "--a------[ab]--|")
  }

  @Test("W7: five failures in a row are told once, and their end is told once")
  func told() {
    let wake = WakeSettings(retryFirst: .milliseconds(500), retryMost: .milliseconds(500))
    let bot = Bot(name: "Ross", burst: .seconds(0))
    #expect(
      WakeTimeline.draw("a--------b---|", bot: bot, wake: wake, calls: "xxxx")
        == "aaaaa----b---|")
    #expect(
      WakeTimeline.draw("a--------b---|", bot: bot, wake: wake, calls: "xxxxxxx")
        == "aaaa[a F]aa[a W]-b---|")
  }

  @Test("W7: the alert says how often and why")
  func alertText() {
    var play = WakePlay(Bot(name: "Ross", burst: .seconds(0)))
    play.arrive("a")
    for attempt in 1...WakePlan.failuresToTell {
      #expect(play.next() == .wake(Wake(number: 1, arrivals: play.arrivals, attempt: attempt)))
      play.end(.bad)
      play.wait(300 * WakePlay.second)
    }
    #expect(play.next() == .alert(.failing(failures: WakePlan.failuresToTell, why: "exit 1")))
    #expect(play.plan.memory.lastFailure == "exit 1")
  }

  @Test("W2: a crash while a wake runs gives it again at once, and says so")
  func crashWhileRunning() {
    #expect(
      WakeTimeline.draw("a---X-------|", lasting: 4)
        == "--a-[~a]-------|")
    #expect(
      WakeTimeline.draw("a--X--X--|", lasting: 5)
        == "--a[~a]--[~a]--|")
  }

  @Test("W2: what came in between joins the wake that a crash interrupted")
  func crashJoins() {
    #expect(
      WakeTimeline.draw("a--bX-------|", lasting: 4)
        == "--a-[~ab]-------|")
  }

  @Test("W4: a claim that waited for its retry is tried at once after a restart")
  func crashWhileWaiting() {
    #expect(
      WakeTimeline.draw("a--X----|", calls: "x")
        == "--aa----|")
  }

  @Test("W4: failures are counted over a restart")
  func countsOverRestart() {
    var play = WakePlay(Bot(name: "Ross", burst: .seconds(0)))
    play.arrive("a")
    for _ in 1...3 {
      _ = play.next()
      play.end(.bad)
      #expect(play.next() == nil)
      play.crash()
    }
    #expect(play.next() == .wake(Wake(number: 1, arrivals: play.arrivals, attempt: 4)))
  }

  @Test("W3: a retry keeps the number of its wake, and the next wake has the next")
  func numbers() {
    var play = WakePlay(Bot(name: "Ross", burst: .seconds(0)))
    play.arrive("a")
    for ending in [WakePlay.Ending.bad, .bad, .good] {
      #expect(play.next() != nil && play.stored.claim?.number == 1)
      play.end(ending)
      play.wait(60 * WakePlay.second)
    }
    play.arrive("b")
    #expect(play.next() == .wake(Wake(number: 2, arrivals: [play.arrivals[1]])))
  }

  @Test("W4: Retry-After is a minimum, but nobody makes us wait for a year")
  func retryAfter() {
    var play = WakePlay(Bot(name: "Ross", burst: .seconds(0)))
    play.arrive("a")
    _ = play.next()
    play.end(.bad, retryAfter: 120 * WakePlay.second)
    #expect(play.plan.dueAt == play.now.steady + 120 * WakePlay.second)
    play.wait(120 * WakePlay.second)
    _ = play.next()
    play.end(.bad, retryAfter: .max)
    #expect(play.plan.dueAt == play.now.steady + Interval.days(1).nanoseconds)
    play.wait(Interval.days(1).nanoseconds)
    _ = play.next()
    play.end(.bad, retryAfter: -5)
    #expect((3 * WakePlay.second...4 * WakePlay.second).contains((play.plan.dueAt ?? 0) - play.now.steady))
  }
}

@Suite("Waking: back-off")
struct BackoffTests {
  private static let second = WakePlay.second

  @Test("W4: the pause doubles, less at most a quarter, from the first to the longest", arguments: 1...12)
  func doubles(failures: Int) {
    let backoff = Backoff(first: .seconds(1), most: .minutes(5), seed: 7)
    let full = min(Self.second << (failures - 1), 300 * Self.second)
    for call in 1...100 {
      let pause = backoff.pause(afterFailures: failures, of: call)
      #expect(pause <= full && pause > full / 4 * 3)
    }
  }

  @Test("W4: those that failed together do not all come back together")
  func scatters() {
    let pauses = (1...100).map { seed in
      Backoff(first: .seconds(1), most: .minutes(5), seed: UInt64(seed)).pause(afterFailures: 9, of: 1)
    }
    #expect(Set(pauses).count > 80)
    #expect(pauses.max().map { $0 - (pauses.min() ?? 0) } ?? 0 > 60 * Self.second)
  }

  @Test("W4: any number of failures gives a pause")
  func bounds() {
    let backoff = Backoff(first: .hours(1), most: .days(1), seed: .max)
    for failures in [0, -1, Int.max, Int.min + 1] {
      let pause = backoff.pause(afterFailures: failures, of: .max)
      #expect(pause > 0 && pause <= Interval.days(1).nanoseconds)
    }
  }
}
