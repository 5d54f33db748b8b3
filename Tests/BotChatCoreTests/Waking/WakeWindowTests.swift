import BotChatCore
import Testing

@Suite("Waking: which messages share a wake")
struct WakeWindowTests {
  @Test("W4: the window opens with the first message and is never extended")
  func window() {
    #expect(
      WakeTimeline.draw("abcd----e---f-g----|")
        == "--[abc]--d----e---[fg]----|")
  }

  @Test("W4: with no window a wake is due at once")
  func noWindow() {
    #expect(
      WakeTimeline.draw("ab-[cd]-|", bot: Bot(name: "Ross", burst: .seconds(0)))
        == "ab-[cd]-|")
  }

  @Test("W4: what comes while a wake runs waits for its end, and its window counts from when it came")
  func whileRunning() {
    #expect(
      WakeTimeline.draw("a--b---------|", lasting: 6)
        == "--a-----b----|")
    #expect(
      WakeTimeline.draw("a------b-----|", lasting: 6)
        == "--a------b---|")
  }

  @Test("W4: a continuation opens no window, and joins the next wake")
  func continuation() {
    #expect(
      WakeTimeline.draw("a---+------b---|")
        == "--a----------[+b]-|")
    #expect(
      WakeTimeline.draw("+---------|")
        == "----------|")
    #expect(
      WakeTimeline.draw("+X-+X----a+----|")
        == "-----------[++a+]---|")
  }

  @Test(
    "W2: messages that a crash kept from being claimed come by their age, at once when older than the window")
  func crashBeforeClaim() {
    #expect(
      WakeTimeline.draw("aX----|")
        == "--a---|")
    var play = WakePlay(Bot(name: "Ross", burst: .seconds(2)))
    play.arrive("a")
    play.wait(9 * WakePlay.second)
    play.crash()
    #expect(play.plan.dueAt.map { $0 <= play.now.steady } == true)
    guard case .wake(let wake) = play.next() else {
      Issue.record("no wake")
      return
    }
    #expect(wake == Wake(number: 1, arrivals: play.arrivals))
  }

  @Test(
    "W6: a wall clock that jumped costs one window, and no more",
    arguments: [-3600, 3600 * 24 * 365 * 200, -1_770_000_000 - 5_000_000_000] as [Int64])
  func jumpedClock(seconds: Int64) {
    var play = WakePlay(Bot(name: "Ross", burst: .seconds(2)))
    play.arrive("a")
    play.now.wall += seconds * WakePlay.second
    play.crash()
    #expect(play.next() == nil)
    #expect(play.plan.dueAt == play.now.steady + 2 * WakePlay.second)
  }

  @Test("W6: a time of first sight beyond all clocks is no time", arguments: [Int64.min, Int64.max])
  func absurdTime(seen: Int64) {
    let settings = WakePlan.Settings(Bot(name: "Ross", burst: .seconds(2)), WakeSettings())
    let now = Moment(steady: 7, wall: 1_770_000_000 * WakePlay.second)
    let plan = WakePlan(settings, memory: WakeMemory(), pending: [arrival(1, tag: nil, seen: seen)], at: now)
    #expect(plan.dueAt == 7 + 2 * WakePlay.second)
  }

  @Test("R18: behind a shut gate nothing runs, and when it opens everything pending is one wake")
  func shutGate() {
    #expect(
      WakeTimeline.draw("(a---b----c)-----|")
        == "-----------[abc]-----|")
  }

  @Test("R18: a wake that runs when the gate shuts may end; its retry waits for the gate")
  func shutWhileRunning() {
    #expect(
      WakeTimeline.draw("a--(------b---)---|", calls: "x", lasting: 2)
        == "--a-----------[ab]---|")
  }

  @Test("R19: a spaced wake comes not before its time, with everything that came till then")
  func spaced() {
    var play = WakePlay(Bot(name: "Ross", burst: .seconds(2)))
    let until = play.now.steady + 60 * WakePlay.second
    play.gate = .spaced(until: until)
    play.arrive("a")
    play.wait(59 * WakePlay.second)
    play.arrive("b")
    #expect(play.next() == nil)
    #expect(play.plan.dueAt == until)
    play.wait(WakePlay.second)
    #expect(play.next() == .wake(Wake(number: 1, arrivals: play.arrivals)))
  }

  @Test("R6: a message that is delivered again wakes again")
  func redelivery() {
    #expect(
      WakeTimeline.draw("a---a----|")
        == "--a---a--|")
  }
}
