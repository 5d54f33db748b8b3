import BotChatCore
import Testing

@Suite("R11: a delivery that was torn inside its header line")
struct TornHeaderTests {
  private static let line = header("Ross", "John", "#1")
  private static let before = header("John", "", "#0") + "before\(clock)"

  /// A relay that was killed when so many bytes of a delivery to John stood there, and what came behind them.
  private func played(_ kept: Int, _ before: String, _ behind: [UInt8]) -> Play {
    let play = Play(.pair, files: ["", before])
    play.settle()
    play.world.diary = { [unowned play] in
      guard play.world.interruption == nil, $0.contains("append 1") else { return }
      play.world.interruption = ModelWorld.Interruption(call: play.world.calls, side: .within(kept)) {
        $0.die()
      }
    }
    play.write(0, Self.line + "hello\(clock)")
    play.turn([0])
    play.world.diary = nil
    play.world.write(1, behind)
    play.restart()
    play.settle()
    return play
  }

  @Test("what is glued to it does not take it along, and the whole follows", arguments: ["", before])
  func glued(before: String) {
    let delivery = Array("\n\(Self.line)".utf8)
    for kept in 17..<delivery.count {
      // Somebody may write just the byte that comes next.
      for first in [[], [delivery[kept]]] {
        let play = played(kept, before, first + Array(" is mine\n".utf8))
        #expect(play.count("hello", in: 1) == 1, "\(kept)")
        #expect(!play.relayed(0).contains("2026-02-10 1"), "\(kept)\n\(play.relayed(0))")
        #expect(play.problems(.fragment).count == 1, "\(kept)")
        #expect(play.complaints.isEmpty)
      }
    }
  }

  @Test("a bot in the middle of a header that begins alike is waited for")
  func halfHeader() {
    let text = "\n" + header("John", "Ross", "#2") + "hello\(clock)"
    for cut in 17..<Self.line.utf8.count {
      let play = Play(.pair, files: ["", Self.before])
      play.settle()
      play.world.die()
      play.write(0, Self.line + "to John\(clock)")
      play.world.write(1, Array(text.utf8.prefix(cut)))
      play.restart()
      play.run(1000)
      play.world.write(1, Array(text.utf8.dropFirst(cut)))
      play.settle()
      #expect(play.relayed(0) == text, "\(cut)")
      #expect(play.count("to John", in: 1) == 1)
    }
  }

  @Test("torn inside its body, with others' text behind, it follows whole, too")
  func body() {
    let whole = "\n" + Self.line + "hello\(clock)"
    let first = "\n\(Self.line)".utf8.count
    for kept in first..<whole.utf8.count - 1 {
      let play = played(kept, Self.before, Array("7 is mine\n".utf8))
      #expect(play.count(whole, in: 1) == 1, "\(kept)\n\(play.relayed(1))")
      #expect(play.count("(cont. ", in: 1) == 0)
      #expect(play.problems(.fragment).count == 1, "\(kept)")
    }
  }

  @Test(
    "NULs that a power cut left of a delivery are no text of the bot before them", arguments: [0, 40, 60])
  func zeros(kept: Int) {
    let own = "\n" + header("John", "Ross", "#2") + "mine\(clock)"
    let next = "\n" + header("John", "Ross", "#3") + "the next\(clock)"
    for behind in ["", next] {
      let play = Play(.pair, files: ["", Self.before])
      play.settle()
      play.world.die()
      play.write(0, Self.line + "hello\(clock)")
      let torn = Array("\n\(Self.line)hello".utf8).prefix(kept) + [UInt8](repeating: 0, count: 137)
      play.world.write(1, Array(own.utf8) + torn + Array(behind.utf8))
      play.restart()
      play.settle()
      #expect(play.relayed(0) == own + behind, "\(kept)")
      #expect(play.count("hello\(clock)", in: 1) == 1)
      #expect(play.problems(.fragment).count { $0.what.contains("137 NULs") } == 1)
    }
  }

  @Test(
    "what a bot began with the same date while the relay was away stays whole",
    arguments: [
      "### 2026-02-10\nthe plan\n", "### 2026-02-10 17:00 the plan\nof today\n", "### 2026-02-10 19:32 now\n",
      "###\nthree\n", "#\none\n",
    ])
  func dated(heading: String) {
    let body = "as follows\n\n\(heading)\nand that is all\(clock)"
    for kept in 0...1 {
      let play = played(kept, Self.before, Array(("\n" + header("John", "Ross", "#2") + body).utf8))
      #expect(play.count("hello", in: 1) == 1)
      let quoted = body.replacing("### 2026", with: "> ### 2026")
      #expect(play.count(quoted, in: 0) == 1, "\(kept)\n\(play.relayed(0))")
    }
  }
}
