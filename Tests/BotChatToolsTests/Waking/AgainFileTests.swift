import BotChatFormat
import BotChatSystem
import Glibc
import Testing

@testable import BotChatTools

@Suite("Waking: what the relay delivers once more")
struct AgainFileTests {
  @Test("W4: the file holds the last ones, and rubbish in it is none of them")
  func bounded() throws {
    var template = Array("/tmp/botchat-again-XXXXXX".utf8CString)
    try #require(mkdtemp(&template) != nil)
    let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let folder = try StateFolder(path: path)
    defer {
      _ = try? folder.remove("again")
      rmdir(path)
    }
    let file = AgainFile(in: folder)
    #expect(!file.holds(MessageID(high: 0, low: 0)))
    try folder.writeAtomically("again", [0xFF, 10, 0x61, 10, 10])
    #expect(!file.holds(MessageID(high: 0, low: 0)))
    for low in UInt64(0)..<40 { try file.add(MessageID(high: 7, low: low)) }
    try file.add(MessageID(high: 7, low: 39))
    let held = (UInt64(0)..<40).filter { file.holds(MessageID(high: 7, low: $0)) }
    #expect(held == Array(8..<40))
    let lines = try folder.readSmall("again", limit: 1 << 16)?.count { $0 == 10 }
    #expect(lines == 32)
  }
}
