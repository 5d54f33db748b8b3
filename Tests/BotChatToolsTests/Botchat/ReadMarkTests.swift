import BotChatFormat
import BotChatSystem
import Foundation
import Testing

@testable import BotChatTools

@Suite("How far a bot has read")
struct ReadMarkTests {
  private static let text = (1...4).map { ChatFolder.message($0, "No. \($0).") }.joined()

  /// Sets the time at which a file was changed last.
  private static func date(_ name: String, _ seconds: Double, in folder: ChatFolder) throws {
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: seconds)], ofItemAtPath: "\(folder.path)/\(name)")
  }

  @Test("without any mark there is none")
  func none() throws {
    let folder = try ChatFolder(Self.text)
    let mark = try ReadMark(beside: folder.chat)
    #expect(mark.isEmpty)
    #expect(try mark.place(in: folder.messages()) == nil)
  }

  @Test("what is set is found again, and the old file follows")
  func set() throws {
    let folder = try ChatFolder(Self.text)
    let messages = try folder.messages()
    try ReadMark(beside: folder.chat).set(messages[1])
    let mark = try ReadMark(beside: folder.chat)
    #expect(mark.place(in: messages) == 2)
    #expect(try String(contentsOfFile: "\(folder.path)/.bot-chat-state", encoding: .utf8) == "2\n")
    #expect(mark.place(in: Array(messages[2...])) == nil)
  }

  @Test(
    "whoever wrote last is believed", arguments: [(100.0, 200.0, 4), (200.0, 100.0, 2), (100.0, 100.0, 2)])
  func newer(own: Double, old: Double, place: Int) throws {
    let folder = try ChatFolder(Self.text)
    let messages = try folder.messages()
    try ReadMark(beside: folder.chat).set(messages[1])
    try folder.write("4", to: ReadMark.oldName)
    try Self.date(ReadMark.name, own, in: folder)
    try Self.date(ReadMark.oldName, old, in: folder)
    #expect(try ReadMark(beside: folder.chat).place(in: messages) == place)
  }

  @Test(
    "nonsense in the files is no mark",
    arguments: ["", "four", "#4", "4.5", "\u{0}4", "99999999999999999999"])
  func nonsense(text: String) throws {
    let folder = try ChatFolder(Self.text)
    try folder.write(text, to: ReadMark.oldName)
    try folder.write(text, to: ReadMark.name)
    #expect(try ReadMark(beside: folder.chat).place(in: folder.messages()) == nil)
  }

  @Test("a number may have blanks and a line end behind it", arguments: ["3", "3\n", "3 \r\n", "3\tlast"])
  func numbers(text: String) throws {
    let folder = try ChatFolder(Self.text)
    try folder.write(text, to: ReadMark.oldName)
    #expect(try ReadMark(beside: folder.chat).place(in: folder.messages()) == 3)
  }

  @Test("ack: a message is named by its id, the first digits of it, or its number")
  func names() throws {
    let messages = try ChatFolder(Self.text).messages()
    let hex = messages[2].id.hex
    for name in [hex, String(hex.prefix(12)), String(hex.prefix(4)).uppercased(), "#3"] {
      #expect(messages.filter(MessageName(name).means) == [messages[2]], "\(name)")
    }
    for name in ["", "abc", "3", "#9"] {
      #expect(!messages.contains(where: MessageName(name).means), "\(name)")
    }
  }
}
