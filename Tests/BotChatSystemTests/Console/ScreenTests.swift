import Testing

@testable import BotChatSystem

@Suite("Screen")
struct ScreenTests {
  @Test(
    "a line is cut at the edge; what changes the colour takes no room",
    arguments: [
      ("abcdef", 3, "abc"), ("abc", 3, "abc"), ("", 3, ""), ("abc", 0, ""),
      ("\u{1b}[1mab\u{1b}[0mcd", 3, "\u{1b}[1mab\u{1b}[0mc"), ("→é🎉x", 2, "→é"),
    ])
  func cut(line: String, columns: Int, shown: String) {
    #expect(Screen.cut(line, columns) == shown)
  }
}
