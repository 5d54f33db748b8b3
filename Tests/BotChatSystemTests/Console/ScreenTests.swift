import Testing

@testable import BotChatSystem

@Suite("Screen")
struct ScreenTests {
  @Test(
    "a line is cut at the edge; what changes the colour takes no room",
    arguments: [
      ("abcdef", 3, "abc"), ("abc", 3, "abc"), ("", 3, ""), ("abc", 0, ""),
      ("\u{1b}[1mab\u{1b}[0mcd", 3, "\u{1b}[1mab\u{1b}[0mc"), ("→é🎉x", 2, "→é"),
      ("→é🎉x", 3, "→é"), ("→é🎉x", 4, "→é🎉"), ("漢字x", 3, "漢"), ("漢字x", 5, "漢字x"), ("e\u{301}x", 1, "e\u{301}"),
      ("🇸🇬x", 2, "🇸🇬"), ("⏱\u{fe0f}x", 1, ""), ("👍🏽x", 3, "👍🏽x"),
    ])
  func cut(line: String, columns: Int, shown: String) {
    #expect(Screen.cut(line, columns) == shown)
  }
}
