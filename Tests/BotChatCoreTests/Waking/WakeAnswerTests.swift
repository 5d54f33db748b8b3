import BotChatCore
import Testing

@Suite("Waking: whether the bot answers")
struct WakeAnswerTests {
  /// An answer is expected within five seconds, with two reminders.
  private static func bot(_ rescue: Rescue? = nil, burst: Int64 = 0, repetitions: Int = 2) -> Bot {
    Bot(
      name: "Ross", burst: .seconds(burst), answer: Answer(within: .seconds(5), repetitions: repetitions),
      rescue: rescue)
  }

  private static func draw(
    _ events: String, _ rescue: Rescue? = nil, burst: Int64 = 0, repetitions: Int = 2, calls: String = "",
    lasting: Int = 0
  ) -> String {
    WakeTimeline.draw(
      events, bot: bot(rescue, burst: burst, repetitions: repetitions), calls: calls, lasting: lasting)
  }

  private static let cure = Rescue(run: ["/bin/cure"], when: .always)

  @Test("W5: without an answer the bot is reminded so many times, then the person is told, once")
  func reminders() {
    #expect(
      Self.draw("a------------------------------|")
        == "a----[1a]----[2a]----U---------------|")
    #expect(
      Self.draw("a-----------|", repetitions: 0)
        == "a----U------|")
  }

  @Test("W5: a sign of life ends the waiting")
  func answered() {
    #expect(
      Self.draw("a--!-----------|")
        == "a--------------|")
    #expect(
      Self.draw("a------!-----------|")
        == "a----[1a]-------------|")
  }

  @Test("W5: a sign of life while the command runs is an answer too")
  func answeredWhileRunning() {
    #expect(
      Self.draw("a--!-----------|", lasting: 4)
        == "a--------------|")
  }

  @Test("W5: an answer after the person was told is told as well, once")
  func answeredLate() {
    #expect(
      Self.draw("a---------------------!--!---|")
        == "a----[1a]----[2a]----U------A------|")
  }

  @Test("W5: new messages are woken for as usual, and neither reset the count nor extend the time")
  func newMessages() {
    #expect(
      Self.draw("a--b-----------c------------------------|")
        == "a--b-[1a]----[2a]----[U c]----[1c]----[2c]----U---------|")
  }

  @Test("W5: a reminder takes along what is pending, and that is not woken for again")
  func reminderTakesAlong() {
    #expect(
      Self.draw("a-----b---------|", burst: 2)
        == "--a----[1ab]----[2a]---|")
    // The retry of another wake takes the reminder along.
    #expect(
      Self.draw("a---b-----------|", calls: ".x")
        == "a---b---[1ab]----[2a]--|")
  }

  @Test("W5: the time counts from the end of a wake, and while one fails nothing else is tried")
  func failingReminder() {
    #expect(
      Self.draw("a---------------|", calls: ".x")
        == "a----[1a]---[1a]----[2a]-|")
    #expect(
      Self.draw("a-------------|", lasting: 3)
        == "a-------[1a]-----|")
  }

  @Test("W5: a reminder that waits for its retry is dropped when the bot shows life")
  func lifeDropsReminder() {
    #expect(
      Self.draw("a------!-------|", calls: ".x")
        == "a----[1a]---------|")
    #expect(
      Self.draw("a----b-!-------|", calls: ".x")
        == "a----[1ab]---b----[1b]|")
    #expect(
      Self.draw("a--------!----------|", calls: ".x", lasting: 3)
        == "a-------[1a]-----------|")
  }

  @Test("W5: a reminder that ran when the bot showed life is dropped when a crash falls into it")
  func lifeThenCrash() {
    #expect(
      Self.draw("a---------!X-------|", lasting: 4)
        == "a--------[1a]---------|")
  }

  @Test("W5: then the rescue is run, once; after it the bot is woken and watched once more")
  func rescue() {
    #expect(
      Self.draw("a-----------------------------|", Self.cure)
        == "a----[1a]----[2a]----[U R 3a]----V---------|")
    #expect(
      Self.draw("a------------------!----------|", Self.cure)
        == "a----[1a]----[2a]----[U R 3a]---A----------|")
  }

  @Test("W5: a rescue that was not needed, or failed, ends the waiting")
  func noRescue() {
    let careful = Rescue(run: ["/bin/cure"])
    #expect(
      Self.draw("a-----------|", careful, repetitions: 0, calls: ".n")
        == "a----[U E]------|")
    #expect(
      Self.draw("a-----------|", Self.cure, repetitions: 0, calls: ".x")
        == "a----[U R]------|")
  }

  @Test("W5: while the rescue runs nothing else does, and what came meanwhile joins the wake after it")
  func whileRescuing() {
    #expect(
      Self.draw("a---------b-------|", Self.cure, repetitions: 0, lasting: 3)
        == "a-------[U R]--[1ab]------|")
  }

  @Test("W5: a bot that shows life while it is rescued is not woken for that")
  func lifeWhileRescuing() {
    #expect(
      Self.draw("a---------!-------|", Self.cure, repetitions: 0, lasting: 4)
        == "a--------[U R]A-------|")
  }

  @Test("W5: a rescue that a crash fell into is not run again; the bot is woken once more")
  func crashWhileRescuing() {
    #expect(
      Self.draw("a----------X-----|", Self.cure, repetitions: 0, lasting: 3)
        == "a-------[U R]--[1a]-----|")
  }

  @Test("W5: the waiting goes on over a restart from the wall clock's time")
  func restart() {
    #expect(
      Self.draw("a--X-----X----------|")
        == "a----[1a]----[2a]----U----|")
    var play = WakePlay(Self.bot())
    play.arrive("a")
    _ = play.next()
    play.end(.good)
    #expect(play.next() == nil)
    play.wait(3 * WakePlay.second)
    // A reboot: the steady clock begins anew.
    play.now.steady = 17
    play.crash()
    #expect(play.next() == nil)
    #expect(play.plan.dueAt == 17 + 2 * WakePlay.second)
  }

  @Test(
    "W5: a wall clock that jumped makes the waiting at most as long as it is", arguments: [-86_400, 864_000])
  func jump(seconds: Int64) {
    var play = WakePlay(Self.bot())
    play.arrive("a")
    _ = play.next()
    play.end(.good)
    #expect(play.next() == nil)
    play.now.wall += seconds * WakePlay.second
    #expect(play.plan.dueAt == play.now.steady + 5 * WakePlay.second)
    play.crash()
    let rest = (play.plan.dueAt ?? .max) - play.now.steady
    #expect(rest == (seconds < 0 ? 5 * WakePlay.second : 0))
  }

  @Test("R18: a shut gate stops the reminders and their clock")
  func shutGate() {
    #expect(
      Self.draw("a--(-------)-----------|")
        == "a------------[1a]----[2a]----|")
    #expect(
      Self.draw("a--(--b----)-----------|")
        == "a----------b-[1a]----[2a]----|")
    // Over a restart too.
    #expect(
      Self.draw("a--(---X---)-----------|")
        == "a------------[1a]----[2a]----|")
  }

  @Test("R18: a clock that had run out when the gate shut asks for one wake when it opens")
  func shutWhenOver() {
    #expect(
      Self.draw("a----(--b-----)----|")
        == "a-------------[1ab]----|")
  }

  @Test("R19: reminders and rescue are spaced as well; the alert is not")
  func spaced() {
    var play = WakePlay(Self.bot(Self.cure, repetitions: 0))
    play.arrive("a")
    _ = play.next()
    play.end(.good)
    let until = play.now.steady + 60 * WakePlay.second
    play.gate = .spaced(until: until)
    play.wait(5 * WakePlay.second)
    #expect(
      play.next()
        == .alert(.unanswered(reminders: 0, since: play.now.wall - 5 * WakePlay.second, isRescued: false)))
    #expect(play.next() == nil)
    #expect(play.plan.dueAt == until)
    play.wait(55 * WakePlay.second)
    #expect(
      play.next() == .rescue(needsEvidence: false, since: play.now.wall - 60 * WakePlay.second))
  }

  @Test("W5: when the configuration asks for no answer any more, nothing is waited for")
  func changedSettings() {
    var play = WakePlay(Self.bot())
    play.arrive("a")
    _ = play.next()
    play.end(.good)
    play.plan.settings.answer = nil
    play.wait(60 * WakePlay.second)
    #expect(play.next() == nil)
    #expect(play.plan.dueAt == nil && play.plan.memory.watch == nil)
  }

  @Test("W5: more reminders in the configuration do not begin anew what the rescue has ended")
  func moreReminders() {
    var play = WakePlay(Self.bot(Self.cure, repetitions: 0))
    play.arrive("a")
    _ = play.next()
    play.end(.good)
    play.wait(5 * WakePlay.second)
    _ = play.next()
    _ = play.next()
    play.end(.good)
    _ = play.next()
    play.end(.good)
    play.plan.settings.answer?.repetitions = 9
    play.wait(5 * WakePlay.second)
    guard case .alert(.unanswered(reminders: 1, _, isRescued: true)) = play.next() else {
      Issue.record("no alert")
      return
    }
    #expect(play.next() == nil && play.plan.memory.watch == nil)
  }

  @Test("W5: what is not needed any more may be forgotten, and nothing else")
  func needs() {
    var play = WakePlay(Self.bot())
    for tag in ["a", "b"] {
      play.arrive(tag)
      _ = play.next()
      play.end(.good)
    }
    play.gate = .shut(why: "held")
    play.arrive("c")
    #expect((1...3).map(play.plan.memory.needs) == [true, false, true])
    play.plan.showedLife(at: play.now)
    #expect((1...3).map(play.plan.memory.needs) == [false, false, true])
  }
}
