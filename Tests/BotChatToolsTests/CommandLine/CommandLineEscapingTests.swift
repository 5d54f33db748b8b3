import BotChatCore
import BotChatTools
import Testing

@Suite("Command line: text from outside, made harmless")
struct CommandLineEscapingTests {
  @Test(
    "DESIGN 7: what a terminal would obey is written out",
    arguments: [
      ("plain text, #1/10", "plain text, #1/10"), ("", ""), ("→ é 🦞 日本", "→ é 🦞 日本"), ("⏱️", "⏱️"),
      ("a\nb\rc\td", "a\\nb\\rc\\td"), ("\u{1b}[2J", "\\x1b[2J"), ("\0\u{7}\u{7f}", "\\x00\\x07\\x7f"),
      ("\r\n", "\\r\\n"), ("\u{85}\u{9b}31m", "\\u{85}\\u{9b}31m"),
      ("a\u{202e}b\u{2066}", "a\\u{202e}b\\u{2066}"),
      ("\u{200f}\u{61c}", "\\u{200f}\\u{61c}"), ("R\u{200b}oss\u{feff}", "R\\u{200b}oss\\u{feff}"),
      ("\u{2028}\u{2029}", "\\u{2028}\\u{2029}"), ("\u{e0041}", "\\u{e0041}"), ("\u{3164}", "\\u{3164}"),
      ("\u{e000}", "\\u{e000}"), ("C:\\x1b", "C:\\x1b"),
    ])
  func text(outside: String, shown: String) {
    #expect(Escaping.visible(outside) == shown)
    #expect(Escaping.visible(shown) == shown)
    #expect(Escaping.visible(outside.utf8) == shown)
  }

  @Test(
    "DESIGN 7: bytes that are no UTF-8 are written out one by one",
    arguments: [
      ([0x61, 0xff, 0x62], "a\\xffb"), ([0xc3], "\\xc3"), ([0xe2, 0x86], "\\xe2\\x86"),
      ([0xe2, 0x86, 0x92], "→"), ([0xed, 0xa0, 0x80], "\\xed\\xa0\\x80"), ([0xc0, 0x80], "\\xc0\\x80"),
      ([0xf4, 0x90, 0x80, 0x80], "\\xf4\\x90\\x80\\x80"), ([0x80, 0x0a], "\\x80\\n"),
      ([0xe2, 0x80, 0xae, 0xfe], "\\u{202e}\\xfe"),
    ] as [([UInt8], String)])
  func bytes(outside: [UInt8], shown: String) {
    #expect(Escaping.visible(outside) == shown)
  }

  @Test("DESIGN 7: no byte that is shown is a control, whatever comes in")
  func anyBytes() {
    for first in UInt8.min...UInt8.max {
      for second in UInt8.min...UInt8.max {
        let shown = Escaping.visible([first, second, 0x41])
        #expect(shown.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7f...0x9f ~= $0.value) })
      }
    }
  }
}
