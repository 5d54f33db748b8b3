import BotChatCore
import BotChatSystem
import Testing

@testable import BotChatTools

@Suite("The configuration that init writes")
struct ConfigurationDraftTests {
  @Test(
    "names and paths of every kind come back as they were",
    arguments: [
      ("Ross", "/srv/ross/BOT_CHAT.md"), ("yes", "/a b/\"c\"/BOT_CHAT.md"), ("7", "/é/\\n/#x: y/BOT_CHAT.md"),
      ("no", "/{a}/[b]/BOT_CHAT.md"), ("a_b.c-d", "/tab\t/BOT_CHAT.md"), ("Y", "/'/BOT_CHAT.md"),
    ])
  func accepted(name: String, chat: String) throws {
    let draft = ConfigurationDraft(
      bots: [
        .init(name, chat: chat, waking: .container("openclaw-\(name)")),
        .init("Jack", chat: "/j/BOT_CHAT.md", waking: .here, shares: name),
        .init("Nell", chat: "/n/BOT_CHAT.md", waking: .unknown),
      ], people: ["null"], zone: "SGT")
    let root = try #require(try YAMLReader.read(Array(draft.text.utf8)))
    let read = try Configuration(SettingNode(root), file: "x", folder: "/", home: "/root")
    #expect(read.bots.map(\.name) == [name, "Jack", "Nell"])
    #expect(read.bots.map(\.chat) == [chat, "/j/BOT_CHAT.md", "/n/BOT_CHAT.md"])
    #expect(read.humans.map(\.name) == ["null"])
    #expect(
      read.bots[0].wake
        == .run([
          "docker", "exec", "openclaw-\(name)", "openclaw", "system", "event", "--text", "{text}", "--mode",
          "now",
        ]))
    #expect(read.bots[2].wake == nil)
  }

  @Test("nobody is named as a person where nobody is known")
  func nobody() throws {
    let draft = ConfigurationDraft(bots: [.init("A1", chat: "/a", waking: .here)], people: [], zone: nil)
    let root = try #require(try YAMLReader.read(Array(draft.text.utf8)))
    #expect(try Configuration(SettingNode(root), file: "x", folder: "/", home: "/").humans.isEmpty)
  }
}
