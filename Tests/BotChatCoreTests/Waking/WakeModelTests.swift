import BotChatCore
import Testing

@Suite("Waking: random plays")
struct WakeModelTests {
  static let bots = [
    Bot(name: "Ross"),
    Bot(name: "Ross", burst: .seconds(0), answer: Answer(within: .seconds(5), repetitions: 0)),
    Bot(name: "Ross", answer: Answer(within: .minutes(10)), rescue: Rescue(run: ["/bin/cure"])),
    Bot(
      name: "Ross", burst: .seconds(3), answer: Answer(within: .seconds(30), repetitions: 3),
      rescue: Rescue(run: ["/bin/cure"], when: .always)),
  ]

  @Test(
    "W2, W4, W5: every message wakes once but for a crash in its wake, in order, never two at once, none is left",
    arguments: bots.indices)
  func laws(index: Int) {
    let bot = Self.bots[index]
    for number in 0..<RandomPlayTests.plays * 10 {
      let seed = UInt64(index) * 1_000_000_000 + UInt64(number)
      let steps = WakeStep.steps(seed, count: 5 + number % 80)
      guard !WakeJudge.laws(bot, steps).isEmpty else { continue }
      let least = Self.shrunk(bot, steps)
      Issue.record(
        """
        seed \(seed), \(least.count) of \(steps.count) steps:
        \(WakeJudge.laws(bot, least).joined(separator: "\n"))
        \(least.map { "\($0)" }.joined(separator: "\n"))
        """)
      return
    }
  }

  /// The same failure with as few steps as leaving single ones out can reach.
  private static func shrunk(_ bot: Bot, _ steps: [WakeStep]) -> [WakeStep] {
    var steps = steps
    var place = 0
    while place < steps.count {
      var rest = steps
      rest.remove(at: place)
      if WakeJudge.laws(bot, rest).isEmpty {
        place += 1
      } else {
        steps = rest
        place = 0
      }
    }
    return steps
  }
}
