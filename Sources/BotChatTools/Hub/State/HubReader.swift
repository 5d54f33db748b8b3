import BotChatCore
import BotChatSystem

/// The same database, for the thread that serves: it only looks up what is stored.
final class HubReader {
  private let database: Database
  private let known: Statement
  private let message: Statement

  /// Throws `DatabaseError`.
  init(path: String) throws(DatabaseError) {
    database = try Database(path: path, isReadOnly: true)
    known = try database.prepare("SELECT seq, ts FROM known WHERE room = ? AND sender = ? AND id = ?")
    message = try database.prepare("SELECT seq, room, sender, ts, id, text FROM message WHERE seq = ?")
  }

  /// Throws `DatabaseError`.
  func known(_ id: String, from sender: String, in room: Int) throws(DatabaseError) -> KnownMessage? {
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
