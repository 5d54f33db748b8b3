import BotChatTools
import Foundation
import Testing

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
  }

  @Test("every option that it names is understood")
  func options() throws {
    try expectOptions(#/relay[^`\n]* (--[a-z-]+)/#, in: relayCommand.help())
    try expectOptions(#/monitor[^`\n]* (--[a-z-]+)/#, in: monitorCommand.help())
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
