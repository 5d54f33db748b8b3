import Testing

@testable import BotChatTools

@Suite("What messages are called, and what is looked for in them")
struct ChatMessageTests {
  @Test(
    "the number of a tag",
    arguments: [
      ("#14", 14), ("#14 Final", 14), ("#0", 0), ("#007", 7), ("14", nil), ("#", nil), ("# 1", nil),
      ("#1a", nil),
      ("#-1", nil), ("#1/10", nil), ("VIBE", nil), ("#999999999", 999_999_999), ("#9999999999", nil),
      ("#٣", nil),
    ])
  func number(tag: String, number: Int?) {
    #expect(ChatMessage.number(tag) == number)
  }

  @Test(
    "--grep: upper and lower case are the same, in ASCII and beyond, however a letter is composed",
    arguments: [
      ("Hello", "say hELLo now", true), ("hello", "hell", false), ("lo", "hello", true), ("é", "CAFÉ", true),
      ("café", "CAFE\u{301}", true), ("é", "e", false), ("→ ross", "Jack → Ross", true), ("[", "a[b", true),
      ("@", "`", false), ("z", "Z", true),
    ])
  func sought(wanted: String, text: String, isIn: Bool) {
    #expect(SoughtText(wanted).isIn(Array(text.utf8)) == isIn)
  }

  @Test("--grep: bytes that are no text hide nothing")
  func noText() {
    #expect(SoughtText("end").isIn([0xFF, 0, 0xC3] + Array("The End".utf8)))
    #expect(SoughtText("é").isIn([0xFF, 0] + Array("É".utf8)))
  }
}
