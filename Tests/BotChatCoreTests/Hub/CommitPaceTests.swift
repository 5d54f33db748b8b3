import BotChatCore
import Testing

@Suite("Hub: where a commit is made")
struct CommitPaceTests {
  private let message = HubChange.message(
    HubMessage(seq: 1, room: 0, sender: "a", text: "t", ts: 1, id: nil))

  /// One that has seen enough fast commits, the last of them a second ago.
  private var proven: CommitPace {
    var pace = CommitPace()
    for _ in 0..<CommitPace.proof { pace.took(CommitPace.fast) }
    _ = pace.isAtOnce([message], at: 0)
    return pace
  }

  private let later: Int64 = 1_000_000_000

  /// Asks at each of these times, one after the other, for batches of that kind.
  private func answers(_ pace: CommitPace, _ changes: [HubChange], at times: [Int64]) -> [Bool] {
    var pace = pace
    return times.map { pace.isAtOnce(changes, at: $0) }
  }

  @Test("DESIGN 9: a single message after a pause is stored at once")
  func single() {
    #expect(answers(proven, [message], at: [later, 2 * later]) == [true, true])
    #expect(answers(proven, [message, .reserve(through: 9)], at: [later]) == [true])
  }

  @Test("DESIGN 9: several messages, or none, are handed over")
  func several() {
    #expect(answers(proven, [message, message], at: [later]) == [false])
    #expect(answers(proven, [.drop([1])], at: [later]) == [false])
  }

  @Test("DESIGN 9: while somebody else may want something nobody is held up")
  func busy() {
    let pause = CommitPace.pause
    let times = [pause - 1, 2 * pause - 2, 3 * pause - 2]
    #expect(answers(proven, [message], at: times) == [false, false, true])
  }

  @Test("DESIGN 9: a disk has to prove that it is fast, and once more after each slow commit")
  func slow() {
    #expect(answers(CommitPace(), [message], at: [0, later]) == [false, false])
    var pace = proven
    pace.took(CommitPace.fast + 1)
    for _ in 1..<CommitPace.proof { pace.took(CommitPace.fast) }
    #expect(answers(pace, [message], at: [later]) == [false])
    pace.took(CommitPace.fast)
    #expect(answers(pace, [message], at: [later]) == [true])
  }
}
