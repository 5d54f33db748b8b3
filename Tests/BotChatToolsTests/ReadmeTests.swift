import Testing

@testable import BotChatTools

@Suite("README")
struct ReadmeTests {
  private static let page = Page("README.md")
  private static var text: String { page.text }

  @Test("its exit codes are those of the tools' own tables")
  func exits() throws {
    let listed = Set(Self.text.matches(of: #/\n\| (\d+) \|/#).compactMap { Int32($0.output.1) })
    #expect(listed == Set(relayCommand.exits.map(\.code.rawValue)))
    #expect(listed == Set(monitorCommand.exits.map(\.code.rawValue)))
    #expect(listed == Set(linkCommand.exits.map(\.code.rawValue)))
  }

  @Test("every option that it names is understood")
  func options() throws {
    try Self.page.expectOptions(#/relay[^`\n]* (--[a-z-]+)/#, in: relayCommand.help())
    try Self.page.expectOptions(#/monitor[^`\n]* (--[a-z-]+)/#, in: monitorCommand.help())
    try Self.page.expectOptions(#/link --bot[^`\n]* (--[a-z-]+)/#, in: linkCommand.help())
  }

  @Test("botchat: every command and option that it names is understood")
  func commands() throws {
    try Self.page.expectCommands(atLeast: ["send", "log", "unread", "ack", "show", "status", "check"])
  }

  @Test("botchat: its exit codes are those of the commands")
  func botchatExits() throws {
    let line = try #require(Self.text.firstMatch(of: #/- It ends with 0;[\s\S]*?`botchat log/#)).output
    let named = Set(line.matches(of: #/(?:0|[67][0-9]|1)(?= |;)/#).compactMap { Int32($0.output) })
    let tables = [
      sendCommand.exits.map(\.code), unreadCommand.exits.map(\.code), logCommand.exits.map(\.code),
    ]
    #expect(named == Set(tables.joined().map(\.rawValue)))
  }

  @Test("a message crosses by line 20")
  func crossing() {
    let head = Self.text.split(separator: "\n", omittingEmptySubsequences: false).prefix(20).joined(
      separator: "\n")
    #expect(head.contains("scripts/demo") && head.contains(" ms"))
  }
}
