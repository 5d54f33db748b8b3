import BotChatCore
import BotChatFormat
import BotChatSystem
import Foundation
import Testing

@testable import BotChatTools

@Suite("State: an archive under way")
struct ArchiveStateTests {
  private let path = FileManager.default.temporaryDirectory.path + "/botchat-archive-\(UUID().uuidString).db"

  private func plan(_ home: Int, length: Int? = nil, isShifted: Bool = false) -> ArchivePlan {
    ArchivePlan(
      home: home, key: FileKey(device: .max, inode: 7), archive: "A-2026-02-10.md", archiveLength: length,
      lead: [10], moved: 9..<100, cut: 64, opening: [UInt8](repeating: 0x20, count: 36), before: [1],
      after: [2, 3], answered: Answered("1-2", Reply(isDone: true, "archived all")), isShifted: isShifted)
  }

  private func record(_ sequence: Int, home: Int, offset: Int) -> MessageRecord {
    MessageRecord(
      sequence: sequence, id: MessageID(high: 1, low: 2), mark: 3, seen: 4, home: home, offset: offset,
      length: 5, count: 1, reached: [1], isTrusted: true)
  }

  private func with(_ body: (RelayDatabase) throws -> Void) throws {
    defer { for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + end) } }
    try body(RelayDatabase(path: path))
  }

  @Test("R11: a plan comes back as it was stored, is replaced by a later one, and goes with the last commit")
  func plans() throws {
    try with { database in
      let files = [try database.fileNumber("/a"), try database.fileNumber("/b")]
      var change = StateChange()
      change.archives = [plan(0), plan(1, length: 0)]
      try database.commit(change, files: files)
      #expect(try database.memory(files: files).archives == [plan(0), plan(1, length: 0)])
      #expect(try database.memory(files: [files[1]]).archives == [plan(0, length: 0)])
      change = StateChange()
      change.archives = [plan(1, length: 12, isShifted: true)]
      change.endedArchives = [0]
      try database.commit(change, files: files)
      #expect(try database.memory(files: files).archives == [plan(1, length: 12, isShifted: true)])
    }
  }

  @Test(
    "R11: the places of messages move with the text, those of this file alone, before what is new is stored")
  func shifts() throws {
    try with { database in
      let files = [try database.fileNumber("/a"), try database.fileNumber("/b")]
      var change = StateChange()
      change.records = [
        record(1, home: files[0], offset: 99), record(2, home: files[0], offset: 100),
        record(3, home: files[0], offset: 500), record(4, home: files[1], offset: 500),
      ]
      try database.commit(change, files: files)
      change = StateChange()
      change.shifts = [plan(0)]
      change.records = [record(5, home: files[0], offset: 600)]
      try database.commit(change, files: files)
      #expect((1...5).map { database.record($0)?.offset } == [0, 36, 436, 500, 600])
    }
  }

  @Test("a state of the first version is taken up, and what no relay can have left is none")
  func versions() throws {
    try with { database in
      _ = try database.fileNumber("/a")
      try database.database.execute(
        """
        DROP TABLE archive; DROP TABLE later; DROP TABLE message;
        CREATE TABLE message(sequence INTEGER PRIMARY KEY, id, mark, seen, home, offset, length, count, reached, trusted,
          seal); PRAGMA user_version=1
        """)
      for table in RelayDatabase.sealed.keys where table != "archive" {
        try database.database.execute("ALTER TABLE \(table) DROP COLUMN seal")
      }
      let later = try RelayDatabase(path: path)
      var change = StateChange()
      change.archives = [plan(0)]
      try later.commit(change, files: [1])
      for spoil in [
        "cut = -1", "cut = 101", "opening = x'20'", "after = x''", "answered = ''", "begin = 101",
      ] {
        let spoiled = try RelayDatabase(path: path)
        try spoiled.database.execute("BEGIN; UPDATE archive SET \(spoil)")
        #expect(throws: DatabaseError.self, "\(spoil)") { _ = try spoiled.memory(files: [1]) }
        try spoiled.database.execute("ROLLBACK")
      }
      #expect(try later.memory(files: [1]).archives == [plan(0)])
    }
  }
}
