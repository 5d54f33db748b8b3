import BotChatCore
import BotChatSystem

/// `relay.db`, read while the relay writes it (H2).
struct StoredState {
  /// How far a file has been read.
  struct Position {
    var key: FileKey?
    var offset: Int
    var through: Int
    var context: [UInt8]
    /// What the relay wrote behind `offset`.
    var own: [Range<Int>]
  }

  let database: Database

  /// Throws `DatabaseError`, with `isBusy` when another program keeps it locked for a second.
  init(_ state: String) throws(DatabaseError) {
    database = try Database(path: "\(state)/relay.db", isReadOnly: true)
  }

  /// The stored positions, by the path of the file.
  ///
  /// Throws `DatabaseError`.
  func positions() throws(DatabaseError) -> [String: Position] {
    let rows = try database.prepare(
      "SELECT path, device, inode, offset, through, context, own FROM file WHERE offset IS NOT NULL")
    var positions: [String: Position] = [:]
    while try rows.step() {
      let bounds = NumberList.decode(rows.bytes(6))
      let own = stride(from: 0, to: bounds.count - 1, by: 2).compactMap { at in
        bounds[at] < bounds[at + 1] ? bounds[at]..<bounds[at + 1] : nil
      }
      let key =
        rows.isNull(2)
        ? nil
        : FileKey(device: UInt64(UInt(bitPattern: rows.int(1))), inode: UInt64(UInt(bitPattern: rows.int(2))))
      positions[rows.text(0)] = Position(
        key: key, offset: rows.int(3), through: rows.int(4), context: rows.bytes(5), own: own)
    }
    return positions
  }

  /// What waits for each file, by its path: how many messages, and when the oldest was first seen, in milliseconds
  /// since 1970; nil for a notice of the relay's own.
  ///
  /// Throws `DatabaseError`.
  func outbox() throws(DatabaseError) -> [(path: String, count: Int, seen: Int64?)] {
    let rows = try database.prepare(
      """
      SELECT file.path, count(*), min(message.seen) FROM outbox JOIN file ON file.number = outbox.file
      LEFT JOIN message ON message.sequence = outbox.message GROUP BY outbox.file
      """)
    var waiting: [(path: String, count: Int, seen: Int64?)] = []
    while try rows.step() {
      waiting.append((rows.text(0), rows.int(1), rows.isNull(2) ? nil : Int64(rows.int(2))))
    }
    return waiting
  }

  /// What the relay has listed.
  ///
  /// Throws `DatabaseError`.
  func problems() throws(DatabaseError) -> [Problem] { try Problem.stored(in: database) }
}

extension Problem {
  /// What a relay or a link has listed in its database, the newest first.
  ///
  /// Throws `DatabaseError`.
  static func stored(in database: Database) throws(DatabaseError) -> [Problem] {
    let rows = try database.prepare(
      "SELECT kind, subject, what, since FROM problem ORDER BY since DESC LIMIT 2000")
    var problems: [Problem] = []
    while try rows.step() {
      guard let kind = Problem.Kind(rawValue: rows.text(0)) else { continue }
      problems.append(
        Problem(Problem.Key(kind, rows.text(1)), rows.text(2), at: Int64(rows.int(3))))
    }
    return problems
  }

  /// What the links of a configuration have listed.
  static func ofLinks(_ source: ConfigurationFile) -> [Problem] {
    source.configuration.bots.filter { $0.link != nil }.flatMap { bot in
      (try? StoredLink(bot.name, inState: source.state).problems()) ?? []
    }
  }
}
