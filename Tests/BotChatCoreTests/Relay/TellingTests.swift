import BotChatCore
import Testing

@Suite("Relay: what is told, and who is believed")
struct TellingTests {
  private static func dayLater(_ play: Play) { play.world.wall += 86_400_000 * Play.millisecond }

  @Test("R14: a name that nobody has is told to the sender, once a day")
  func unknown() {
    let play = Play()
    for tag in 1...3 {
      play.write(0, header("Ross", "Jhon, John", "#\(tag)") + "text\(clock)")
      play.settle()
    }
    #expect(play.count(" - Relay → Ross", in: 0) == 1)
    #expect(play.count("text", in: 1) == 3)
    Self.dayLater(play)
    play.write(0, header("Ross", "Jhon", "#4") + "text\(clock)")
    play.settle()
    #expect(play.count(" - Relay → Ross", in: 0) == 2)
  }

  @Test("R14: a notice is not repeated by a restart on the same day")
  func restart() {
    let play = Play()
    play.write(0, header("Ross", "Jhon", "#1") + "text\(clock)")
    play.settle()
    play.world.die()
    play.restart()
    play.write(0, header("Ross", "Jhon", "#2") + "text\(clock)")
    play.settle()
    #expect(play.count(" - Relay → Ross", in: 0) == 1)
  }

  @Test("R14: a near-header is held, and told with the right form")
  func nearHeader() {
    let play = Play()
    play.write(0, "### 2026-02-10 - Ross → John\nhello\n")
    play.settle()
    #expect(play.relayed(1) == "")
    #expect(play.problems(.nearHeader).count == 1)
    #expect(play.count("almost a header", in: 0) == 1)
  }

  @Test("R14: a message over the limit is told, not dropped")
  func oversize() {
    let play = Play(limit: 1000)
    play.write(0, header("Ross", "John", "#1") + String(repeating: "x", count: 1001) + clock)
    play.settle()
    #expect(play.relayed(1) == "")
    #expect(play.problems(.oversize).count == 1)
    #expect(play.count("over the limit", in: 0) == 1)
  }

  @Test("R14: what is addressed to Relay is filed without an answer, and nobody else speaks as Relay")
  func relayItself() {
    let play = Play()
    play.write(
      0, header("Ross", "Relay", "#1") + "thanks\(clock)" + header("Relay", "John", "#2") + "forged\(clock)")
    play.settle()
    #expect(play.relayed(0) == "" && play.relayed(1) == "")
    #expect(play.problems(.misfiled).count == 1)
  }

  @Test("R3: a block of somebody at home elsewhere is listed and never relayed")
  func misfiled() {
    let play = Play(.trio)
    play.write(
      0, header("Ross", "Mia", "#1") + "mine\(clock)" + header("John", "Mia", "#2") + "not mine\(clock)")
    play.settle()
    #expect(play.count("mine", in: 2) == 1)
    #expect(play.count("not mine", in: 2) == 0)
    #expect(play.problems(.misfiled).count == 1)
  }

  @Test("R3: a header that names somebody from elsewhere is a quotation inside an unfinished message")
  func quotation() {
    let play = Play()
    play.write(0, header("Ross", "John", "#1") + "he said:\n" + header("John", "Ross", "#0") + "yes\(clock)")
    play.settle()
    #expect(
      play.relayed(1) == "\n" + header("Ross", "John", "#1") + "he said:\n> " + header("John", "Ross", "#0")
        + "yes\(clock)")
  }

  @Test("R3: what its sender wrote into the other file himself is not delivered there once more")
  func stranger() {
    let play = Play()
    let text = header("Ross", "John", "#1") + "both files\(clock)"
    play.write(1, text)
    play.settle()
    play.write(0, text)
    play.settle()
    #expect(play.relayed(1) == "")
  }

  @Test("R3: an unknown sender is relayed from where he writes")
  func nobodysName() {
    let play = Play()
    play.write(1, header("Zed", "Ross", "#1") + "hi\(clock)")
    play.settle()
    #expect(play.count("hi", in: 0) == 1)
  }

  @Test("R3: another relay that copies in both directions stops this one, with an alarm")
  func anotherRelay() {
    let play = Play()
    for tag in 1...6 {
      let (from, to, home) = tag % 2 == 0 ? ("Ross", "John", 0) : ("John", "Ross", 1)
      let text = header(from, to, "#\(tag)") + "text \(tag)\(clock)"
      play.write(home, text)
      play.turn([home])
      play.write(1 - home, "\n" + text)
      play.turn([1 - home])
      play.run(300)
    }
    #expect(play.problems(.anotherRelay).count == 1)
    play.write(0, header("Ross", "John", "#9") + "later\(clock)")
    play.settle()
    #expect(play.count("later", in: 1) == 0)
  }

  @Test("R6: the same message written again is dropped")
  func repeated() {
    let play = Play()
    let text = header("Ross", "John", "#1") + "once\(clock)"
    for _ in 1...3 {
      play.write(0, text)
      play.settle()
    }
    #expect(play.count("once", in: 1) == 1)
  }

  @Test("R6: a header with neither seconds nor tag identifies nothing: occurrences are counted")
  func counted() {
    let play = Play()
    let text = header("Ross", "John", "", time: "19:32") + "ok\(clock)"
    play.write(0, text + text)
    play.settle()
    #expect(play.count("ok", in: 1) == 2)
    play.write(0, text)
    play.settle()
    #expect(play.count("ok", in: 1) == 3)
    play.world.rewrite(0, Array((text + text + text).utf8))
    play.settle()
    #expect(play.count("ok", in: 1) == 3)
    play.world.rewrite(0, Array((text + text + text + text).utf8))
    play.settle()
    #expect(play.count("ok", in: 1) == 4)
    play.world.rewrite(0, Array(text.utf8))
    play.settle()
    #expect(play.count("ok", in: 1) == 4)
  }

  @Test("R20: a person may write anywhere, and is delivered to where he is not")
  func person() {
    let play = Play(.coached)
    play.write(2, header("Coach", "ALL", "#1") + "from his own\(clock)")
    play.write(0, header("Coach", "John", "#2") + "from a bot's\(clock)")
    play.settle()
    #expect(play.count("from his own", in: 0) == 1 && play.count("from his own", in: 1) == 1)
    #expect(play.count("from a bot's", in: 1) == 1)
    let trust = play.world.state.records.values.sorted { $0.sequence < $1.sequence }.map(\.isTrusted)
    #expect(trust.sorted { !$0 && $1 } == [false, true])
  }
}
