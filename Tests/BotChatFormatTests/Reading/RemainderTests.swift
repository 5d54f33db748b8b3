import BotChatFormat
import Testing

@Suite struct RemainderTests {
  private func remainder(_ text: String) -> Remainder {
    var reader = ChatReader(vocabulary: household)
    var items: [Item] = []
    reader.append(text, into: &items)
    return reader.remainder
  }

  @Test("R5: header and closing ⏱ line are seen without settling")
  func closed() {
    let closed = remainder("x\n" + john + "hi\n\n⏱ 07:32\n\n \n")
    #expect(closed.hasHeader && closed.headerOffset == 2 && closed.hasBody && closed.isClosed)
    #expect(closed.endsInNewline && !closed.hasOpenFence)
    #expect(closed.byteCount == john.utf8.count + 17)
    #expect(remainder(john + "hi\n  ⏱\u{FE0F} 07:32\n").isClosed)
  }

  @Test(
    "R5: what is not closed",
    arguments: [
      "hi\n", "hi\n⏱ 07:32", "hi\n⏱ 07:32\nps\n", "⏱ 07:32\nps", "```\n⏱ 07:32\n", "```\n⏱ 07:32\n```\n",
      "hi ⏱ 07:32\n", "",
    ])
  func notClosed(body: String) {
    #expect(!remainder(john + body).isClosed)
  }

  @Test("R5: a remainder without body, or without anything")
  func empty() {
    #expect(!remainder(john + "\n").hasBody)
    #expect(remainder(john + "\n").hasHeader)
    let none = remainder("preamble\n")
    #expect(none.byteCount == 0 && !none.hasHeader && none.headerOffset == nil && none.endsInNewline)
    #expect(!remainder("pre").endsInNewline)
    #expect(remainder("pre").byteCount == 3)
  }

  @Test("R5: a continuation has no header of its own")
  func continuation() {
    var reader = ChatReader(vocabulary: household)
    var items: [Item] = []
    reader.append(john + "hi\n", into: &items)
    reader.settle(into: &items)
    reader.append("\nmore\n", into: &items)
    #expect(!reader.remainder.hasHeader && reader.remainder.hasBody && reader.remainder.byteCount == 5)
  }

  @Test("R14: a body over the limit is counted and not kept; blank lines behind it do not count")
  func oversize() throws {
    let body = String(repeating: "0123456789\n", count: 10)
    let whole = read(.text(john + body + "\n\n\n"), .settle, limit: 109)
    #expect(whole.first?.message?.body.count == 109 && whole.first?.message?.isOversize == false)
    let items = read(.text(john + body + jack + "hi\n"), .settle, limit: 108)
    let message = try #require(items.first?.message)
    #expect(message.isOversize && message.body.isEmpty && message.length == 109)
    #expect(items.brief.last == "Jack: hi")
  }

  @Test("F7: a context is itself again after it was stored; anything else is refused")
  func contexts() throws {
    let line = Array(john.utf8.dropLast())
    let contexts: [Context] = [
      .preamble, .foreign, .nearHeader, .stray, .after(headerLine: line, continuations: 0),
      .after(headerLine: line + [13], continuations: 70_000),
    ]
    for context in contexts { #expect(Context(bytes: context.bytes) == context) }
    for bytes: [UInt8] in [[], [9], [0, 0], [1], [1, 0, 0, 0, 0], [1, 0, 0, 0, 0, 35], [2, 2]] {
      #expect(Context(bytes: bytes) == nil)
    }
  }
}
