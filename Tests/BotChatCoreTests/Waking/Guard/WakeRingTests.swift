import BotChatCore
import Testing

@Suite("Loop guard: rings of bots that answer everything")
struct WakeRingTests {
  static let pair = ["Jack": ["John"], "John": ["Jack"]]
  static let triangle = ["Jack": ["John"], "John": ["Ross"], "Ross": ["Jack"]]
  static let everybody = ["Jack": ["John", "Ross"], "John": ["Jack", "Ross"], "Ross": ["Jack", "John"]]

  @Test(
    "R19: a ring of any shape and speed is woken at most as often as the limit of the group, then held",
    arguments: [pair, triangle, everybody], [[1], [7], [30], [1, 30, 4]] as [[Int64]])
  func ring(listeners: [String: [String]], pauses: [Int64]) throws {
    var ring = WakeRing(listeners)
    ring.answersAfter = pauses.map { $0 * second }
    ring.write("Jack", to: ["John"])
    ring.run(hour)
    #expect(ring.mostWakesInAnHour() <= 20)
    #expect(ring.wakes.count >= 10)
    let (_, hold) = try #require(ring.holds.first)
    #expect(hold.why.hasPrefix("20 wakes in an hour among Jack"))
    #expect(hold.until == hold.since + hour)
  }

  @Test("R19: below half of the limit nothing is spaced out, from there on each bot by a minute")
  func spacing() {
    var ring = WakeRing(Self.pair)
    ring.write("Jack", to: ["John"])
    ring.run(30 * minute)
    let jack = ring.wakes.filter { $0.bot == "Jack" }.map(\.at)
    #expect(ring.wakes(from: 0, to: 10 * second + 1) == 10)
    #expect(zip(jack.dropFirst(5), jack.dropFirst(4)).allSatisfy { $0 - $1 >= minute })
    #expect(jack.count == 10)
  }

  @Test("R19: a spacing of 0 s goes straight to the limit")
  func unspaced() {
    var ring = WakeRing(Self.pair)
    ring.settings.spacing = .seconds(0)
    ring.write("Jack", to: ["John"])
    ring.run(minute)
    #expect(ring.wakes.count == 20)
  }

  @Test("R19: where each bot sees only its own marks, each is woken at most as often as the limit")
  func blind() {
    var ring = WakeRing(Self.everybody)
    ring.sight = .itself
    ring.settings.spacing = .seconds(0)
    ring.write("Jack", to: ["John"])
    ring.run(hour)
    for bot in ["Jack", "John", "Ross"] { #expect(ring.mostWakesInAnHour(of: bot) <= 20) }
    #expect(ring.wakes.count > 20)
    #expect(!ring.holds.isEmpty)
  }

  @Test("R19: a hold decays by itself, and the same ring is held again by the same number of new wakes")
  func decay() {
    var ring = WakeRing(Self.triangle)
    ring.write("Jack", to: ["John"])
    ring.run(8 * hour)
    // 20 wakes, then an hour's hold: the night of 398 messages would have been this.
    #expect(ring.mostWakesInAnHour() <= 20)
    #expect(100...160 ~= ring.wakes.count)
    #expect(ring.holds.count >= 5)
  }

  @Test("R19: wakes from before the end of a short hold are forgotten, though they are not an hour old")
  func shortHold() throws {
    var ring = WakeRing(Self.pair)
    ring.settings.holdFor = .minutes(1)
    ring.settings.spacing = .seconds(0)
    ring.write("Jack", to: ["John"])
    ring.run(20 * second)
    #expect(ring.wakes.count == 20)
    ring.run(2 * minute)
    #expect(ring.wakes.count == 40)
  }

  @Test("R19: a trusted line to one bot wakes it at once and releases the whole group")
  func release() {
    var ring = WakeRing(Self.everybody)
    ring.write("Jack", to: ["John"])
    ring.run(30 * minute)
    let held = ring.wakes.count
    #expect(held == 20)
    ring.speak(to: ["Ross"])
    ring.run(3 * second)
    // Ross by the person, both others by Ross; they write in turn.
    #expect(Set(ring.wakes.dropFirst(held).map(\.bot)) == ["Jack", "John", "Ross"])
    #expect(ring.wakes[held].bot == "Ross")
  }

  @Test("R19: a busy day, with a person every half hour and ten wakes for each line, is never held")
  func busyDay() {
    var ring = WakeRing(["Jack": ["John"], "John": ["Ross"], "Ross": ["Jack"]])
    ring.answersAfter = [20 * second, 45 * second]
    for _ in 0..<20 {
      let spokeAt = ring.now
      ring.answers = { $0 < spokeAt + 5 * minute }
      ring.speak(to: ["Jack"])
      ring.run(30 * minute)
    }
    #expect(ring.holds.isEmpty)
    #expect(ring.wakes.count >= 200)
  }

  @Test("R19: six pairs, each far below its limit, are one group")
  func sixPairs() throws {
    var ring = WakeRing([
      "A": ["B", "C", "D"], "B": ["C", "D", "A"], "C": ["D", "A", "B"], "D": ["A", "B", "C"],
    ])
    ring.settings.pairWakesPerHour = 15
    ring.answersAfter = [second, 2 * second, 3 * second]
    ring.write("A", to: ["B"])
    ring.run(hour)
    let (_, hold) = try #require(ring.holds.first)
    #expect(hold.group == ["A", "B", "C", "D"])
    #expect(hold.why == "20 wakes in an hour among A, B, C and D without a line of a person")
  }

  @Test("R19: a slow loop below every limit is never held, and comes down to a wake an hour within four days")
  func slowLoop() {
    var ring = WakeRing(Self.pair)
    ring.answersAfter = [4 * minute]
    ring.write("Jack", to: ["John"])
    ring.run(96 * hour)
    #expect(ring.holds.isEmpty)
    let early = ring.wakes(from: 0, to: 12 * hour)
    #expect(early > 150)
    #expect(ring.wakes(from: 84 * hour, to: 96 * hour) <= 24)
  }
}
