import BotChatCore
import BotChatFormat
import BotChatSystem
import Foundation
import Testing

@testable import BotChatTools

@Suite("State: when what waited has arrived")
struct LaterStateTests {
  private let path = FileManager.default.temporaryDirectory.path + "/botchat-later-\(UUID().uuidString).db"

  /// Message, file, time, whether it was dropped.
  private func later(_ database: RelayDatabase) throws -> [[Int]] {
    let rows = try database.database.prepare(
      "SELECT message, file, at, dropped FROM later ORDER BY message, file")
    var found: [[Int]] = []
    while try rows.step() { found.append((0..<4).map(rows.int)) }
    return found
  }

  private func commit(
    _ database: RelayDatabase, at: Int64, _ files: [Int], _ fill: (inout StateChange) -> Void
  ) throws {
    var change = StateChange()
    change.at = at
    fill(&change)
    try database.commit(change, files: files)
  }

  private func parcel(_ home: Int, _ number: Int, of message: Int) -> OutboxRow {
    OutboxRow(home: home, number: number, sequence: message, bytes: [10])
  }

  @Test(
    "what leaves the outbox is noted with its time; what is sent again gets the newer one; a notice has none")
  func times() throws {
    defer { for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + end) } }
    let database = try RelayDatabase(path: path)
    let files = [try database.fileNumber("/a"), try database.fileNumber("/b")]
    try commit(database, at: 100, files) {
      $0.parcels = [parcel(0, 1, of: 5), parcel(0, 2, of: 6), parcel(1, 1, of: 5), parcel(0, 3, of: 0)]
    }
    #expect(try later(database).isEmpty)
    try commit(database, at: 200, files) { $0.sentParcels = [(0, 1)] }
    try commit(database, at: 300, files) { $0.droppedParcels = [(0, 2), (1, 1)] }
    try commit(database, at: 400, files) { $0.sentParcels = [(0, 3)] }
    #expect(try later(database) == [[5, files[0], 200, 0], [5, files[1], 300, 1], [6, files[0], 300, 1]])
    try commit(database, at: 500, files) { $0.parcels = [parcel(1, 2, of: 5)] }
    try commit(database, at: 600, files) { $0.sentParcels = [(1, 2)] }
    #expect(try later(database) == [[5, files[0], 200, 0], [5, files[1], 600, 0], [6, files[0], 300, 1]])
  }

  @Test("R6: it is forgotten with its message")
  func forgotten() throws {
    defer { for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + end) } }
    let database = try RelayDatabase(path: path)
    let files = [try database.fileNumber("/a")]
    try commit(database, at: 100, files) {
      $0.records = [1, 2].map {
        MessageRecord(
          sequence: $0, id: MessageID(high: 1, low: 2), mark: 3, seen: Int64($0 * 10), home: files[0],
          offset: 1,
          length: 5, count: 1, reached: [1], isTrusted: true)
      }
      $0.parcels = [parcel(0, 1, of: 1), parcel(0, 2, of: 2)]
    }
    try commit(database, at: 200, files) { $0.sentParcels = [(0, 2)] }
    try database.forget(before: 15)
    #expect(try later(database) == [[2, files[0], 200, 0]])
  }
}
