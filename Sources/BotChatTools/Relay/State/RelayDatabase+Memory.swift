import BotChatCore
import BotChatFormat
import BotChatSystem

extension RelayDatabase {
  /// Offsets, lengths, counts and numbers; half of what there is, so that adding a few never overflows.
  static let places = 0...Int.max >> 1
  /// Sequence numbers of messages; half of what `MarkIndex` takes, so that there are enough to go on with.
  static let sequences = 1...Int(Int32.max)

  /// What is remembered, for homes with these file numbers.
  ///
  /// Throws `DatabaseError`, with `isDamaged` also where a value is one that no relay can have written.
  package func memory(files: [Int]) throws(DatabaseError) -> Memory {
    var memory = Memory()
    try readPositions(files, &memory)
    try readOutbox(files, &memory)
    try readKept(files, &memory)
    memory.archives = try archives(files)
    let problems = try database.prepare("SELECT kind, subject, what, since FROM problem")
    while try problems.step() {
      guard let kind = Problem.Kind(rawValue: problems.text(0)) else { continue }
      let key = Problem.Key(kind, problems.text(1))
      memory.problems.append(Problem(key, problems.text(2), at: Int64(problems.int(3))))
    }
    let notices = try database.prepare("SELECT recipient, subject, day FROM notice")
    while try notices.step() {
      memory.notices.append(
        Notice(recipient: notices.text(0), subject: notices.text(1), day: Int64(notices.int(2))))
    }
    memory.answered = try word(Self.answeredWord).flatMap(Answered.init(text:))
    memory.wasClean = try word("clean") == "yes"
    return memory
  }

  /// Stored parcels of one file behind `number`.
  package func outbox(_ file: Int, home: Int, after number: Int, limit: Int) -> [OutboxRow] {
    let statement = statements.selectParcels
    defer { statement.reset() }
    guard (try? statement.bind(1, file)) != nil, (try? statement.bind(2, number)) != nil else { return [] }
    var rows: [OutboxRow] = []
    var room = limit
    while room > 0, (try? statement.step()) == true {
      let row = OutboxRow(
        home: home, number: statement.int(0), sequence: statement.int(1), bytes: statement.bytes(2))
      room -= row.bytes.count
      rows.append(row)
    }
    return rows
  }

  /// Forgets messages first seen before `cutoff`, milliseconds since 1970 (R6).
  ///
  /// Their headers become history: a file that still holds one of them can be rewritten years later, and must
  /// not send it again.
  package func forget(before cutoff: Int) throws {
    let old = try database.prepare("SELECT identity FROM message WHERE seen < ?")
    try old.bind(1, cutoff)
    var marks: [UInt64] = []
    while try old.step() { if let words = old.threeWords(0) { marks.append(words.2) } }
    old.reset()
    guard !marks.isEmpty else { return }
    try database.transaction {
      try history.add(marks)
      let delete = try database.prepare("DELETE FROM message WHERE seen < ?")
      try delete.bind(1, cutoff)
      try delete.run()
      try database.execute("DELETE FROM later WHERE message NOT IN (SELECT sequence FROM message)")
    }
  }

  /// Forgets what was written in these homes, given by their file numbers, and was first seen before `cutoff`.
  ///
  /// It does not become history, which has no end: for homes whose old text does not come back (H2).
  package func forget(before cutoff: Int, from files: [Int]) throws(DatabaseError) {
    let delete = try database.prepare("DELETE FROM message WHERE \(HomeColumn.number) = ? AND seen < ?")
    for file in files {
      try delete.bind(1, file)
      try delete.bind(2, cutoff)
      try delete.run()
    }
  }

  private func readPositions(_ files: [Int], _ memory: inout Memory) throws(DatabaseError) {
    let statement = try database.prepare(
      """
      SELECT number, device, inode, offset, through, anchor, context, own, found, strangers,
        modified FROM file
      WHERE offset IS NOT NULL
      """)
    while try statement.step() {
      let key =
        statement.isNull(2)
        ? nil
        : FileKey(
          device: UInt64(UInt(bitPattern: statement.int(1))),
          inode: UInt64(UInt(bitPattern: statement.int(2))))
      let home = files.firstIndex(of: statement.int(0))
      let offset = try statement.int(3, in: Self.places)
      let anchor = try Self.anchor(statement, 5, before: offset)
      let position = StoredPosition(
        home: home ?? -1, key: key, offset: offset, readThrough: try statement.int(4, in: Self.places),
        anchor: anchor, context: statement.bytes(6), own: try Self.ranges(statement, 7),
        found: try Self.ranges(statement, 8), strangers: Self.strangers(statement.bytes(9)),
        modified: Int64(statement.int(10)))
      if home == nil { memory.orphans.append(position) } else { memory.positions.append(position) }
    }
  }

  private static func strangers(_ bytes: [UInt8]) -> [UInt64: MessageID] {
    let words = NumberList.decode(bytes).map { UInt64(UInt(bitPattern: $0)) }
    var strangers: [UInt64: MessageID] = [:]
    for at in stride(from: 0, to: words.count - 2, by: 3) {
      strangers[words[at]] = MessageID(high: words[at + 1], low: words[at + 2])
    }
    return strangers
  }

  private func readOutbox(_ files: [Int], _ memory: inout Memory) throws(DatabaseError) {
    let statement = try database.prepare(
      "SELECT file, count(*), max(number), min(number) FROM outbox GROUP BY file")
    while try statement.step() {
      guard let home = files.firstIndex(of: statement.int(0)) else { continue }
      memory.outbox.append(
        Memory.Waiting(
          home: home, count: statement.int(1), lastNumber: try statement.int(2, in: Self.places),
          sentThrough: try statement.int(3, in: Self.places) - 1))
    }
  }

  private func readKept(_ files: [Int], _ memory: inout Memory) throws(DatabaseError) {
    let statement = try database.prepare("SELECT * FROM kept ORDER BY file, offset")
    while try statement.step() {
      guard let home = files.firstIndex(of: statement.int(0)) else { continue }
      let offset = try statement.int(1, in: Self.places)
      memory.kept.append(
        KeptMessage(
          home: home, offset: offset, mark: UInt64(UInt(bitPattern: statement.int(2))),
          anchor: try Self.anchor(statement, 3, before: offset), bytes: statement.bytes(4),
          until: Int64(statement.int(5)), restored: try statement.int(6, in: Self.places)))
    }
  }

  /// The bytes before an offset, which cannot be more than there were.
  private static func anchor(
    _ statement: Statement, _ column: Int, before offset: Int
  ) throws(DatabaseError) -> [UInt8] {
    let anchor = statement.bytes(column)
    guard anchor.count <= offset else {
      throw DatabaseError(impossible: "\(anchor.count) bytes before \(offset)", sql: statement.sql)
    }
    return anchor
  }

  private static func ranges(_ statement: Statement, _ column: Int) throws(DatabaseError) -> [Range<Int>] {
    let bounds = NumberList.decode(statement.bytes(column))
    var ranges: [Range<Int>] = []
    for at in stride(from: 0, to: bounds.count - 1, by: 2) {
      guard places.contains(bounds[at]), places.contains(bounds[at + 1]), bounds[at] <= bounds[at + 1] else {
        throw DatabaseError(impossible: "from \(bounds[at]) to \(bounds[at + 1])", sql: statement.sql)
      }
      ranges.append(bounds[at]..<bounds[at + 1])
    }
    return ranges
  }
}
