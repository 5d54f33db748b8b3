import BotChatCore
import Testing

@Suite("Loop guard: the file held")
struct HoldTests {
  @Test("R19: a hold reads back as it was written")
  func roundTrip() {
    let hold = Hold(since: 7, until: 8, group: ["Jack", "John"], why: "20 wakes: too many")
    #expect(hold.text == "since: 7\nuntil: 8\ngroup: Jack John\nwhy: 20 wakes: too many\n")
    #expect(Hold(text: hold.text, modified: 1) == hold)
    let endless = Hold(since: 7, until: nil, group: [], why: "x")
    #expect(Hold(text: endless.text, modified: 1) == endless)
  }

  @Test("R19: line ends, blanks and the order of the lines make no difference")
  func lenient() {
    let text = "  \r\nuntil:8\r\nwhy:  x \r\nnote: y\r\nsince: 7  \r\n"
    #expect(Hold(text: text, modified: 1) == Hold(since: 7, until: 8, group: [], why: "x"))
  }

  @Test(
    "R19: a file with anything else in it is a hold without end, from the time of the file on",
    arguments: [
      "", "\n", "stop", "since: soon\nwhy: x", "until: 8\nwhy: x", "since: 7\nuntil: 8\n", "\0\u{fffd}",
    ])
  func anythingElse(text: String) {
    let hold = Hold(text: text, modified: 5)
    #expect(hold.since == 5)
    #expect(hold.until == nil)
    #expect(!hold.why.isEmpty)
  }

  @Test("R19: a hold that a crash cut off anywhere before its reason never ends early")
  func cut() {
    let text = Hold(since: 70, until: 80, group: ["Jack"], why: "x").text
    for length in 0...text.utf8.count - 4 {
      #expect(Hold(text: String(text.prefix(length)), modified: 5).until == nil)
    }
  }
}
