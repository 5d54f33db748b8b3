import BotChatCore
import Glibc
import Testing

@Suite("Relay: random plays")
struct RandomPlayTests {
  struct Deck: Sendable, CustomTestStringConvertible {
    var name: String
    var kinds: Int
    var seed: UInt64
    /// Archives are tried at many places, so their plays take longer; there are fewer of them.
    var plays: Int {
      Schedule.Kinds(rawValue: kinds).contains(.archives) ? RandomPlayTests.plays / 3 : RandomPlayTests.plays
    }
    var testDescription: String { name }
  }

  static let decks = [
    Deck(name: "appends in pieces", kinds: 0, seed: 1_000_000),
    Deck(name: "crashes", kinds: 1, seed: 2_000_000),
    Deck(name: "failures", kinds: 2, seed: 3_000_000),
    Deck(name: "rewrites", kinds: 4, seed: 4_000_000),
    Deck(name: "crashes and failures", kinds: 3, seed: 5_000_000),
    Deck(name: "everything", kinds: 7, seed: 6_000_000),
    Deck(name: "archives", kinds: 8, seed: 7_000_000),
    Deck(name: "archives, crashes and failures", kinds: 11, seed: 8_000_000),
    Deck(name: "archives and everything", kinds: 15, seed: 9_000_000),
  ]

  /// How many plays of each kind: `BOTCHAT_MODEL_STEPS` in the environment, else few enough for every run.
  static let plays: Int = getenv("BOTCHAT_MODEL_STEPS").flatMap { Int(String(cString: $0)) } ?? 300

  @Test("Nothing lost, nothing twice, order kept, private stays private", arguments: decks)
  func laws(deck: Deck) {
    judge(deck) { $0 % 2 == 0 ? Village.pair : Village.trio }
  }

  @Test("H2: the same with the canary, which nobody else hears of", arguments: decks)
  func canary(deck: Deck) {
    judge(deck) { _ in Village.guarded }
  }

  private func judge(_ deck: Deck, _ villages: (Int) -> Village) {
    for number in 0..<deck.plays {
      let seed = deck.seed + UInt64(number)
      let village = villages(number)
      let steps = Schedule.steps(
        seed, village, Schedule.Kinds(rawValue: deck.kinds), count: 10 + Int(seed % 50))
      guard !Self.broken(village, steps, deck).isEmpty else { continue }
      let least = Self.shrunk(village, steps, deck)
      let play = Play(village)
      play.play(least)
      let files = play.roster.homes.indices.map { "home \($0):\n\(play.world.text($0))" }
      Issue.record(
        """
        seed \(seed), \(least.count) of \(steps.count) steps:
        \(Self.laws(play, deck).joined(separator: "\n"))
        \(least.map { "\($0)" }.joined(separator: "\n"))
        \(play.roster.homes.indices.map { "archives of \($0):\n\(String(decoding: play.world.archived($0), as: UTF8.self))" }.joined(separator: "\n"))
        \(files.joined(separator: "\n--------\n"))
        """)
      return
    }
  }

  static func broken(_ village: Village, _ steps: [Step], _ deck: Deck) -> [String] {
    let play = Play(village)
    play.play(steps)
    return laws(play, deck)
  }

  private static func laws(_ play: Play, _ deck: Deck) -> [String] {
    let isRewritten = Schedule.Kinds(rawValue: deck.kinds).contains(.rewrites)
    return Judge.laws(play, allowsFragments: play.world.deaths > 0) + Judge.secrets(play)
      + (isRewritten ? [] : Judge.keepings(play))
  }

  /// The same failure with as few steps as leaving some out can reach.
  static func shrunk(_ village: Village, _ steps: [Step], _ deck: Deck) -> [Step] {
    var steps = steps
    var size = max(1, steps.count / 2)
    while true {
      var start = 0
      var isSmaller = false
      while start < steps.count {
        let rest = Array(steps[..<start] + steps[min(steps.count, start + size)...])
        if broken(village, rest, deck).isEmpty {
          start += size
        } else {
          steps = rest
          isSmaller = true
        }
      }
      if size == 1 && !isSmaller { return steps }
      size = max(1, size / 2)
    }
  }
}
