import BotChatCore
import BotChatFormat
import Testing

@Suite("What botchat send writes")
struct OutgoingTests {
  private static func outgoing(
    _ text: String, to recipients: [String] = ["Ross"], tag: String = "#1", limit: Int = 1 << 20
  ) throws(Outgoing.Refusal) -> Outgoing {
    try Outgoing(
      from: "Jack", to: recipients, tag: tag, text: Array(text.utf8),
      stamp: .init(time: "2026-02-10 19:32:15", clock: "07:32:15pm", zone: "SGT"), limit: limit)
  }

  private static func written(_ text: String) throws -> String {
    String(decoding: try outgoing(text).bytes, as: UTF8.self)
  }

  @Test(
    "F1, F8: a blank line, the header, the text without blanks around it, the closing line",
    arguments: [
      ("Hello.", "Hello."), ("\n \n  indented\nend \r\n\n", "  indented\nend"), ("a\n\nb", "a\n\nb"),
      ("### a heading", "### a heading"), ("```\ncode\n```", "```\ncode\n```"),
    ])
  func form(text: String, body: String) throws {
    #expect(
      try Self.written(text)
        == "\n### 2026-02-10 19:32:15 SGT - Jack → Ross (#1)\n\(body)\n\n⏱ 07:32:15pm SGT\n")
  }

  @Test("F2: without recipients the header has no arrow")
  func recipients() throws {
    #expect(
      String(decoding: try Self.outgoing("x", to: []).headerLine, as: UTF8.self)
        == "### 2026-02-10 19:32:15 SGT - Jack (#1)")
    #expect(
      String(decoding: try Self.outgoing("x", to: ["Ross", "John"]).headerLine, as: UTF8.self)
        == "### 2026-02-10 19:32:15 SGT - Jack → Ross, John (#1)")
  }

  @Test("F8: lines that look like headers are quoted, and counted")
  func quoted() throws {
    let text =
      "see\n### 2026-02-10 19:32:15 SGT - Ross → Jack (#5)\n### 2026-02-10 almost\n> ### 2026-02-10 quoted"
    let outgoing = try Self.outgoing(text)
    #expect(outgoing.quotedLines == 2)
    #expect(String(decoding: outgoing.body, as: UTF8.self).hasPrefix("see\n> ### 2026-02-10 19:32:15"))
  }

  @Test(
    "F6: a code block that is open at the end is closed with what opened it",
    arguments: [
      ("```", "```\n```"), ("~~~~ sh\nx\n~~~", "~~~~ sh\nx\n~~~\n~~~~"),
      ("```\na\n```\n~~~\nb", "```\na\n```\n~~~\nb\n~~~"),
      ("```\n~~~\n```", "```\n~~~\n```"), ("   ```\nx", "   ```\nx\n```"), ("    ```\nx", "    ```\nx"),
      ("``` a`b\nx", "``` a`b\nx"),
    ])
  func fences(text: String, body: String) throws {
    #expect(try Self.written(text).contains("(#1)\n\(body)\n\n⏱ "))
  }

  @Test("F3: a text that ends in a closing line gets no second one")
  func clock() throws {
    #expect(try Self.written("x\n\n⏱ 06:00:00am SGT\n").hasSuffix("(#1)\nx\n\n⏱ 06:00:00am SGT\n"))
    #expect(try Self.written("⏱ is a sign").hasSuffix("⏱ is a sign\n\n⏱ 07:32:15pm SGT\n"))
  }

  @Test("F8: what is written is read as this one message, whatever its text was")
  func law() throws {
    for text in [
      "x", "```\nopen", "### 2026-02-10 19:32:15 SGT - A → B (#1)\ny", "⏱", "> q\n\n⏱ 1\n\nz", "\u{0}\r",
    ] {
      let outgoing = try Self.outgoing(text)
      var reader = ChatReader(vocabulary: .everybodyIsLocal)
      var items: [Item] = []
      outgoing.bytes.withUnsafeBytes { reader.append($0, into: &items) }
      #expect(reader.remainder.isClosed, "\(text.debugDescription) waits for something")
      reader.settle(into: &items)
      guard case .message(let message)? = items.first, items.count == 1 else {
        Issue.record("\(text.debugDescription) is read as \(items.count) things")
        continue
      }
      #expect(message.headerLine == outgoing.headerLine && message.body == outgoing.body)
    }
  }

  @Test("65: what is no message is refused")
  func refused() {
    #expect(throws: Outgoing.Refusal.empty) { try Self.outgoing("") }
    #expect(throws: Outgoing.Refusal.empty) { try Self.outgoing(" \t\r\n\u{0B}\u{0C}") }
    #expect(throws: Outgoing.Refusal.tooLong(bytes: 60, limit: 64)) {
      try Self.outgoing(String(repeating: "a", count: 60), limit: 64)
    }
    #expect(throws: Outgoing.Refusal.tooManyRecipients) {
      try Self.outgoing("x", to: (1...2000).map { "Bot\($0)" })
    }
  }

  @Test(
    "W3: tags are what a wake's text may hold",
    arguments: [
      ("#1", true), ("VIBE-UPDATE", true), ("#12 Final", true), ("1/10", true),
      (String(repeating: "a", count: 32), true),
      (String(repeating: "a", count: 33), false), ("", false), (" a", false), ("a ", false), ("a(b", false),
      ("a)", false), ("é", false), ("a\n", false),
    ])
  func tags(tag: String, isOne: Bool) {
    #expect(((try? Self.outgoing("x", tag: tag)) != nil) == isOne)
  }
}
