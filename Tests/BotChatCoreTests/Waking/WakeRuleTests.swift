import BotChatCore
import BotChatFormat
import Testing

@Suite("Waking: which messages wake")
struct WakeRuleTests {
  private static let configuration = Configuration(
    bots: [
      Bot(name: "Ross", aliases: ["R2"], chat: "/r"), Bot(name: "Jack", chat: "/j"),
      Bot(name: "Mia", chat: "/m", wakeOn: .others),
    ], humans: [Human(name: "Coach", aliases: ["Boss"])], broadcast: ["ALL", "team"])

  private static func rule(_ bot: Int) -> WakeRule {
    WakeRule(bot: bot, in: configuration, Directory(configuration))
  }

  private static func header(_ names: String) throws -> Header {
    try #require(Header(line: Array("### 2026-02-10 19:32:15 SGT - \(names) (#1)".utf8)))
  }

  @Test(
    "W1: a bot is woken by what names it, speaks to all or to those at home",
    arguments: [
      "Jack → Ross", "Jack → ross", "jack → r2", "Jack → Mia, Ross", "Jack → ALL", "Jack → Team", "Jack",
      "Coach → Ross", "Relay → Ross", "Zed → Mia and Ross", "ALL → Ross",
    ])
  func wakes(names: String) throws {
    #expect(Self.rule(0).wakes(try Self.header(names)))
  }

  @Test(
    "W1: and by nothing else, least of all by its own words",
    arguments: [
      "Jack → Mia", "Coach → Jack, Mia", "Relay → Jack", "Jack → Rosso", "Ross → ALL", "ROSS", "R2 → Ross",
      "r2 → Ross", "Ross → Jack",
    ])
  func sleeps(names: String) throws {
    #expect(!Self.rule(0).wakes(try Self.header(names)))
  }

  @Test(
    "W1: with `others` whoever wrote wakes it, but for itself",
    arguments: [
      ("Jack → Ross", true), ("Zed", true), ("Relay → Ross", true), ("Mia → ALL", false), ("mia", false),
    ])
  func others(names: String, wakes: Bool) throws {
    #expect(Self.rule(2).wakes(try Self.header(names)) == wakes)
  }

  @Test(
    "R20: who wrote is told by the configuration, and whether to believe it by the place",
    arguments: [
      ("jack", .bot, "Jack"), ("R2", .bot, "Ross"), ("boss", .person(isTrusted: false), "Coach"),
      ("relay", .relay, "Relay"), ("zeD", .stranger, "zeD"), ("all", .stranger, "all"),
    ] as [(String, Arrival.Author, String)])
  func author(name: String, author: Arrival.Author, sender: String) throws {
    let header = try Self.header(name)
    #expect(Self.rule(0).author(of: header, isTrusted: false) == author)
    #expect(Self.rule(0).sender(of: header) == sender)
  }

  @Test("R20: a trusted line of a person is one")
  func trusted() throws {
    #expect(
      Self.rule(0).author(of: try Self.header("Coach → ALL"), isTrusted: true) == .person(isTrusted: true))
  }
}
