import BotChatCore
import BotChatFormat
import BotChatSystem
import Foundation
import Testing

@testable import BotChatTools

@Suite("State: a database that no relay has left")
struct RelayStateTests {
  private static let id = String(repeating: "0123456789abcdef", count: 2)
  private let folder = FileManager.default.temporaryDirectory.path + "/botchat-state-\(UUID().uuidString)"

  /// A state folder with a row of each kind, closed cleanly; then these statements have their way with it.
  ///
  /// When sealed, with the seals of what stands there then, as only a program can make them.
  private func spoiled(_ sql: String, isSealed: Bool = true, _ body: (String) throws -> Void) throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    do {
      let state = try RelayState(path: folder)
      try state.database.setWord("key", Self.id)
      try state.database.setWord("clean", "yes")
      try state.confirm()
      try state.database.database.execute(
        """
        INSERT INTO file VALUES(1, '/a', 1, 2, 10, 10, x'0a', x'00', x'', x'', x'', 0, 0);
        INSERT INTO member VALUES(1, 'Ross', 0); INSERT INTO history VALUES(1, x'0102030405060708', 0);
        INSERT INTO message VALUES(1, zeroblob(24), 0, 1, 0, 3, 2, 0);
        INSERT INTO outbox VALUES(1, 1, 1, x'0a', 0); INSERT INTO kept VALUES(1, 3, 5, x'0a', x'0a', 9, 0, 0);
        """)
      try RelayDatabase.seal(state.database.database)
      try state.database.database.execute(sql)
      if isSealed { try? RelayDatabase.seal(state.database.database) }
    }
    try body(folder)
  }

  private func load(_ state: RelayState) throws {
    _ = try state.database.memory(files: [1])
    try state.database.eachMark { _, _ in }
  }

  @Test("R13: what a relay has left is read as it is")
  func sound() throws {
    try spoiled("") { folder in
      let state = try RelayState(path: folder)
      try load(state)
      guard case .resumed = state.beginning else {
        Issue.record("not resumed")
        return
      }
    }
  }

  @Test(
    "R13: other tables and impossible values make the state a lost one, which is moved aside",
    arguments: [
      "DROP TABLE message", "DROP TABLE notice", "ALTER TABLE kept DROP COLUMN until",
      "ALTER TABLE message RENAME COLUMN identity TO sign", "UPDATE message SET identity = zeroblob(23)",
      "UPDATE meta SET value = '' WHERE name = 'key'", "UPDATE file SET offset = -1",
      "UPDATE file SET offset = 0", "UPDATE file SET through = -9223372036854775808",
      "UPDATE file SET own = x'0301'", "UPDATE file SET found = x'0203'", "UPDATE message SET sequence = 0",
      "UPDATE message SET sequence = 4294967295", "UPDATE outbox SET number = -9223372036854775808",
      "UPDATE outbox SET number = 9223372036854775807", "UPDATE kept SET offset = 0",
      "UPDATE kept SET restored = -1",
    ])
  func lost(sql: String) throws {
    try spoiled(sql) { folder in
      let damage = try #require(
        throws: DatabaseError.self, performing: { try load(try RelayState(path: folder)) })
      #expect(damage.isNotOurs, "\(damage)")
      let state = try RelayState(path: folder, damage: damage)
      try load(state)
      #expect(state.damaged != nil)
      #expect(try state.folder.names().contains { $0.hasPrefix("relay.db.damaged-") })
      guard case .lost = state.beginning else {
        Issue.record("not lost")
        return
      }
    }
  }

  @Test(
    "R13: a value that could be, and is not the one that was stored, makes the state a lost one",
    arguments: [
      "UPDATE meta SET value = 'fedcba9876543210fedcba9876543210' WHERE name = 'key'",
      "UPDATE member SET name = 'Rosr'", "UPDATE file SET own = x'0202'", "UPDATE file SET inode = 3",
      "UPDATE message SET identity = randomblob(24)", "UPDATE message SET reached = 4",
      "UPDATE message SET reached = x'02'", "UPDATE message SET home = 2",
      "UPDATE outbox SET bytes = x'0b'",
      "UPDATE outbox SET message = 2", "UPDATE kept SET bytes = x'0b'",
      "UPDATE history SET marks = x'0102030405060709'", "UPDATE outbox SET seal = NULL",
    ])
  func changed(sql: String) throws {
    try spoiled(sql, isSealed: false) { folder in
      let damage = try #require(throws: DatabaseError.self) { _ = try RelayState(path: folder) }
      #expect(damage.isDamaged, "\(damage)")
    }
  }

  @Test(
    "R13: of a large database that was closed in order only what decides about deliveries is looked at",
    arguments: [
      ("UPDATE message SET identity = zeroblob(24) WHERE sequence = 9", true, false),
      ("UPDATE message SET identity = zeroblob(24) WHERE sequence = 9", false, true),
      ("UPDATE outbox SET bytes = x'0b'", true, true), ("UPDATE file SET own = x'0202'", true, true),
      ("UPDATE kept SET bytes = x'0b'", true, true),
    ])
  func large(sql: String, isClean: Bool, isSeen: Bool) throws {
    let many = """
      INSERT INTO message WITH RECURSIVE number(n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM number WHERE n < 60000)
      SELECT n, CAST(zeroblob(19) || (10000 + n) AS BLOB), 0, 1, 0, 3, 2, 0 FROM number;
      UPDATE message SET seal = \(RelayDatabase.seal("message", RelayDatabase.sealed["message"] ?? ""));
      UPDATE meta SET value = '\(isClean ? "yes" : "no")' WHERE name = 'clean';
      UPDATE meta SET seal = seal(\(RelayDatabase.sealed["meta"] ?? ""));
      """
    try spoiled(many + sql, isSealed: false) { folder in
      let answer = Result { try RelayState(path: folder) }
      if case .failure(let error) = answer {
        #expect(isSeen && error is DatabaseError, "\(error)")
      } else {
        #expect(!isSeen)
      }
    }
  }

  /// Makes the table of messages that of version 3, with two of them.
  private static let longMessages = """
    DROP TABLE message;
    CREATE TABLE message(
      sequence INTEGER PRIMARY KEY, id BLOB NOT NULL, mark INTEGER NOT NULL, seen INTEGER NOT NULL,
      home INTEGER NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL, count INTEGER NOT NULL,
      reached BLOB NOT NULL, trusted INTEGER NOT NULL, seal INTEGER);
    INSERT INTO message VALUES(1, x'0000000000000001000000000000000A', -2, 7, 1, 5, 3, 1, x'020280010202', 1, 0);
    INSERT INTO message VALUES(2, x'0000000000000002000000000000000B', 9, 8, 1, 6, 4, 3, x'04', 0, 0);
    UPDATE message SET seal = seal(\(RelayDatabase.longMessage)); PRAGMA user_version=3;
    """

  private func isWhole(_ state: RelayState) throws {
    try load(state)
    #expect(
      state.database.record(1)
        == MessageRecord(
          sequence: 1, id: MessageID(high: 1, low: 10), mark: UInt64.max - 1, seen: 7, home: 1, offset: 5,
          length: 3,
          count: 1, reached: [1, 2, 66, 67, 68], isTrusted: true))
    #expect(
      state.database.record(2)
        == MessageRecord(
          sequence: 2, id: MessageID(high: 2, low: 11), mark: 9, seen: 8, home: 1, offset: 6, length: 4,
          count: 3,
          reached: [2], isTrusted: false))
  }

  @Test("R13: a database without seals is believed, and gets them")
  func older() throws {
    let drops = RelayDatabase.sealed.keys.map { "ALTER TABLE \($0) DROP COLUMN seal" }
    let sql = ([Self.longMessages] + drops + ["PRAGMA user_version=2"]).joined(separator: "; ")
    try spoiled(sql, isSealed: false) { folder in
      try isWhole(try RelayState(path: folder))
      try isWhole(try RelayState(path: folder))
    }
  }

  @Test("R13: the messages of version 3 become shorter, and stay what they were")
  func longMessages() throws {
    try spoiled(Self.longMessages, isSealed: false) { folder in
      try isWhole(try RelayState(path: folder))
      let state = try RelayState(path: folder)
      try isWhole(state)
      let left = try state.database.database.prepare(
        "SELECT count(*) FROM sqlite_schema WHERE name LIKE 'long%'")
      #expect(try left.step() && left.int(0) == 0)
    }
  }

  @Test(
    "R13: a row of version 3 that has changed on the disk makes the state a lost one",
    arguments: [
      "message SET mark = 4", "message SET trusted = 1", "outbox SET bytes = x'0b'", "member SET name = 'X'",
    ])
  func changedLong(what: String) throws {
    try spoiled("\(Self.longMessages) UPDATE \(what)", isSealed: false) { folder in
      let damage = try #require(throws: DatabaseError.self) { _ = try RelayState(path: folder) }
      #expect(damage.isDamaged, "\(damage)")
    }
  }

  @Test("R13: a record that cannot be is none")
  func impossibleRecord() throws {
    try spoiled("UPDATE message SET length = -1") { folder in
      let state = try RelayState(path: folder)
      try load(state)
      #expect(state.database.record(1) == nil)
    }
  }

  @Test("R6: whatever stands in relay.id, the marks keep the key that they were made with")
  func damagedID() throws {
    for id in [
      "", "x", Self.id.uppercased(), String(repeating: "f", count: 32), String(repeating: "0", count: 999),
    ] {
      try spoiled("") { folder in
        try Data(id.utf8).write(to: URL(fileURLWithPath: "\(folder)/relay.id"))
        let state = try RelayState(path: folder)
        #expect(state.key == (0x0123_4567_89ab_cdef, 0x0123_4567_89ab_cdef))
        guard case .resumed = state.beginning else {
          Issue.record("not resumed")
          return
        }
      }
    }
  }
}
