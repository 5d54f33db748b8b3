import BotChatFormat
import Testing

@Suite struct DeliveryTests {
  private func canonical(_ message: ParsedMessage) -> [UInt8] {
    var bytes: [UInt8] = []
    Canonical.append(
      headerLine: message.headerLine, body: message.body, continuation: message.continuation, into: &bytes)
    return bytes
  }

  private func delivery(_ message: ParsedMessage) -> [UInt8] {
    var bytes: [UInt8] = []
    Delivery.write(
      headerLine: message.headerLine, body: message.body, continuation: message.continuation, into: &bytes)
    return bytes
  }

  @Test("F8: header-like lines of a body are quoted, and nothing else")
  func quote() {
    let body = "### notes\n" + john + "###2026-02-10\n#### 2026-02-10\n ### 2026-02-10\n### 2026-02-10"
    let quoted =
      "### notes\n> " + john + "> ###2026-02-10\n#### 2026-02-10\n ### 2026-02-10\n> ### 2026-02-10"
    #expect(Quoting.quote(Array(body.utf8)) == Array(quoted.utf8))
    #expect(Quoting.quote([]) == [])
  }

  @Test("F8: a delivery is blank line, header, quoted body, newline")
  func write() {
    var bytes: [UInt8] = []
    Delivery.write(headerLine: Array("### x (#1) \r".utf8), body: Array("a\r\nb\r".utf8), into: &bytes)
    #expect(bytes == Array("\n### x (#1) \r\na\r\nb\r\n".utf8))
    bytes = []
    Delivery.write(headerLine: Array("### x (#1) \r".utf8), body: [0xFF], continuation: 2, into: &bytes)
    #expect(bytes == Array("\n### x (#1) (cont. 2) \r\n".utf8) + [0xFF, 10])
  }

  @Test("F9: line ends and closing blank lines make no difference")
  func normalised() {
    func canonical(_ line: String, _ body: String, _ continuation: Int = 0) -> String {
      var bytes: [UInt8] = []
      Canonical.append(
        headerLine: Array(line.utf8), body: Array(body.utf8), continuation: continuation, into: &bytes)
      return String(decoding: bytes, as: UTF8.self)
    }
    #expect(canonical("### x \t\r", "a \r\n\r\n b\r\n \r\n") == "### x\na \n\n b")
    #expect(canonical("### x", "a\r\n" + john) == "### x\na\n> " + john.dropLast())
    #expect(canonical("### x\r", "a", 3) == "### x (cont. 3)\na")
    #expect(canonical("### x", "") == "### x\n")
    #expect(canonical("### x", "\n \n") == "### x\n")
    #expect(canonical("### x", "a\rb\r\r\n") == "### x\na\rb\r")
  }

  @Test(
    "F8, F9: parse(write(m)) = quote(m), quoting twice is quoting once, and the id stays", arguments: 0..<20)
  func law(batch: Int) {
    for index in 0..<100 {
      let seed = UInt64(0xD0_0000 + batch * 1000 + index)
      var random = Seeded(seed)
      let words =
        SplitLawTests.words + [
          "\r\n", "text\r\n", "x (cont. 4)\n", "### 2026-02-10 19:32 - John (cont. 2) \r\n",
        ]
      var text = ""
      for _ in 0..<Int.random(in: 1...15, using: &random) {
        text += words[Int.random(in: 0..<words.count, using: &random)]
        if Int.random(in: 0..<6, using: &random) == 0 { text += "\u{1}" }
      }
      var steps: [Step] = [.text(text), .settle, .text("more\n" + john + "``` \n" + text), .settle]
      if Bool.random(using: &random) { steps.removeFirst(2) }
      var reader = ChatReader(vocabulary: household)
      var items: [Item] = []
      for step in steps { reader.take(step, piece: { Int.max }, into: &items) }
      for message in items.compactMap(\.message) {
        let quoted = Quoting.quote(message.body)
        #expect(Quoting.quote(quoted) == quoted, "seed \(seed)")
        // What stands before and behind it in the file changes nothing.
        for before in [[], Array("preamble".utf8), Array((jack + "x").utf8)] {
          for reading in [ChatReader.Reading.live, .cold] {
            var destination = ChatReader(reading, vocabulary: .everybodyIsLocal)
            var found: [Item] = []
            destination.append(before, into: &found)
            destination.append(delivery(message), into: &found)
            destination.settle(into: &found)
            guard !message.body.isEmpty else { continue }
            guard let read = found.last?.message else {
              Issue.record("seed \(seed): not read back")
              continue
            }
            #expect(read.body == quoted, "seed \(seed)")
            #expect(read.header.sender == message.header.sender, "seed \(seed)")
            #expect(read.header.tag == message.header.tag, "seed \(seed)")
            #expect(canonical(read) == canonical(message), "seed \(seed)")
            #expect(found.compactMap(\.message).count == (before.first == 35 ? 2 : 1), "seed \(seed)")
          }
        }
      }
    }
  }

  @Test("F9: an id prints as twelve hex digits, and reads from all 32")
  func ids() throws {
    let id = try #require(MessageID(bytes: (0..<16).map { UInt8($0 * 17) }))
    #expect(id.description == "001122334455" && id.hex == "00112233445566778899aabbccddeeff")
    #expect(MessageID(hex: id.hex) == id && MessageID(bytes: id.bytes) == id)
    #expect(MessageID(hex: "+" + id.hex.dropFirst()) == nil && MessageID(bytes: [1, 2]) == nil)
    #expect(MessageID(high: 1, low: 2).hex == "00000000000000010000000000000002")
  }
}
