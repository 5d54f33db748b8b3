import BotChatCore
import BotChatFormat
import BotChatSystem

// What a person can ask the relay about.
extension StoredState {
  /// The request that was done last.
  ///
  /// Throws `DatabaseError`.
  func answered() throws(DatabaseError) -> Answered? {
    let rows = try database.prepare("SELECT value FROM meta WHERE name = ?")
    try rows.bind(1, RelayDatabase.answeredWord)
    return try rows.step() ? Answered(text: rows.text(0)) : nil
  }

  /// The messages that wait, and where, each once.
  ///
  /// Throws `DatabaseError`.
  func waiting(where isMeant: (ChatMessage) -> Bool) throws(DatabaseError) -> [Drop] {
    let rows = try database.prepare(
      """
      SELECT file.path, outbox.number, outbox.bytes FROM outbox JOIN file ON file.number = outbox.file
      ORDER BY outbox.file, outbox.number
      """)
    var drops: [Drop] = []
    while try rows.step() {
      guard let message = ChatMessage(delivery: rows.bytes(2)), isMeant(message) else { continue }
      let place = Drop.Place(home: rows.text(0), number: rows.int(1))
      if let index = drops.firstIndex(where: { $0.id == message.id }) {
        drops[index].places.append(place)
      } else {
        drops.append(Drop(id: message.id, places: [place]))
      }
    }
    return drops
  }

  /// Where the message stood when the relay took it up whose id it is; nil when it knows none such, or several.
  ///
  /// Throws `DatabaseError`.
  func place(
    of isMeant: (MessageID) -> Bool
  ) throws(DatabaseError) -> (path: String, offset: Int, length: Int)? {
    let rows = try database.prepare(
      """
      SELECT substr(identity, 1, 16), file.path, message.offset, message.length FROM message
      JOIN file ON file.number = \(HomeColumn.number)
      """)
    var place: (path: String, offset: Int, length: Int)?
    while try rows.step() {
      guard let id = rows.words(0), isMeant(MessageID(high: id.0, low: id.1)) else { continue }
      if place != nil { return nil }
      place = (rows.text(1), rows.int(2), rows.int(3))
    }
    return place
  }
}

extension ChatMessage {
  /// Reads a delivery as it is written: a line end, the header line, the body (F8); nil for anything else.
  init?(delivery bytes: [UInt8]) {
    let line = Array(bytes.dropFirst().prefix { $0 != 10 })
    guard bytes.first == 10, let header = line.withUnsafeBytes({ Header(line: $0) }) else { return nil }
    self.init(ParsedMessage(header: header, headerLine: line, body: Array(bytes.dropFirst(line.count + 2))))
  }
}
