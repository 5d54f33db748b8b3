import BotChatCore
import BotChatSystem

/// The same database, for the thread that serves: it only looks up what is stored.
final class HubReader {
  private let database: Database
  private let known: Statement
  private let message: Statement
  /// The ids that are stored or soon will be: nearly every message has a new one, and to look that up would take as
  /// long as to hand the message on.
  private var seen = SeenFilter()

  /// Throws `DatabaseError`.
  init(path: String) throws(DatabaseError) {
    database = try Database(path: path, isReadOnly: true)
    known = try database.prepare("SELECT seq, ts FROM known WHERE room = ? AND sender = ? AND id = ?")
    message = try database.prepare("SELECT seq, room, sender, ts, id, text FROM message WHERE seq = ?")
    let ids = try database.prepare("SELECT room, sender, id FROM known")
    while try ids.step() { expect(ids.text(2), from: ids.text(1), in: ids.int(0)) }
  }

  /// Notes an id that is about to be stored; to be called before anybody asks for it.
  func expect(_ id: String, from sender: String, in room: Int) { seen.insert(Self.hash(id, sender, room)) }

  /// Seeded anew with each start, so that nobody can choose ids that look alike.
  private static func hash(_ id: String, _ sender: String, _ room: Int) -> UInt64 {
    var hasher = Hasher()
    hasher.combine(room)
    hasher.combine(sender)
    hasher.combine(id)
    return UInt64(bitPattern: Int64(hasher.finalize()))
  }

  /// Throws `DatabaseError`.
  func known(_ id: String, from sender: String, in room: Int) throws(DatabaseError) -> KnownMessage? {
    guard seen.mayHold(Self.hash(id, sender, room)) else { return nil }
    defer { known.reset() }
    try known.bind(1, room)
    try known.bind(2, sender)
    try known.bind(3, id)
    guard try known.step() else { return nil }
    return KnownMessage(seq: Int64(known.int(0)), ts: Int64(known.int(1)))
  }

  /// Those of the messages that are there.
  ///
  /// Throws `DatabaseError`.
  func load(_ numbers: [Int64]) throws(DatabaseError) -> [HubMessage] {
    var messages: [HubMessage] = []
    for number in numbers {
      defer { message.reset() }
      try message.bind(1, Int(number))
      guard try message.step() else { continue }
      messages.append(
        HubMessage(
          seq: number, room: message.int(1), sender: message.text(2), text: message.text(5),
          ts: Int64(message.int(3)), id: message.isNull(4) ? nil : message.text(4)))
    }
    return messages
  }
}
