import BotChatCore
import Testing

@Suite("Relay: files that are rewritten")
struct RewritingTests {
  private static let one = header("Ross", "John", "#1") + "first\(clock)"
  private static let two = header("Ross", "John", "#2") + "second\(clock)"
  private static let three = header("Ross", "John", "#3") + "third\(clock)"

  /// A play in which two messages of Ross have been delivered.
  private func play() -> Play {
    let play = Play()
    play.write(0, Self.one + Self.two)
    play.settle()
    return play
  }

  private func rewrite(_ play: Play, _ text: String) {
    play.world.rewrite(0, Array(text.utf8))
    play.settle()
  }

  private func expectOnce(_ play: Play, _ words: [String]) {
    for word in words { #expect(play.count(word, in: 1) == 1, "\(word) in \(play.relayed(1))") }
  }

  private static let kinds: [(kind: String, text: String)] = [
    ("cleared, then new", three), ("trimmed", two), ("trimmed, and new", "\(two)\(three)"),
    ("the same text", "\(one)\(two)"), ("reordered", "\(two)\(one)"),
    ("something put before it", "# Chat\n\n\(one)\(two)"),
    ("edited in place", "\(one.replacing("first", with: "fIrst"))\(two)"),
    ("new between the old", "\(one)\(three)\(two)"), ("twice the same", "\(one)\(two)\(one)\(two)"),
  ]

  @Test("R9: nothing is sent twice, and what is new goes, whatever becomes of the file", arguments: kinds)
  func rewritten(kind: String, text: String) {
    let play = play()
    rewrite(play, text)
    expectOnce(play, ["first", "second"])
    #expect(play.count("third", in: 1) == (text.contains("third") ? 1 : 0))
    #expect(play.count("fIrst", in: 1) == 0)
  }

  @Test("R9: cleared to nothing, then written on")
  func cleared() {
    let play = play()
    rewrite(play, "")
    play.write(0, Self.three)
    play.turn([0])
    expectOnce(play, ["first", "second", "third"])
  }

  @Test("R9: a restored backup sends nothing, and what follows goes")
  func restored() {
    let play = play()
    rewrite(play, Self.one)
    rewrite(play, Self.one + Self.two)
    play.write(0, Self.three)
    play.turn([0])
    expectOnce(play, ["first", "second", "third"])
  }

  @Test("R9: renamed over, by a file with all of the old text and more")
  func replaced() {
    let play = play()
    play.world.create(0, Array((Self.one + Self.two + Self.three).utf8))
    play.settle()
    expectOnce(play, ["first", "second", "third"])
  }

  @Test(
    "R9: a new file with the old inode number, which the system gives again, is not taken for the old one")
  func inode() {
    let play = play()
    let inode = play.world.file(0)?.key.inode
    play.world.die()
    play.world.create(0, Array((Self.three + Self.one + Self.two).utf8), inode: inode)
    play.restart()
    play.settle()
    expectOnce(play, ["first", "second", "third"])
  }

  @Test("R9: after a rename the old file is read as long as somebody writes there")
  func split() {
    let play = play()
    let old = play.world.file(0)
    old?.hasWriter = true
    play.world.create(0)
    play.settle()
    old?.write(Array(Self.three.utf8), at: play.world.wall)
    play.poll()
    #expect(play.problems(.split).count == 1)
    play.run(5000)
    expectOnce(play, ["third"])
    old?.hasWriter = false
    play.run(10_000)
    play.settle()
    #expect(play.problems(.split).isEmpty)
  }

  @Test("R9: an old message that grew gets a continuation, one that changed is an edit")
  func grown() {
    let play = play()
    rewrite(play, Self.one.replacing("first", with: "first\nand more") + Self.two)
    #expect(play.count("and more", in: 1) == 0, "the change is before the end of the old body")
    let tail = header("Ross", "John", "#4") + "open\n"
    rewrite(play, Self.one + Self.two + tail)
    rewrite(play, Self.one + Self.two + tail + "grown\n")
    #expect(play.count("(#4) (cont. 1)", in: 1) == 1)
    #expect(play.count("grown", in: 1) == 1)
    rewrite(play, Self.one + tail + "grown\n" + Self.two)
    #expect(play.count("grown", in: 1) == 1)
  }

  @Test("R9: a file that was edited while the relay was away is recognised at the start")
  func away() {
    let play = play()
    play.world.die()
    play.world.rewrite(0, Array((Self.two + Self.three).utf8))
    play.restart()
    play.settle()
    expectOnce(play, ["first", "second", "third"])
  }

  @Test("R10: a delivery that a bot erases by writing back an older text returns, ten times and no more")
  func tenTimes() {
    let play = Play()
    play.write(1, header("John", "", "#0") + "before\(clock)")
    play.settle()
    let old = play.world.text(1)
    play.write(0, Self.one)
    play.turn([0])
    for time in 1...11 {
      play.world.rewrite(1, Array((old + header("John", "", "#e\(time)") + "edit \(time)\(clock)").utf8))
      play.turn([1])
      play.run(600)
      #expect(play.world.text(1).contains("first") == (time <= 10), "time \(time)")
    }
    #expect(play.problems(.erased).count == 1)
  }

  @Test("R10: a delivery is watched, too, that went out while a file was still being read")
  func busy() {
    let play = Play()
    play.write(1, header("John", "", "#0") + "before\(clock)")
    play.settle()
    let old = play.world.text(1)
    let long = String(repeating: "a line\n", count: 90_000)
    play.write(0, Self.one + header("Ross", "", "#9") + long + clock)
    play.turn([0])
    play.settle()
    play.world.rewrite(1, Array((old + header("John", "", "#6") + "edit\(clock)").utf8))
    play.settle()
    #expect(play.world.text(1).contains("first"))
  }

  @Test("R8, R10: a delivery is not lost between a bot's emptying of its file and its writing back")
  func gap() {
    let play = Play()
    play.write(1, header("John", "", "#0") + "before\(clock)")
    play.settle()
    let old = play.world.text(1)
    play.write(0, Self.one)
    play.world.diary = { [unowned play] in
      if $0.contains("append 1") { play.world.rewrite(1, []) }
    }
    play.turn([0])
    play.world.diary = nil
    #expect(play.world.text(1).contains("first"))
    play.world.rewrite(1, Array((old + header("John", "", "#6") + "edit\(clock)").utf8))
    play.settle()
    #expect(play.world.text(1).components(of: "first") == 1)
  }

  @Test("R8: nothing is written into a file that shrank while another was written")
  func shrunk() {
    let play = Play(.trio)
    for home in [1, 2] { play.write(home, header(["John", "Mia"][home - 1], "", "#0") + "before\(clock)") }
    play.settle()
    play.write(0, header("Ross", "ALL", "#1") + "first\(clock)")
    play.world.diary = { [unowned play] in
      if $0.contains("append 1") { play.world.rewrite(2, []) }
    }
    play.turn([0])
    play.world.diary = nil
    #expect(play.world.text(2).isEmpty)
    play.settle()
    #expect(play.count("first", in: 2) == 1)
  }

  @Test("R10: a neighbour's message that was erased by mistake returns")
  func neighbour() {
    let play = Play()
    play.write(1, header("John", "", "#0") + "before\(clock)")
    play.settle()
    let old = play.world.text(1)
    play.write(1, header("Jack", "Ross", "#5") + "from Jack\(clock)")
    play.settle()
    play.world.rewrite(1, Array((old + header("John", "", "#6") + "edit\(clock)").utf8))
    play.settle()
    #expect(play.world.text(1).contains("from Jack"))
    #expect(play.count("from Jack", in: 0) == 1)
  }

  @Test("R10: a cleared file is left alone, whatever is written there later")
  func clearedForGood() {
    let play = Play()
    play.write(1, header("John", "Ross", "#5") + "from John\(clock)")
    play.settle()
    play.world.rewrite(1, [])
    play.settle()
    play.world.create(1, Array((header("John", "Ross", "#6") + "anew\(clock)").utf8))
    play.settle()
    #expect(!play.world.text(1).contains("from John"))
    #expect(play.count("anew", in: 0) == 1)
  }

  @Test("R10: a file that is cleared and written anew at once is left alone, also from its beginning on")
  func clearedAtOnce() {
    let play = Play()
    play.write(0, Self.one)
    play.settle()
    play.write(1, header("John", "Ross", "#5") + "from John\(clock)")
    play.settle()
    let anew = header("John", "Ross", "#6") + String(repeating: "anew, and longer than before\n", count: 9)
    play.world.rewrite(1, Array((anew + clock).utf8))
    play.settle()
    #expect(play.world.text(1) == anew + clock)
    #expect(play.count("(#6)", in: 0) == 1)
  }

  @Test("R10: a tidied, trimmed or cleared file is left alone, and so is one after two minutes")
  func tidied() {
    for minutes in [0, 3] {
      let play = Play()
      play.write(1, header("John", "", "#0") + "before\(clock)")
      play.settle()
      let old = play.world.text(1)
      play.write(0, Self.one)
      play.turn([0])
      play.write(1, header("John", "", "#7") + "after\(clock)")
      play.settle()
      play.run(Int64(minutes) * 60_000)
      play.settle()
      let tidy = minutes == 0 ? header("John", "", "#7") + "after\(clock)" : ""
      play.world.rewrite(1, Array((old + tidy + header("John", "", "#8") + "new\(clock)").utf8))
      play.settle()
      #expect(!play.world.text(1).contains("first"))
    }
  }
}

extension String {
  /// How often a part stands in it.
  fileprivate func components(of part: String) -> Int {
    split(separator: part, omittingEmptySubsequences: false).count - 1
  }

  /// The text with one part in place of another.
  fileprivate func replacing(_ part: String, with other: String) -> String {
    split(separator: part, omittingEmptySubsequences: false).joined(separator: other)
  }
}
