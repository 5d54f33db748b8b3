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

  @Test("its exit codes are those of the relay's own table")
  func exits() throws {
    let listed = Self.text.matches(of: #/\n\| (\d+) \|/#).compactMap { Int32($0.output.1) }
    #expect(Set(listed) == Set(relayCommand.exits.map(\.code.rawValue)))
  }

  @Test("every option that it names is understood")
  func options() throws {
    let help = relayCommand.help()
    for match in Self.text.matches(of: #/relay[^`\n]* (--[a-z-]+)/#) {
      #expect(help.contains(match.output.1), "\(match.output.1)")
    }
  }

  @Test("a message crosses by line 20")
  func crossing() {
    let head = Self.text.split(separator: "\n", omittingEmptySubsequences: false).prefix(20).joined(
      separator: "\n")
    #expect(head.contains("scripts/demo") && head.contains(" ms"))
  }
}
