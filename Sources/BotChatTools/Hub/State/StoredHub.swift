import BotChatCore
import BotChatSystem

/// `hub.db`, read while the hub writes it: what it keeps, in which room, for whom.
struct StoredHub {
  private let path: String
  private let retention: HubRetention

  /// Names it by the hub's state folder; `retention` says how much may be kept.
  init(_ state: String, _ retention: HubRetention) {
    path = "\(state)/\(HubState.databaseName)"
    self.retention = retention
  }

  /// What it keeps in each room in which it keeps anything; nil where that cannot be read.
  func read() -> [HubHealth.Room]? {
    do throws(DatabaseError) {
      return try rooms(try Database(path: path, isReadOnly: true))
    } catch {
      return nil
    }
  }

  private func rooms(_ database: Database) throws(DatabaseError) -> [HubHealth.Room] {
    let now = WallClock.now()
    let rows = try database.prepare(
      """
      SELECT room.name, room.number, count(*), sum(length(text)), min(ts) FROM message
      JOIN room ON room.number = message.room GROUP BY room.number ORDER BY room.number
      """)
    let awaited = try database.prepare(
      """
      SELECT name FROM member WHERE room = ?1 AND EXISTS (
      SELECT 1 FROM message WHERE room = ?1 AND seq > member.cursor AND sender <> member.name) ORDER BY name
      """)
    var rooms: [HubHealth.Room] = []
    while try rows.step() {
      let age = max(0, now / 1_000_000 - Int64(rows.int(4)))
      var room = HubHealth.Room(
        name: rows.text(0), messages: rows.int(2), bytes: rows.int(3), age: min(age, 1 << 40) * 1_000_000)
      if room.isNearlyFull(retention) {
        defer { awaited.reset() }
        try awaited.bind(1, rows.int(1))
        while try awaited.step() { room.awaited.append(awaited.text(0)) }
      }
      rooms.append(room)
    }
    return rooms
  }
}
