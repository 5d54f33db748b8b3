import BotChatCore
import BotChatFormat
import Testing

/// An engine that only listens to one home, in a model world.
final class Ear {
  let world = ModelWorld(homes: 1)
  private(set) var engine: RelayEngine
  private let roster: Roster

  /// Jack and John are at home here; Ross lives elsewhere.
  init(_ text: String = "") {
    roster = Roster(
      Configuration(
        bots: ["John", "Jack", "Ross"].map { Bot(name: $0, chat: "/\($0)") }, humans: [Human(name: "Coach")]),
      members: [
        Roster.Member(name: "John", number: 1, home: 0, isPerson: false),
        Roster.Member(name: "Jack", number: 2, home: 0, isPerson: false),
        Roster.Member(name: "Ross", number: 3, home: nil, isPerson: false),
        Roster.Member(name: "Coach", number: 4, home: nil, isPerson: true),
      ], homes: [Roster.Home(label: "/John", number: 1)])
    world.create(0, Array(text.utf8))
    world.advance(3_000_000_000)
    engine = RelayEngine(
      effects: world, roster: roster, timing: Play.timing, limit: 1 << 20, role: .listening)
    begin(.first(FirstStart()))
  }

  private func begin(_ beginning: Beginning) {
    for record in world.state.records.values { engine.remember(mark: record.mark, sequence: record.sequence) }
    engine.start(world.state.memory(roster), beginning, at: world.now)
    _ = engine.turn(nil, at: world.now)
  }

  /// As after a kill: what is not in the state is forgotten.
  func restart() {
    world.revive()
    engine = RelayEngine(
      effects: world, roster: roster, timing: Play.timing, limit: 1 << 20, role: .listening)
    begin(.resumed)
  }

  func write(_ text: String) {
    world.write(0, Array(text.utf8))
    _ = engine.turn([0], at: world.now)
  }

  func rewrite(_ text: String) {
    world.rewrite(0, Array(text.utf8))
    _ = engine.turn([0], at: world.now)
    run(3000)
  }

  func run(_ milliseconds: Int64) {
    for _ in 0..<milliseconds / 10 {
      world.advance(10_000_000)
      _ = engine.turn([], at: world.now)
    }
    _ = engine.turn(nil, at: world.now)
  }

  /// Sender and tag of each message that was heard.
  var heard: [String] { world.state.heard.map { "\($0.header.sender)\($0.header.tag ?? "")" } }
}

@Suite("Waking: what is heard in a home")
struct ListeningTests {
  private let old = header("Ross", "John", "#0") + "old\(clock)"

  @Test("W2: what stands there at the first start counts as handled; what follows is heard once")
  func first() {
    let ear = Ear(old)
    #expect(ear.heard.isEmpty)
    ear.write("\n" + header("Ross", "John", "#1") + "hello\(clock)")
    ear.run(5000)
    #expect(ear.heard == ["Ross#1"])
  }

  @Test("W1: a neighbour's message is heard as well as a delivery, and where each stands")
  func both() {
    let ear = Ear()
    ear.write(header("Jack", "John", "#1") + "from next door\(clock)")
    ear.write("\n" + header("Ross", "John", "#2") + "from afar\(clock)")
    #expect(ear.heard == ["Jack#1", "Ross#2"])
    #expect(ear.world.state.heard.map(\.isAtHome) == [true, false])
  }

  @Test("W2: a delivery is heard at once, with or without a closing line")
  func deliveredIsWhole() {
    let ear = Ear()
    ear.write("\n" + header("Ross", "John", "#1") + "no closing line\n")
    #expect(ear.heard == ["Ross#1"])
  }

  @Test("F8: a fence that a delivery leaves open hides nothing behind it")
  func openFence() {
    let ear = Ear()
    ear.write(
      "\n" + header("Ross", "John", "#1") + "```\ncode\n" + "\n" + header("Ross", "John", "#2")
        + "```\nmore\n")
    ear.run(3000)
    #expect(ear.heard == ["Ross#1", "Ross#2"])
  }

  @Test("W2: after a kill nothing is heard twice and nothing is missed")
  func kill() {
    let ear = Ear()
    ear.write("\n" + header("Ross", "John", "#1") + "one\(clock)")
    ear.world.write(0, Array(("\n" + header("Ross", "John", "#2") + "two\(clock)").utf8))
    ear.restart()
    ear.run(3000)
    #expect(ear.heard == ["Ross#1", "Ross#2"])
  }

  @Test("W2: a kill at each effect of a turn leaves each message heard once")
  func killAnywhere() {
    for call in 1...40 {
      let ear = Ear()
      ear.write("\n" + header("Ross", "John", "#1") + "one\(clock)")
      let begin = ear.world.calls
      ear.world.interruption = ModelWorld.Interruption(call: begin + call, side: .after) { $0.die() }
      ear.write(
        "\n" + header("Ross", "John", "#2") + "two\(clock)" + header("Jack", "John", "#3") + "three\(clock)")
      ear.restart()
      ear.run(5000)
      #expect(ear.heard == ["Ross#1", "Ross#2", "Jack#3"], "killed after effect \(call)")
    }
  }

  @Test("R9: a trimmed or rewritten file wakes nobody for what is old, and for what is new in it")
  func rewritten() {
    let ear = Ear(old)
    ear.write("\n" + header("Ross", "John", "#1") + "one\(clock)")
    ear.rewrite(old + "\n" + header("Ross", "John", "#1") + "one\(clock)")
    ear.rewrite(header("Ross", "John", "#1") + "one\(clock)")
    #expect(ear.heard == ["Ross#1"])
    ear.rewrite(
      header("Ross", "John", "#1") + "one\(clock)" + "\n" + header("Ross", "John", "#2") + "two\(clock)")
    #expect(ear.heard == ["Ross#1", "Ross#2"])
  }

  @Test("W4: what is delivered once more is heard once more; what a neighbour repeats is not")
  func again() {
    let ear = Ear()
    let delivery = "\n" + header("Ross", "John", "#1") + "one\(clock)"
    ear.write(delivery)
    ear.write(delivery)
    #expect(ear.heard == ["Ross#1", "Ross#1"])
    let local = header("Jack", "John", "#2") + "two\(clock)"
    ear.write(local)
    ear.write(local)
    #expect(ear.heard == ["Ross#1", "Ross#1", "Jack#2"])
  }

  @Test("W4: so is what stood there at the first start; what a neighbour repeats of it is not")
  func oldAgain() {
    let local = header("Jack", "John", "#2") + "two\(clock)"
    let ear = Ear(old + local)
    ear.write("\n" + old)
    ear.write(local)
    ear.run(3000)
    #expect(ear.heard == ["Ross#0"])
  }

  @Test(
    "W4: a person's message that the relay brings once more is heard once more, and no other repetition of it"
  )
  func personAgain() {
    let ear = Ear()
    let texts = (1...2).map { header("Coach", "John", "#\($0)") + "text \($0)\(clock)" }
    for text in texts + texts { ear.write("\n" + text) }
    #expect(ear.heard == ["Coach#1", "Coach#2"])
    ear.world.announced[0] = [ear.world.state.heard[0].id]
    for text in texts { ear.write("\n" + text) }
    #expect(ear.heard == ["Coach#1", "Coach#2", "Coach#1"])
  }

  @Test("R5: what comes later for a message is heard as its continuation")
  func continuation() {
    let ear = Ear()
    ear.write("\n" + header("Ross", "John", "#1") + "one\(clock)")
    ear.write("\n" + header("Ross", "John", "#1) (cont. 1") + "more\(clock)")
    #expect(ear.world.state.heard.map(\.continuation) == [0, 1])
  }

  @Test("W2: who listens writes nothing, whatever is wrong in the file")
  func silent() {
    let ear = Ear()
    let text =
      header("Jack", "Nobody", "#1") + "to nobody\(clock)" + "### 2026-02-10 Jack → Ross\nnear\n"
      + "\n" + header("Ross", "John", "#2") + "x\(clock)stray text\n"
    ear.write(text)
    ear.run(5000)
    #expect(ear.world.text(0) == text)
  }

  @Test("R12: while the state cannot be stored nothing counts as heard, and later everything does")
  func unstored() {
    let ear = Ear()
    ear.world.failingCommits = 3
    ear.write("\n" + header("Ross", "John", "#1") + "one\(clock)")
    #expect(ear.heard.isEmpty)
    ear.run(5000)
    #expect(ear.heard == ["Ross#1"])
  }
}
