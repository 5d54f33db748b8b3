import BotChatCore
import Testing

@Suite("Relay: killed at every effect")
struct CrashTests {
  struct Scene: Sendable, CustomTestStringConvertible {
    var name: String
    var steps: [Step]
    var testDescription: String { name }
  }

  static let clock = "\n⏱ 07:32:15pm SGT\n"

  static let scenes = [
    Scene(
      name: "one message",
      steps: [
        .say(tag: 1, bot: "Ross", to: "John", body: ["t1 hello\(clock)"], cut: 0), .turn([0]), .run(500),
      ]),
    Scene(
      name: "a message that settles",
      steps: [
        .say(tag: 1, bot: "Ross", to: "John", body: ["t1 hello\n", "t1 more\n"], cut: 0), .turn([0]),
        .wait(100), .goOn(home: 0), .turn([0]), .run(500),
      ]),
    Scene(
      name: "both ways at once",
      steps: [
        .say(tag: 1, bot: "Ross", to: "John", body: ["t1 hello\(clock)"], cut: 0),
        .say(tag: 2, bot: "John", to: "Ross", body: ["t2 hello\(clock)"], cut: 0),
        .say(tag: 3, bot: "Jack", to: "Ross, John", body: ["t3 hello\n"], cut: 0), .turn([0, 1]), .run(600),
      ]),
    Scene(
      name: "a batch to everybody",
      steps: [
        .say(tag: 1, bot: "Ross", to: "ALL", body: ["t1 a\(clock)"], cut: 0),
        .say(tag: 2, bot: "Ross", to: "Jack", body: ["t2 b\(clock)"], cut: 0),
        .say(
          tag: 3, bot: "Ross", to: "John",
          body: ["t3 c\n### 2026-02-10 10:00:00 SGT - Jack → Ross (#9)\n\(clock)"], cut: 0),
        .turn([0]), .run(600), .say(tag: 4, bot: "Jack", to: "ALL", body: ["t4 d\n"], cut: 0), .poll,
        .run(600),
      ]),
    Scene(
      name: "a message that had to wait",
      steps: [
        .pause(home: 1, true), .say(tag: 1, bot: "Ross", to: "John", body: ["t1 a\(clock)"], cut: 0),
        .turn([0]),
        .say(tag: 2, bot: "Ross", to: "John", body: ["t2 b\(clock)"], cut: 0), .turn([0]),
        .pause(home: 1, false),
        .poll, .run(600),
      ]),
    Scene(
      name: "somebody writes there",
      steps: [
        .say(tag: 1, bot: "Jack", to: "Ross", body: ["t1 a\n", "t1 b\n", "t1 c\n"], cut: 0), .turn([1]),
        .say(tag: 2, bot: "Ross", to: "Jack", body: ["t2 b\(clock)"], cut: 0), .turn([0]), .wait(100),
        .goOn(home: 1),
        .turn([1]), .wait(100), .goOn(home: 1), .turn([1]), .run(900),
      ]),
    Scene(
      name: "a full disk",
      steps: [
        .failAppend(home: 1, after: 30), .failAppend(home: 1, after: 0), .failSync(home: 1),
        .say(tag: 1, bot: "Ross", to: "John", body: ["t1 a\(clock)"], cut: 0), .turn([0]), .run(1000),
        .say(tag: 2, bot: "Ross", to: "John", body: ["t2 a\(clock)"], cut: 0), .turn([0]), .run(1000),
      ]),
    Scene(
      name: "a continuation",
      steps: [
        .say(tag: 1, bot: "Ross", to: "John", body: ["t1 a\n", "t1 b\n"], cut: 0), .turn([0]), .run(600),
        .goOn(home: 0), .turn([0]), .run(600),
      ]),
    Scene(
      name: "a trimmed file",
      steps: [
        .say(tag: 1, bot: "Ross", to: "John", body: ["t1 a\(clock)"], cut: 0),
        .say(tag: 2, bot: "Ross", to: "John", body: ["t2 a\(clock)"], cut: 0), .settle,
        .trim(home: 0, 1), .turn([0]), .say(tag: 3, bot: "Ross", to: "John", body: ["t3 a\(clock)"], cut: 0),
        .turn([0]), .run(600),
      ]),
    Scene(
      name: "an archive",
      steps: [
        .say(tag: 1, bot: "Ross", to: "John", body: ["t1 a\(clock)"], cut: 0),
        .say(tag: 2, bot: "Ross", to: "John", body: ["t2 a\(clock)"], cut: 0),
        .say(tag: 3, bot: "Ross", to: "John", body: ["t3 a\(clock)"], cut: 0), .settle,
        .archive(home: 0, keep: 1), .turn([0]), .archive(home: 1, keep: 1),
        .say(tag: 4, bot: "Ross", to: "John", body: ["t4 a\(clock)"], cut: 0),
        .turn([0]), .run(600), .say(tag: 5, bot: "Jack", to: "Ross", body: ["t5 a\(clock)"], cut: 0),
        .turn([1]), .run(600),
        .archive(home: 0, keep: 1), .turn([0]), .run(600),
      ]),
    Scene(
      name: "an erased delivery",
      steps: [
        .readForEdit(bot: "John"), .say(tag: 1, bot: "Ross", to: "John", body: ["t1 a\(clock)"], cut: 0),
        .settle,
        .writeBack(tag: 2, bot: "John", to: "Ross", asNewFile: false, isJudged: false), .turn([1]), .run(600),
      ]),
  ]

  enum Death: CaseIterable {
    case before
    case after
    case powerLost
    case powerHalf
  }

  @Test("R11: a kill or a power cut at any effect loses nothing and doubles nothing", arguments: scenes)
  func everyEffect(scene: Scene) {
    let calls = calls(scene)
    for call in 1...max(1, calls) {
      for death in Death.allCases {
        check(scene, "\(death) \(call)") { play in
          play.world.interruption = ModelWorld.Interruption(
            call: play.world.calls + call, side: death == .before ? .before : .after
          ) { world in
            world.die()
            if death == .powerLost { world.cutPower(keeping: 0) }
            if death == .powerHalf { world.cutPower(keeping: 0.5) }
          }
        }
      }
    }
  }

  @Test("R11: an append torn at any byte is finished, not repeated", arguments: scenes)
  func everyByte(scene: Scene) {
    for (call, size) in appends(scene) {
      for kept in 0...size {
        check(scene, "append \(call) torn after \(kept) of \(size)") { play in
          play.world.interruption = ModelWorld.Interruption(call: call, side: .within(kept)) { $0.die() }
        }
      }
    }
  }

  @Test("R11: with foreign bytes behind the torn piece the whole follows", arguments: scenes)
  func everyByteAndForeign(scene: Scene) {
    for (call, size) in appends(scene) {
      for kept in 0...size {
        check(scene, "append \(call) torn after \(kept) of \(size), foreign bytes behind") { play in
          play.world.interruption = ModelWorld.Interruption(call: call, side: .within(kept)) { world in
            world.die()
            play.current = [:]
            for home in world.places.indices {
              let bot = play.village.homes[home][0]
              let glue = kept % 2 == 0 ? "" : "\n"
              world.write(
                home, Array("\(glue)### 2026-02-10 19:33:00 SGT - \(bot) (#local)\nmine\n".utf8))
            }
          }
        }
      }
    }
  }

  @Test("R11: after a kill nothing is doubled, though the file that it came from cannot be read at first")
  func unreadableSource() {
    for failures in 1...4 {
      let play = Play()
      play.write(0, header("Ross", "John", "#1") + "before\(Self.clock)")
      play.settle()
      play.world.die()
      play.write(0, header("Ross", "John", "#5") + "from Ross\n")
      play.write(1, header("Jack", "Ross", "#6") + "from Jack\n")
      play.restart()
      play.world.advance(4000 * Play.millisecond)
      play.world.diary = { [unowned play] in
        guard $0.contains("append 1") else { return }
        play.world.interruption = ModelWorld.Interruption(call: play.world.calls, side: .after) { $0.die() }
      }
      play.turn([0, 1])
      #expect(play.world.isDead)
      play.world.diary = nil
      play.world.places[0].failingReads = failures
      play.restart()
      play.settle()
      #expect(play.count("from Ross", in: 1) == 1, "\(failures)")
      #expect(play.count("from Ross", in: 0) == 0, "\(failures)")
      #expect(play.count("from Jack", in: 0) == 1, "\(failures)")
    }
  }

  private func check(_ scene: Scene, _ what: String, _ prepare: (Play) -> Void) {
    let play = Play()
    prepare(play)
    for step in scene.steps {
      play.play(one: step)
      if play.world.isDead { play.restart() }
    }
    play.play([])
    let laws = Judge.laws(play) + (scene.name == "an archive" ? Judge.keepings(play) : [])
    #expect(laws == [], "\(what)\n\(play.world.text(0))--------\n\(play.world.text(1))--------")
  }

  private func calls(_ scene: Scene) -> Int {
    let play = Play()
    let before = play.world.calls
    play.play(scene.steps)
    #expect(Judge.laws(play).isEmpty, "undisturbed")
    return play.world.calls - before
  }

  /// The appends of a scene that nobody disturbs: number of the call and length.
  private func appends(_ scene: Scene) -> [(call: Int, size: Int)] {
    let play = Play()
    play.world.appendSizes = []
    play.play(scene.steps)
    return play.world.appendSizes ?? []
  }
}
