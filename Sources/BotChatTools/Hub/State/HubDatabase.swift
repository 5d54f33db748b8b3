import BotChatCore
import BotChatSystem

/// `hub.db`: everything that the hub remembers; only the hub writes it.
final class HubDatabase {
  /// The schema that this program writes.
  static let schema = 1

  /// The state was written by a newer version.
  struct NewerSchema: Error {
    let found: Int
    let known: Int
  }

  let database: Database
  private let insertMessage: Statement
  private let insertID: Statement
  private let dropMessage: Statement
  private let setReserved: Statement
  private let setMember: Statement
  private let dropMember: Statement
  private let insertRoom: Statement
  private let dropIDs: Statement

  /// Opens the database, and makes its tables where it is new.
  ///
  /// Throws `DatabaseError`, and ``NewerSchema``.
  init(path: String) throws {
    database = try Database(path: path)
    let version = try database.prepare("PRAGMA user_version")
    let found = try version.step() ? version.int(0) : 0
    version.reset()
    if found > Self.schema { throw NewerSchema(found: found, known: Self.schema) }
    if found < 1 { try Self.create(database) }
    insertMessage = try database.prepare("INSERT INTO message VALUES(?,?,?,?,?,?)")
    insertID = try database.prepare("INSERT INTO known VALUES(?,?,?,?,?)")
    dropMessage = try database.prepare("DELETE FROM message WHERE seq = ?")
    setReserved = try database.prepare("UPDATE meta SET value = ? WHERE name = 'reserved'")
    setMember = try database.prepare("INSERT OR REPLACE INTO member VALUES(?,?,?,?,?)")
    dropMember = try database.prepare("DELETE FROM member WHERE room = ? AND name = ?")
    insertRoom = try database.prepare("INSERT INTO room VALUES(?,?)")
    dropIDs = try database.prepare("DELETE FROM known WHERE ts < ?")
  }

  private static func create(_ database: Database) throws {
    try database.transaction {
      try database.execute(
        """
        CREATE TABLE meta(name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
        INSERT INTO meta VALUES('reserved', 0);
        CREATE TABLE room(number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
        CREATE TABLE member(
          room INTEGER NOT NULL, name TEXT NOT NULL, cursor INTEGER NOT NULL, receipts INTEGER NOT NULL,
          seen INTEGER NOT NULL, PRIMARY KEY(room, name)) WITHOUT ROWID;
        CREATE TABLE message(
          seq INTEGER PRIMARY KEY, room INTEGER NOT NULL, sender TEXT NOT NULL, ts INTEGER NOT NULL, id TEXT,
          text BLOB NOT NULL);
        CREATE TABLE known(
          room INTEGER NOT NULL, sender TEXT NOT NULL, id TEXT NOT NULL, seq INTEGER NOT NULL,
          ts INTEGER NOT NULL, PRIMARY KEY(room, sender, id)) WITHOUT ROWID;
        CREATE INDEX known_age ON known(ts);
        PRAGMA user_version=1;
        """)
    }
  }

  /// Stores changes as a whole, or nothing of them.
  ///
  /// `waits`: and synced. Throws `DatabaseError`.
  func commit(_ changes: [HubChange], waits: Bool) throws {
    try database.waitForDisk(waits)
    try database.transaction {
      for change in changes { try apply(change) }
    }
  }

  private func apply(_ change: HubChange) throws(DatabaseError) {
    switch change {
    case .reserve(let through):
      try setReserved.bind(1, Int(through))
      try setReserved.run()
    case .room(let number, let name):
      try insertRoom.bind(1, number)
      try insertRoom.bind(2, name)
      try insertRoom.run()
    case .message(let message): try insert(message)
    case .member(let member):
      try setMember.bind(1, member.room)
      try setMember.bind(2, member.name)
      try setMember.bind(3, Int(member.cursor))
      try setMember.bind(4, member.receipts ? 1 : 0)
      try setMember.bind(5, Int(member.seen))
      try setMember.run()
    case .forgetMember(let name, let room):
      try dropMember.bind(1, room)
      try dropMember.bind(2, name)
      try dropMember.run()
    case .drop(let numbers):
      for number in numbers {
        try dropMessage.bind(1, Int(number))
        try dropMessage.run()
      }
    case .forgetIDs(let before):
      try dropIDs.bind(1, Int(before))
      try dropIDs.run()
    case .trial:
      // A row that is written, so that a full disk shows.
      try database.execute("UPDATE meta SET value = value WHERE name = 'reserved'")
    }
  }

  private func insert(_ message: HubMessage) throws(DatabaseError) {
    try insertMessage.bind(1, Int(message.seq))
    try insertMessage.bind(2, message.room)
    try insertMessage.bind(3, message.sender)
    try insertMessage.bind(4, Int(message.ts))
    try insertMessage.bind(5, message.id)
    var text = message.text
    let bound = text.withUTF8 { bytes in
      Result { () throws(DatabaseError) in try insertMessage.bind(6, UnsafeRawBufferPointer(bytes)) }
    }
    try bound.get()
    try insertMessage.run()
    guard let id = message.id else { return }
    try insertID.bind(1, message.room)
    try insertID.bind(2, message.sender)
    try insertID.bind(3, id)
    try insertID.bind(4, Int(message.seq))
    try insertID.bind(5, Int(message.ts))
    try insertID.run()
  }

  // MARK: the last life

  /// Everything but the texts.
  ///
  /// Throws `DatabaseError`, with `isDamaged` where no hub can have written it.
  func memory() throws(DatabaseError) -> HubMemory {
    var memory = HubMemory()
    let meta = try database.prepare("SELECT value FROM meta WHERE name = 'reserved'")
    guard try meta.step() else {
      throw DatabaseError(impossible: "no number is reserved", sql: meta.sql)
    }
    memory.reserved = Int64(try meta.int(0, in: 0...Int.max))
    let rooms = try database.prepare("SELECT number, name FROM room ORDER BY number")
    while try rooms.step() {
      let number = try rooms.int(0, in: memory.rooms.count...memory.rooms.count)
      memory.rooms[number] = rooms.text(1)
    }
    let members = try database.prepare(
      "SELECT room, name, cursor, receipts, seen FROM member ORDER BY room, name")
    while try members.step() {
      memory.members.append(
        HubMember(
          name: members.text(1), room: members.int(0), cursor: Int64(members.int(2)),
          receipts: members.int(3) != 0, seen: Int64(members.int(4))))
    }
    let kept = try database.prepare("SELECT seq, room, sender, length(text) FROM message ORDER BY seq")
    while try kept.step() {
      memory.kept.append(
        HubMemory.Kept(
          seq: Int64(try kept.int(0, in: 1...max(1, Int(memory.reserved)))), room: kept.int(1),
          sender: kept.text(2), size: kept.int(3)))
    }
    return memory
  }
}
