import BotChatCore
import Testing

@Suite("Configuration: who is who")
struct ConfigurationDirectoryTests {
  private let directory = Directory(
    Configuration(
      bots: [Bot(name: "Ross", aliases: ["R2"], chat: "/r"), Bot(name: "Jack", chat: "/j")],
      humans: [Human(name: "Coach", aliases: ["Boss"])], broadcast: ["ALL", "team"]))

  @Test(
    "F2: names and aliases compare without case",
    arguments: [
      ("Ross", .bot(0)), ("rOSS", .bot(0)), ("r2", .bot(0)), ("JACK", .bot(1)), ("coach", .human(0)),
      ("BOSS", .human(0)), ("all", .everybody), ("Team", .everybody), ("relay", .relay),
    ] as [(String, Directory.Party)])
  func known(name: String, party: Directory.Party) {
    #expect(directory.resolve(name) == party)
    #expect(directory.isKnownName(name))
  }

  @Test(
    "R20: what only looks like a name is nobody's",
    arguments: [
      "", " Ross", "Ross ", "Ros", "smALL", "Jac\u{212a}", "R\u{043e}ss", "Ross\u{200b}", "Ross\0",
      String(repeating: "Ross", count: 100_000),
    ])
  func unknown(name: String) {
    #expect(directory.resolve(name) == nil)
    #expect(!directory.isKnownName(name))
  }

  @Test(
    "R14: a notice can name whom the sender probably meant",
    arguments: [
      ("Rsos", "Ross"), ("Jakc", "Jack"), ("coahc", "Coach"), ("Rosss", "Ross"), ("jck", "Jack"),
      ("teams", "team"),
      ("Rleay", nil), ("Z", nil), ("Zebedee", nil), ("", nil),
      (String(repeating: "x", count: 1_000_000), nil),
    ] as [(String, String?)])
  func nearest(typed: String, meant: String?) {
    #expect(directory.nearest(typed) == meant)
  }
}
