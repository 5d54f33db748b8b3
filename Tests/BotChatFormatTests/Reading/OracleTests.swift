import BotChatFormat
import Testing

/// A second reader for whole texts with local senders only: it looks as far ahead as it likes, at any cost.
private struct Oracle {
  let lines: [Substring]
  let isCold: Bool

  init(_ text: String, isCold: Bool) {
    lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    self.isCold = isCold
  }

  private func isBlank(_ line: Substring) -> Bool { line.allSatisfy { " \t\r".contains($0) } }

  private func isHeader(_ index: Int) -> Bool { Header(line: Array(lines[index].utf8)) != nil }

  /// Mark, length, and whether nothing follows.
  private func fence(_ line: Substring) -> (mark: Character, length: Int, closes: Bool)? {
    let text = line.drop { $0 == " " }
    guard line.count - text.count <= 3, let mark = text.first, mark == "`" || mark == "~" else { return nil }
    let length = text.prefix { $0 == mark }.count
    let rest = text.dropFirst(length)
    guard length >= 3, mark == "~" || !rest.contains("`") else { return nil }
    return (mark, length, isBlank(rest))
  }

  /// The line that closes the fence of this line, if it is one.
  private func closer(of opener: Int) -> Int? {
    guard let open = fence(lines[opener]) else { return nil }
    for index in lines.indices where index > opener {
      if let close = fence(lines[index]), close.closes, close.mark == open.mark, close.length >= open.length {
        return index
      }
      if isCold, isHeader(index) {
        let before = lines[opener + 1..<index]
        let solid = before.lastIndex { !isBlank($0) }
        if let solid, solid < index - 1, lines[solid].hasPrefix("⏱") { return nil }
      }
    }
    return nil
  }

  func messages() -> [String] {
    var messages: [[Substring]] = []
    var index = 0
    while index < lines.count {
      if let end = closer(of: index) {
        if !messages.isEmpty { messages[messages.count - 1] += lines[index...end] }
        index = end
      } else if isHeader(index) {
        messages.append([lines[index]])
      } else if !messages.isEmpty {
        messages[messages.count - 1].append(lines[index])
      }
      index += 1
    }
    // A last header without body is not complete.
    if let last = messages.last, last.dropFirst().allSatisfy(isBlank) { messages.removeLast() }
    return messages.map { lines in
      let end = lines.lastIndex { !isBlank($0) } ?? 0
      let sender = lines[0].contains("John →") ? "John" : "Jack"
      return sender + ": " + lines[...end].dropFirst().joined(separator: "\n")
    }
  }
}

@Suite struct OracleTests {
  private static let words = [
    john, jack, "\n", "text\n", "```\n", "```\n", "````\n", "```swift\n", "~~~\n", "~~~~~\n", "~~~ x `\n",
    "   ```\n", "    ```\n", "``` ` \n", "⏱ 07:32:15pm SGT\n", "⏱ 07:32\n\n" + jack, " \n", "``\n",
  ]

  @Test("F6: a reader that cannot look ahead finds what one finds that can", arguments: 0..<40)
  func same(batch: Int) {
    for index in 0..<200 {
      let seed = UInt64(0xFACE_0000 + batch * 1000 + index)
      var random = Seeded(seed)
      var text = ""
      for _ in 0..<Int.random(in: 1...20, using: &random) {
        text += Self.words[Int.random(in: 0..<Self.words.count, using: &random)]
      }
      let isCold = Bool.random(using: &random)
      let found = read(.text(text), .settle, as: isCold ? .cold : .live, vocabulary: .everybodyIsLocal)
      #expect(
        found.brief == Oracle(text, isCold: isCold).messages(), "seed \(seed): \(text.debugDescription)")
    }
  }
}
