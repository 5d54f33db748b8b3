import Foundation
import Testing

@testable import BotChatTools

@Suite("README")
struct ReadmeTests {
  private static let text: String = {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return (try? String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)) ?? ""
  }()

  @Test("its exit codes are those of the tools' own tables")
  func exits() throws {
    let listed = Set(Self.text.matches(of: #/\n\| (\d+) \|/#).compactMap { Int32($0.output.1) })
    #expect(listed == Set(relayCommand.exits.map(\.code.rawValue)))
    #expect(listed == Set(monitorCommand.exits.map(\.code.rawValue)))
    #expect(listed == Set(linkCommand.exits.map(\.code.rawValue)))
  }

  @Test("every option that it names is understood")
  func options() throws {
    try expectOptions(#/relay[^`\n]* (--[a-z-]+)/#, in: relayCommand.help())
    try expectOptions(#/monitor[^`\n]* (--[a-z-]+)/#, in: monitorCommand.help())
    try expectOptions(#/link --bot[^`\n]* (--[a-z-]+)/#, in: linkCommand.help())
  }

  @Test("botchat: every command and option that it names is understood")
  func commands() throws {
    let members = BotchatTool.suite.members
    let named = Self.text.matches(of: #/botchat ([a-z]+)([^`\n|]*)/#).map { ($0.output.1, $0.output.2) }
    let calls = named.filter { word, _ in members.contains { $0.word == word } }
    #expect(Set(calls.map(\.0)).isSuperset(of: ["send", "log", "unread", "ack", "show", "status", "check"]))
    for (word, rest) in calls {
      let known = try #require(members.first { $0.word == word }).completion.words.map(\.text)
      for option in rest.matches(of: #/ (--?[a-z][a-z-]*)/#).map({ String($0.output.1) }) {
        #expect(known.contains(option), "botchat \(word) \(option)")
      }
    }
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

  private func expectOptions(_ mention: Regex<(Substring, Substring)>, in help: String) throws {
    let named = Self.text.matches(of: mention).map(\.output.1)
    try #require(!named.isEmpty)
    for option in named { #expect(help.contains(option), "\(option)") }
  }

  @Test("a message crosses by line 20")
  func crossing() {
    let head = Self.text.split(separator: "\n", omittingEmptySubsequences: false).prefix(20).joined(
      separator: "\n")
    #expect(head.contains("scripts/demo") && head.contains(" ms"))
  }
}
