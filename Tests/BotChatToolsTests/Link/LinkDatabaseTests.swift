import BotChatCore
import BotChatFormat
import BotChatSystem
import Foundation
import Testing

@testable import BotChatTools

@Suite("Link: what is stored")
final class LinkDatabaseTests {
  private let folder = FileManager.default.temporaryDirectory.path + "/botchat-link-\(UUID().uuidString)"
  private let database: LinkDatabase

  init() throws {
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    database = try LinkDatabase(path: "\(folder)/link.db")
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// A message of this id is heard at that time.
  private func hear(_ id: UInt64, at seen: Int64) throws {
    let header = try #require(Header(line: Array("### 2026-02-10 19:32:15 - Ross → Pelouse (#1)".utf8)))
    try database.add(
      Heard(
        header: header, id: MessageID(high: 0, low: id), continuation: 0, isAtHome: true, seen: seen,
        text: Array("text".utf8)))
  }

  private var names: [String] {
    get throws {
      let rows = try database.posting.database.prepare("SELECT name FROM letter ORDER BY number")
      var names: [String] = []
      while try rows.step() { names.append(rows.text(0)) }
      return names
    }
  }

  private func hex(_ id: UInt64) -> String { MessageID(high: 0, low: id).hex }

  @Test("DESIGN 9: what goes a third time has a name of its own, also when the first time is forgotten")
  func namesAreUnique() throws {
    try hear(1, at: 10)
    try hear(2, at: 11)
    try database.note([.handed(number: 1, seq: 1), .handed(number: 2, seq: 2)], at: 20)
    try hear(1, at: 50)
    try database.note([.handed(number: 3, seq: 3)], at: 60)
    try database.forget(before: 30)
    #expect(try names == [hex(1), hex(1) + "+1"])
    try hear(1, at: 70)
    #expect(try names == [hex(1), hex(1) + "+1", hex(1) + "+2"])
  }

  @Test("DESIGN 9: what the hub refused for good is forgotten in its time, and what waits never is")
  func refused() throws {
    for id in 1...3 as ClosedRange<UInt64> { try hear(id, at: 10) }
    try database.note([.refused(number: 1, why: "too large"), .handed(number: 3, seq: 1)], at: 20)
    try database.forget(before: 10)
    #expect(try names == [hex(1), hex(2), hex(3)])
    try database.forget(before: 30)
    #expect(try names == [hex(2), hex(3)])
  }
}
