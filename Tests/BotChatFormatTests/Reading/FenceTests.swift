import BotChatFormat
import Testing

@testable import struct BotChatFormat.ChatReader

@Suite struct FenceTests {
  private let clock = "⏱ 07:32\n"

  @Test(
    "F6: a closed fence hides header lines",
    arguments: [
      ("```\n", "```\n"), ("```swift\n", "````  \n"), ("~~~ a`b\n", "~~~~\n"), ("   ```\n", "  ```\r\n"),
      ("````\n```\n", "````\n"), ("```\n~~~\n", "```\n"), ("```\n``` x\n", "```\n"),
    ])
  func hides(opener: String, closer: String) {
    let body = opener + jack + closer + "end"
    #expect(read(.text(john + body + "\n"), .settle).brief == ["John: \(body)"])
    #expect(read(.text(john + body + "\n"), .settle, as: .cold).brief == ["John: \(body)"])
  }

  @Test(
    "F6: what is no fence hides nothing",
    arguments: [
      ("``\n", "``\n"), ("    ```\n", "    ```\n"), ("\t```\n", "```x\n"), ("``` a`b\n", "``` a`b\n"),
      ("> ```\n", "> ```\n"), ("~~\n", "~~\n"), ("````\n", "```\n"), ("```\n", "~~~\n"), ("```\n", "``` x\n"),
      ("x ```\n", "x ```\n"),
    ])
  func hidesNothing(opener: String, closer: String) {
    let items = read(.text(john + opener + jack + closer + "end\n"), .settle)
    #expect(items.brief == ["John: \(opener.dropLast())", "Jack: \(closer)end"])
  }

  @Test("F6: an open fence holds its message and its ⏱ until it settles; then it is none")
  func open() {
    var reader = ChatReader(vocabulary: household)
    var items: [Item] = []
    reader.append(john + "```\nx\n" + clock + "\n" + jack + "yo\n", into: &items)
    #expect(items.isEmpty && reader.remainder.hasOpenFence && !reader.remainder.isClosed)
    #expect(reader.remainder.hasBody)
    reader.settle(into: &items)
    #expect(items.brief == ["John: ```\nx\n⏱ 07:32", "Jack: yo"])
    #expect(reader.remainder.byteCount == 0 && reader.position == reader.offset)
    reader.append("```\n" + john + "hi\n", into: &items)
    reader.settle(into: &items)
    #expect(items.brief.dropFirst(2) == ["Jack+1: ```", "John: hi"])
  }

  @Test("F6: a last line without line feed closes a fence when it settles")
  func closedByTail() {
    #expect(read(.text(john + "```\n" + jack + "```"), .settle).brief == ["John: ```\n\(jack)```"])
    #expect(
      read(.text(john + "````\nx\n```\n" + jack + "```"), .settle).brief == ["John: ````\nx\n```\n\(jack)```"]
    )
  }

  @Test(
    "F6: a last line without line feed that opens a fence is text when it settles",
    arguments: ["```", "~~~ x"])
  func openedByTail(opener: String) {
    #expect(read(.text(john + "one\n" + opener), .settle).brief == ["John: one\n\(opener)"])
  }

  @Test("F6: when the outer fence is none, those inside it that close still hide")
  func inner() {
    let body = "````\none\n~~~\n" + jack + "~~~\ntwo\n"
    #expect(
      read(.text(john + body + jack + "yo\n"), .settle).brief == ["John: \(body.dropLast())", "Jack: yo"])
  }

  @Test("F6: a cold read ends a fence at ⏱ line, blank line, header; a live one does not")
  func boundary() {
    let text = john + "```\nforgotten\n" + clock + "\n" + jack + "```\ncode\n```\nyo\n"
    let first = "John: ```\nforgotten\n⏱ 07:32"
    #expect(read(.text(text), .settle, as: .cold).brief == [first, "Jack: ```\ncode\n```\nyo"])
    let live = read(.text(text), .settle)
    #expect(live.count == 1, "opened and closed in one growth it hides, always")
    let noBlank = john + "```\n" + clock + jack + "```\n"
    #expect(read(.text(noBlank), .settle, as: .cold).count == 1)
    let noClock = john + "```\n\n" + jack + "```\n"
    #expect(read(.text(noClock), .settle, as: .cold).count == 1)
  }

  @Test("F6: a fence hides in preamble and in foreign blocks as well")
  func elsewhere() {
    #expect(read(.text("Format:\n```\n" + john + "```\n" + jack + "yo\n"), .settle).brief == ["Jack: yo"])
    #expect(read(.text(ross + "```\n" + john + "```\n"), .settle).brief == ["foreign Ross: ```\n\(john)```"])
    #expect(read(.text("```\n" + john + "hi\n"), .settle).brief == ["John: hi"])
  }

  @Test("F6: a fence that has held more than the limit is judged without waiting")
  func tooLong() {
    var reader = ChatReader(limit: 200, vocabulary: household)
    var items: [Item] = []
    reader.append(john + "```\n" + jack + String(repeating: "0123456789\n", count: 30), into: &items)
    #expect(items.brief == ["John: ```"] && !reader.remainder.hasOpenFence)
    reader.settle(into: &items)
    #expect(items.brief == ["John: ```", "Jack: <329 bytes>"])
  }

  @Test("F7: fences, lines and headers without end cost what their bytes cost, and are not kept")
  func work() {
    let openers = String(repeating: "```x\n", count: 210_000)
    let rising = (3...1000).map { String(repeating: "`", count: $0) + "x\n" }.joined()
    let falling = (3...1000).reversed().map { String(repeating: "`", count: $0) + "\n~~~\n" }.joined()
    let boundaries = String(repeating: "```\n" + clock + "\n" + john, count: 10_000)
    let dated = String(repeating: "### 2026-02-10 a.b-c a.b-c\n", count: 40_000)
    let long = String(repeating: "x", count: 3_000_000)
    for text in [openers, rising, falling, boundaries, dated, long, rising + falling + openers] {
      for reading in [ChatReader.Reading.live, .cold] {
        var reader = ChatReader(reading, vocabulary: household)
        var items: [Item] = []
        for chunk in [john + text, jack + text] {
          reader.append(chunk, into: &items)
          let held = (reader.fence?.held.count ?? 0) + reader.line.count
          #expect(held <= 2 * reader.longestLine)
        }
        reader.settle(into: &items)
        #expect(reader.judgedCount <= 2 * reader.offset)
      }
    }
  }
}
