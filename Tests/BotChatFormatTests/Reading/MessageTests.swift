import BotChatFormat
import Testing

@Suite struct MessageTests {
  @Test("F3: a body runs to the next header, without the blank lines at its end")
  func bodies() throws {
    let items = read(.text(john + "\none\n\n two \n⏱ 07:32\n\n \t\r\n" + jack + "three"), .settle)
    #expect(items.brief == ["John: \none\n\n two \n⏱ 07:32", "Jack: three"])
    let first = try #require(items.first?.message)
    #expect(first.offset == 0 && first.length == first.body.count && !first.isOversize)
    #expect(first.end == items.last?.message?.offset)
  }

  @Test("F4: what stands before the first header is never a message")
  func preamble() {
    #expect(read(.text("# Chat\n\n### Rules\n⏱ 07:32\n"), .settle, .text("more\n"), .settle).isEmpty)
    #expect(read(.text("# Chat\n" + john + "hi\n"), .settle).brief == ["John: hi"])
  }

  @Test("F5: NUL, bad UTF-8, CRLF and a BOM pass unchanged")
  func bytes() throws {
    var reader = ChatReader(vocabulary: household)
    var items: [Item] = []
    let header = Array(john.utf8.dropLast())
    let body: [UInt8] = [0xFF, 0x00, 0xC3, 0x0D, 0x0A, 0x0A, 0xF0, 0x9F, 0x0D]
    reader.append([0xEF, 0xBB, 0xBF] + header + [0x0D, 0x0A] + body + [0x0A, 0x0D, 0x0A], into: &items)
    reader.settle(into: &items)
    let message = try #require(items.first?.message)
    #expect(message.headerLine == header + [0x0D] && message.body == body && message.offset == 3)
  }

  @Test("F1: a byte order mark counts at the start of the file only")
  func mark() {
    #expect(read(.text("\n\u{FEFF}" + john + "hi\n"), .settle).isEmpty)
  }

  @Test("R5: a header without body stays unfinished until its body has come")
  func headerAlone() {
    #expect(read(.text(john), .settle, .text("\n"), .settle, .text("hi\n"), .settle).brief == ["John: \nhi"])
    #expect(read(.text(john + jack + "hi\n"), .settle).brief == ["John: ", "Jack: hi"])
  }

  @Test("R5: a header line that nobody has ended waits for its rest")
  func headerCut() {
    let cut = String(john.dropLast(10))
    let rest = String(john.suffix(10))
    #expect(Header(line: Array("### 2026-02-10 19:32 - John → Ja".utf8)) != nil)
    #expect(
      read(
        .text(jack + "hi\n### 2026-02-10 19:32 - John → Ja"), .settle, .text("ck\nyo\n"), .settle
      ).brief == ["Jack: hi", "John: yo"])
    #expect(read(.text(jack + "hi"), .settle).brief == ["Jack: hi"])
    #expect(read(.text(cut), .text(rest), .text("yo"), .settle).brief == ["John: yo"])
  }

  @Test("R5: what comes later for a delivered message is its next continuation")
  func continuations() throws {
    let items = read(
      .text(john + "one\n"), .settle, .text("\n"), .settle, .text("\n \ntwo\n"), .settle,
      .text("three\n" + jack),
      .settle)
    #expect(items.brief == ["John: one", "John+1: two", "John+2: three"])
    let second = try #require(items[1].message)
    #expect(second.header.sender == "John" && second.headerLine == Array(john.utf8.dropLast()))
    #expect(second.offset == john.utf8.count + 4 + 1 + 3)
  }

  @Test("R5: a line that settled before it ended goes on as a continuation, and is no header")
  func lineCut() {
    #expect(
      read(.text(john + "hello wor"), .settle, .text("ld\n"), .settle).brief == [
        "John: hello wor", "John+1: ld",
      ])
    #expect(read(.text(john + "hello"), .settle, .text("\n\n"), .settle).brief == ["John: hello"])
    let header = String(jack.dropLast())
    #expect(
      read(.text(john + "hello"), .settle, .text(jack + "```\n" + jack + "```\n"), .settle).brief
        == ["John: hello", "John+1: \(header)\n```\n\(header)\n```"])
  }

  @Test("F1: a near-header ends the message before it and is held with its text")
  func nearHeader() {
    let near = "### 2026-02-10 7:32 - Jack → Ross"
    #expect(
      read(.text(john + "hi\n" + near + "\nlost\n\n" + jack + "yo\n"), .settle).brief
        == ["John: hi", "near \(near): lost", "Jack: yo"])
    #expect(
      read(.text(john + near + "\nlost\n"), .settle, .text("more\n"), .settle).brief
        == ["John: ", "near \(near): lost"])
  }

  @Test(
    "F1: a near-header has a date, and an arrow or a known name as a whole word",
    arguments: [
      ("### 2026-02-10 → x", true), ("### 2026-02-10 a -> b", true), ("### 2026-02-10 =>", true),
      ("### 2026-02-10 ⇒", true), ("###2026-02-10 by JACK.", true), ("### 2026-02-10 (jack)", true),
      ("### 2026-02-10 jack's", true), ("### 2026-02-10 notes", false), ("### 2026-02-10 jackal", false),
      ("### 2026-02-10 blackjack", false), ("### notes → 2026-02-10", false), ("#### 2026-02-10 → x", false),
      ("## 2026-02-10 → x", false), (" ### 2026-02-10 → x", false), ("### 2026-02-1 → x", false),
      ("### 2026-02-10 a > b - c", false), ("### 2026-02-10 jack-o-lantern", false),
    ])
  func nearHeaders(line: String, isNear: Bool) {
    let items = read(.text(john + "hi\n" + line + "\n"), .settle)
    #expect(items.brief == (isNear ? ["John: hi", "near \(line): "] : ["John: hi\n\(line)"]))
  }
}
