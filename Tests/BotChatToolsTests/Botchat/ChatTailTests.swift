import BotChatFormat
import Testing

@testable import BotChatTools

@Suite("The last messages of a chat file")
struct ChatTailTests {
  private static let long = String(repeating: "A line of a report that goes on and on.\n", count: 500)

  @Test(
    "it reads so much of the end as is wanted, and the same messages as a whole reading",
    arguments: [1, 5, 20, 60])
  func amount(wanted: Int) throws {
    let text = (1...60).map { ChatFolder.message($0, "\($0)\n\(Self.long)") }.joined()
    let folder = try ChatFolder(text)
    let all = try folder.messages()
    let tail = try ChatTail(try folder.open(), .everybodyIsLocal) { $0.count >= wanted }
    #expect(all.count == 60)
    #expect(tail.messages.count >= wanted)
    #expect(tail.messages == Array(all.suffix(tail.messages.count)))
    #expect(wanted > 5 || tail.messages.count < 60)
    #expect(tail.messages.first.map { $0.message.offset >= tail.begin } == true)
    #expect(tail.size == text.utf8.count)
  }

  @Test("a piece begins behind a blank line: a header in the middle of a code block is none")
  func beginnings() throws {
    let header = "### 2026-02-10 19:32:15 SGT - John → Ross (#99)\n"
    let inside = "```\n\(Self.long)\(header)\(Self.long)\(Self.long)```"
    let folder = try ChatFolder((1...8).map { ChatFolder.message($0, inside) }.joined())
    let tail = try ChatTail(try folder.open(), .everybodyIsLocal) { !$0.isEmpty }
    let all = try folder.messages()
    #expect(all.compactMap(\.number) == Array(1...8))
    #expect(tail.begin > 0 && tail.messages == Array(all.suffix(tail.messages.count)))
  }

  @Test(
    "small, empty and headless files", arguments: [("", 0), ("# Rules\n", 0), ("text\n### no header\n", 0)])
  func small(text: String, count: Int) throws {
    let folder = try ChatFolder(text)
    let tail = try ChatTail(try folder.open(), .everybodyIsLocal) { $0.count >= 3 }
    #expect(tail.messages.count == count && tail.begin == 0)
  }

  @Test("no more than 16 MiB are held, however far the wanted message is")
  func bounded() throws {
    let line = String(repeating: "x", count: 1 << 10) + "\n"
    let body = String(repeating: line, count: 900)
    let folder = try ChatFolder((1...24).map { ChatFolder.message($0, body) }.joined())
    let tail = try ChatTail(try folder.open(), .everybodyIsLocal) { _ in false }
    #expect(tail.begin > 0 && tail.messages.last?.number == 24)
    #expect(tail.size - tail.begin <= 16 << 20)
  }
}
