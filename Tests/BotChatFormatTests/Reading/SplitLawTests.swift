import BotChatFormat
import Testing

@Suite struct SplitLawTests {
  /// Lines that mean something, and cuts of them.
  static let words = [
    john, jack, ross, robo, "\n", "\n", "text\n", "  \t\n", "```\n", "````\n", "```swift\n", "~~~\n",
    "~~~~ x `\n",
    "   ```\n", "    ```\n", "⏱ 07:32:15pm SGT\n", "  ⏱\u{FE0F} 07:32\r\n", "### 2026-02-10 from jack\n",
    "### 2026-02-10 notes\n", "### 2026-02-10 19:32 - John → \n", "### 2026-02-10 19:32 - John", "text",
    "\r\n",
    " ", "`", "#", "\u{FEFF}", "\u{0}\n", "a longer line of text that goes on and on\n", "> quoted\n",
  ]

  static func steps(_ random: inout Seeded) -> [Step] {
    var steps: [Step] = []
    for _ in 0..<Int.random(in: 1...6, using: &random) {
      var text = ""
      for _ in 0..<Int.random(in: 0...12, using: &random) {
        text += words[Int.random(in: 0..<words.count, using: &random)]
      }
      steps.append(.text(text))
      switch Int.random(in: 0..<6, using: &random) {
      case 0: steps.append(.skip(Int.random(in: 1...300, using: &random)))
      case 1...3: steps.append(.settle)
      default: break
      }
    }
    return steps + [.settle]
  }

  @Test("F7: any split of the bytes between two settlings gives the same items", arguments: 0..<40)
  func split(batch: Int) {
    for index in 0..<100 {
      let seed = UInt64(batch * 1000 + index)
      var random = Seeded(seed)
      let steps = Self.steps(&random)
      let reading: ChatReader.Reading = Bool.random(using: &random) ? .live : .cold
      let limit = [20, 100, 300, 1 << 20][Int.random(in: 0..<4, using: &random)]
      var whole = ChatReader(reading, limit: limit, vocabulary: household)
      var split = whole
      var bytewise = whole
      var expected: [Item] = []
      var found: [Item] = []
      var single: [Item] = []
      for step in steps {
        whole.take(step, piece: { Int.max }, into: &expected)
        split.take(step, piece: { Int.random(in: 0...40, using: &random) }, into: &found)
        bytewise.take(step, piece: { 1 }, into: &single)
        #expect(whole.position == split.position && whole.position == bytewise.position, "seed \(seed)")
        #expect(whole.remainder == split.remainder && whole.context == split.context, "seed \(seed)")
        #expect(whole.positionIsInLine == bytewise.positionIsInLine, "seed \(seed)")
      }
      #expect(expected == found, "seed \(seed): \(steps)")
      #expect(expected == single, "seed \(seed): \(steps)")
    }
  }

  @Test("F7: a reader that goes on at the position with its context finds the rest", arguments: 0..<40)
  func restart(batch: Int) throws {
    for index in 0..<100 {
      let seed = UInt64(0xBEEF_0000 + batch * 1000 + index)
      var random = Seeded(seed)
      var steps = Self.steps(&random)
      // What the relay wrote into an unfinished message is in the file, not in the bytes given here.
      steps.removeAll { if case .skip = $0 { true } else { false } }
      let cut = Int.random(in: 0..<steps.count, using: &random)
      var reader = ChatReader(vocabulary: household)
      var items: [Item] = []
      var file: [UInt8] = []
      for step in steps[..<cut] {
        if case .text(let text) = step { file += Array(text.utf8) }
        reader.take(step, piece: { Int.max }, into: &items)
      }
      #expect(reader.offset == file.count)
      // Behind a header without body the delivery that stands there is read again, and with it what follows: only
      // who was told of it by `skipRelayed` can know where it ends.
      let behind = items.contains {
        if case .relayed(let block) = $0 { block.offset >= reader.position } else { false }
      }
      if behind { continue }
      var restarted = ChatReader(
        at: reader.position, context: try #require(Context(bytes: reader.context.bytes)),
        isInLine: reader.positionIsInLine, vocabulary: household)
      var expected: [Item] = []
      var found: [Item] = []
      restarted.append(Array(file[reader.position...]), into: &found)
      for step in steps[cut...] {
        reader.take(step, piece: { Int.max }, into: &expected)
        restarted.take(step, piece: { Int.max }, into: &found)
      }
      #expect(expected == found, "seed \(seed): \(steps[..<cut]) | \(steps[cut...])")
    }
  }
}
