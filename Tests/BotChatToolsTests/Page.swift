import Foundation
import Testing

@testable import BotChatTools

/// A page for people, of which the tests know whether what it names exists.
struct Page {
  let text: String

  /// Its path counts from the package's folder.
  init(_ path: String) {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    text = (try? String(contentsOf: root.appending(path: path), encoding: .utf8)) ?? ""
  }

  /// Expects that each option that it mentions, and there must be one, stands in the help of the program.
  func expectOptions(_ mention: Regex<(Substring, Substring)>, in help: String) throws {
    let named = text.matches(of: mention).map(\.output.1)
    try #require(!named.isEmpty)
    for option in named { #expect(help.contains(option), "\(option)") }
  }

  /// Expects that it calls these commands of `botchat`, and that of all that it calls the options exist.
  func expectCommands(atLeast wanted: Set<Substring>) throws {
    let members = BotchatTool.suite.members
    let named = text.matches(of: #/botchat ([a-z]+)([^`\n|]*)/#).map { ($0.output.1, $0.output.2) }
    let calls = named.filter { word, _ in members.contains { $0.word == word } }
    #expect(Set(calls.map(\.0)).isSuperset(of: wanted))
    for (word, rest) in calls {
      let known = try #require(members.first { $0.word == word }).completion.words.map(\.text)
      for option in rest.matches(of: #/ (--?[a-z][a-z-]*)/#).map({ String($0.output.1) }) {
        #expect(known.contains(option), "botchat \(word) \(option)")
      }
    }
  }
}
