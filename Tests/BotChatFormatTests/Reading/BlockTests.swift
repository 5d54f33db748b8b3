import BotChatFormat
import Testing

@Suite struct BlockTests {
  private let quoted = String(ross.dropLast())

  @Test("R3: a header from elsewhere is a quotation in a message before its ⏱ line")
  func quotation() {
    #expect(read(.text(john + "see\n" + ross + "x\n"), .settle).brief == ["John: see\n\(quoted)\nx"])
    #expect(read(.text(john + ross + "x\n"), .settle).brief == ["John: \(quoted)\nx"])
  }

  @Test(
    "R3: behind the ⏱ line, a complete message or nothing it is a foreign block, up to the next header here")
  func foreign() throws {
    let items = read(
      .text(john + "hi\n⏱ 07:32\n\n" + ross + "x\n" + ross + "y\n\n" + jack + "yo\n"), .settle)
    #expect(items.brief == ["John: hi\n⏱ 07:32", "foreign Ross: x\n\(quoted)\ny", "Jack: yo"])
    #expect(read(.text(ross + "x\n"), .settle).brief == ["foreign Ross: x"])
    #expect(
      read(.text(john + "hi\n"), .settle, .text(ross + "x\n"), .settle).brief == [
        "John: hi", "foreign Ross: x",
      ])
    #expect(
      read(.text(john + "hi\n"), .settle, .text("more\n" + ross + "x\n"), .settle).brief
        == ["John: hi", "John+1: more", "foreign Ross: x"])
    guard case .foreign(let block) = items[1] else { return #expect(Bool(false)) }
    #expect(block.header?.sender == "Ross" && block.line == Array(quoted.utf8))
    #expect(block.length == block.text.count && block.end == items[2].message?.offset)
  }

  @Test("R3: what comes later for a foreign block is nobody's, the next one is told again")
  func foreignLater() {
    #expect(
      read(.text(ross + "x\n"), .settle, .text("later\n"), .settle, .text(ross + "y\n"), .settle).brief
        == ["foreign Ross: x", "foreign Ross: y"])
  }

  @Test("R3: of a block 4 KiB are kept, and its whole length")
  func longBlock() {
    let items = read(.text(ross + String(repeating: "line\n", count: 10_000)), .settle)
    guard case .foreign(let block) = items[0] else { return #expect(Bool(false)) }
    #expect(block.text.count == Block.longestText && block.length == 49_999)
  }

  @Test("R8: text behind our bytes continues the message that was unfinished before them")
  func skipUnfinished() {
    #expect(read(.text(john), .skip(100), .text("hi\n"), .settle).brief == ["John: hi"])
    #expect(read(.text(john + "a\n"), .skip(100), .text("b\n"), .settle).brief == ["John: a\nb"])
    // Our first line feed ended the line that nobody had.
    #expect(read(.text(john + "a"), .skip(100), .text("b\n"), .settle).brief == ["John: a\nb"])
    #expect(
      read(.text(john + "a"), .skip(100), .text(jack + "b\n"), .settle).brief == ["John: a", "Jack: b"])
    #expect(
      read(.text(john + "```\na\n"), .skip(100), .text(jack + "```\n"), .settle).brief
        == ["John: ```\na\n\(jack)```"])
  }

  @Test("R8: where nothing was unfinished text behind our bytes is stray, blank lines are nothing")
  func skipFinished() {
    #expect(
      read(.text(john + "a\n"), .settle, .skip(100), .text("\n\nb\n"), .settle, .text("c\n" + jack), .settle)
        .brief
        == ["John: a", "stray b", "stray c"])
    #expect(read(.text(john + "a\n"), .settle, .skip(100), .text("\n \n"), .settle).brief == ["John: a"])
    #expect(
      read(.text(john + "a"), .settle, .skip(100), .text(jack + "b"), .settle).brief == [
        "John: a", "Jack: b",
      ])
    #expect(
      read(.text(ross + "a\n"), .skip(100), .text("b\n"), .settle).brief == ["foreign Ross: a", "stray b"])
    #expect(read(.text("preamble\n"), .skip(100), .text("b\n"), .settle).brief == ["stray b"])
  }

  @Test("R8: offsets count our bytes")
  func skipOffsets() throws {
    var reader = ChatReader(at: 1000, vocabulary: household)
    var items: [Item] = []
    reader.append(john + "a", into: &items)
    reader.skipRelayed(100, into: &items)
    #expect(reader.offset == 1000 + john.utf8.count + 1 + 100 && reader.position == 1000)
    reader.append("b\n" + jack + "c\n", into: &items)
    let message = try #require(items.first?.message)
    #expect(message.end == 1000 + john.utf8.count + 1 + 100 + 2 && reader.position == message.end)
  }

  @Test("R5: a delivery that stands in the file does not end a message without body")
  func relayed() {
    #expect(
      read(.text(john + robo + "r\n\n" + robo + "s\n" + jack + "yo\n"), .settle, as: .cold).brief
        == ["relayed Robo: r", "relayed Robo: s", "John: ", "Jack: yo"])
    #expect(
      read(.text(john + "hi\n" + robo + "r\n" + ross + "x\n"), .settle, as: .cold).brief
        == ["John: hi", "relayed Robo: r", "foreign Ross: x"])
    #expect(
      read(.text(john + robo + "r\n"), .settle, .text("hi\n"), .settle).brief == [
        "relayed Robo: r", "John: hi",
      ])
    #expect(
      read(.text(robo + "r\n"), .settle, .text("hi\n"), .settle).brief == ["relayed Robo: r", "stray hi"])
  }

  @Test("F6: in a delivery nothing opens a fence, since its headers are quoted")
  func relayedFence() {
    #expect(
      read(.text(robo + "```\n" + john + "```\n"), .settle).brief == ["relayed Robo: ```", "John: ```"])
  }
}
