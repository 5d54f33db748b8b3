import BotChatCore
import Testing

/// A header line with seconds and a tag.
func header(_ sender: String, _ recipients: String, _ tag: String, time: String = "19:32:15") -> String {
  "### 2026-02-10 \(time) SGT - \(sender)\(recipients.isEmpty ? "" : " → \(recipients)")\(tag.isEmpty ? "" : " (\(tag))")\n"
}

let clock = "\n⏱ 07:32:15pm SGT\n"

@Suite("Relay: when a message is complete")
struct SettlingTests {
  @Test("R5: header and closing line in one growth go at once")
  func atOnce() {
    let play = Play()
    play.write(0, header("Ross", "John", "#1") + "hello\(clock)")
    play.turn([0])
    #expect(play.relayed(1) == "\n" + header("Ross", "John", "#1") + "hello\(clock)")
  }

  @Test("R5: without a closing line it goes when nothing was written for settle")
  func settles() {
    let play = Play()
    play.write(0, header("Ross", "John", "#1") + "hello\n")
    play.turn([0])
    play.run(249)
    #expect(play.relayed(1) == "")
    play.run(2)
    #expect(play.count("hello", in: 1) == 1)
  }

  @Test("R5: each growth begins the time anew, and the whole goes once")
  func growing() {
    let play = Play()
    for line in [header("Ross", "John", "#1"), "one\n", "two\n", "three\n"] {
      play.write(0, line)
      play.turn([0])
      play.run(200)
    }
    #expect(play.relayed(1) == "")
    play.run(60)
    #expect(play.relayed(1) == "\n" + header("Ross", "John", "#1") + "one\ntwo\nthree\n")
  }

  @Test("R5: a closing line that comes in a second growth waits for settle too")
  func closingLater() {
    let play = Play()
    play.write(0, header("Ross", "John", "#1") + "hello\n")
    play.turn([0])
    play.write(0, clock)
    play.turn([0])
    #expect(play.relayed(1) == "")
    play.run(251)
    #expect(play.count("⏱", in: 1) == 1)
  }

  @Test("R5: while a writer holds the file open it waits, at most two seconds")
  func writer() {
    let play = Play()
    play.world.file(0)?.hasWriter = true
    play.write(0, header("Ross", "John", "#1") + "hello\n")
    play.turn([0])
    play.run(1900)
    #expect(play.relayed(1) == "")
    play.run(101)
    #expect(play.count("hello", in: 1) == 1)
  }

  @Test("R5: a last line without an end waits two seconds")
  func unended() {
    let play = Play()
    play.write(0, header("Ross", "John", "#1") + "hello")
    play.turn([0])
    play.run(1990)
    #expect(play.relayed(1) == "")
    play.run(11)
    #expect(play.count("hello", in: 1) == 1)
  }

  @Test("R5: a header waits for its body, without a busy loop")
  func headerAlone() {
    let play = Play()
    play.write(0, header("Ross", "John", "#1"))
    play.turn([0])
    play.run(60_000)
    #expect(play.relayed(1) == "")
    play.write(0, "late\(clock)")
    play.turn([0])
    play.run(251)
    #expect(play.relayed(1) == "\n" + header("Ross", "John", "#1") + "late\(clock)")
    #expect(play.complaints == [])
  }

  @Test("R5: half a header and no more makes no busy loop")
  func halfHeader() {
    let play = Play()
    play.write(0, header("Ross", "John", "#1").dropLast(1) + "")
    play.turn([0])
    play.run(60_000)
    #expect(play.complaints == [])
    #expect(play.relayed(1) == "")
  }

  @Test("F6: an open fence holds its message until it settles")
  func openFence() {
    let play = Play()
    play.write(0, header("Ross", "John", "#1") + "```\ncode\(clock)")
    play.turn([0])
    #expect(play.relayed(1) == "")
    play.run(251)
    #expect(play.count("code", in: 1) == 1)
  }

  @Test("R5: what comes later is a continuation, the only words the relay adds")
  func continuation() {
    let play = Play()
    play.write(0, header("Ross", "John", "#1") + "one\n")
    play.turn([0])
    play.run(300)
    play.write(0, "two\n")
    play.turn([0])
    play.run(300)
    #expect(
      play.relayed(1)
        == "\n" + header("Ross", "John", "#1") + "one\n\n" + header("Ross", "John", "#1) (cont. 1") + "two\n")
  }

  @Test("R8: nothing is written into a message that somebody is writing; it waits at most two seconds")
  func busy() {
    let play = Play()
    play.write(0, header("Ross", "John", "#1") + "hello\(clock)")
    play.write(1, header("John", "", "#2") + "line\n")
    play.turn([0, 1])
    var waited = 0
    while play.relayed(1) == "", waited < 5000 {
      play.write(1, "more\n")
      play.turn([1])
      play.run(100)
      waited += 100
    }
    #expect(waited >= 1900 && waited <= 2200)
    #expect(play.count("hello", in: 1) == 1)
  }

  @Test("R8: a delivery behind a line that nobody ended begins on its own line")
  func ownLine() {
    let play = Play()
    play.write(1, "a preamble without an end")
    play.turn([1])
    play.write(0, header("Ross", "John", "#1") + "hello\(clock)")
    play.turn([0])
    play.run(2100)
    #expect(
      play.world.text(1) == "a preamble without an end\n\n" + header("Ross", "John", "#1") + "hello\(clock)")
  }

  @Test("R8: text without a header behind a delivery is stray: shown, and told to the bot")
  func stray() {
    let play = Play()
    play.write(0, header("Ross", "John", "#1") + "hello\(clock)")
    play.turn([0])
    play.write(1, "who wrote this?\n")
    play.turn([1])
    play.run(2100)
    #expect(play.problems(.stray).count == 1)
    #expect(play.count(" - Relay → John, Jack", in: 1) == 1)
    #expect(play.relayed(0) == "")
  }

  @Test("R2: a message that lands in the destination in the same moment is not hidden by our write")
  func sameMoment() {
    let play = Play()
    play.write(0, header("Ross", "John", "#1") + "to john\(clock)")
    play.write(1, header("John", "Ross", "#2") + "to ross\(clock)")
    play.turn([0])
    play.settle()
    #expect(play.count("to john", in: 1) == 1)
    #expect(play.count("to ross", in: 0) == 1)
  }

  @Test("R4: a batch leaks nothing, and words in bodies address nobody")
  func privacy() {
    let play = Play(.trio)
    play.write(
      0,
      header("Ross", "Mia", "#1") + "for Mia, smALL talk about John → ALL\(clock)"
        + header("Ross", "John", "#2")
        + "for John\(clock)")
    play.turn([0])
    #expect(play.count("for Mia", in: 2) == 1 && play.count("for John", in: 2) == 0)
    #expect(play.count("for John", in: 1) == 1 && play.count("for Mia", in: 1) == 0)
  }
}
