import BotChatCore
import BotChatFormat
import BotChatSystem

/// `link.db` of one bot, read while its link writes it.
struct StoredLink {
  private let database: Database

  /// Throws `DatabaseError`, with `isUnopenable` where its link has never run.
  init(_ bot: String, inState state: String) throws(DatabaseError) {
    database = try Database(path: LinkPaths(bot, inState: state).database, isReadOnly: true)
  }

  /// What the health check asks; `now` is of the wall clock, nanoseconds since 1970.
  ///
  /// Throws `DatabaseError`.
  func reading(at now: Int64) throws(DatabaseError) -> LinkHealth.Reading {
    var reading = LinkHealth.Reading()
    reading.standing = try word(LinkDatabase.stateWord).flatMap(LinkStanding.init(text:))
    reading.probe = try word(LinkDatabase.probeWord).flatMap(LinkProbe.init(text:))
    let waiting = try database.prepare(
      "SELECT count(*), min(seen) FROM letter WHERE handed IS NULL AND refusal IS NULL")
    if try waiting.step(), waiting.int(0) > 0 {
      (reading.waiting, reading.waitingAge) = (waiting.int(0), max(0, now - Int64(waiting.int(1))))
    }
    // Who has never sent a receipt will not begin now.
    let away = try database.prepare(
      """
      SELECT count(*), min(handed) FROM letter WHERE seq IS NOT NULL AND received IS NULL
      AND EXISTS (SELECT 1 FROM letter WHERE received IS NOT NULL)
      """)
    if try away.step(), away.int(0) > 0 {
      (reading.unfetched, reading.unfetchedAge) = (away.int(0), max(0, now - Int64(away.int(1))))
    }
    return reading
  }

  private func word(_ name: String) throws(DatabaseError) -> String? {
    let words = try database.prepare("SELECT value FROM meta WHERE name = ?")
    try words.bind(1, name)
    return try words.step() ? words.text(0) : nil
  }

  /// Where a message is on its way to the other machine.
  enum Hop {
    case waits, handed, received
    case refused
  }

  /// The hops of the newest messages.
  ///
  /// Throws `DatabaseError`.
  func hops() throws(DatabaseError) -> [MessageID: Hop] {
    let rows = try database.prepare(
      "SELECT id, handed, received, refusal FROM letter ORDER BY number DESC LIMIT 10000")
    var hops: [MessageID: Hop] = [:]
    while try rows.step() {
      guard let id = rows.words(0).map({ MessageID(high: $0.0, low: $0.1) }), hops[id] == nil else {
        continue
      }
      hops[id] = !rows.isNull(2) ? .received : !rows.isNull(1) ? .handed : rows.isNull(3) ? .waits : .refused
    }
    return hops
  }

  /// What the link has listed.
  ///
  /// Throws `DatabaseError`.
  func problems() throws(DatabaseError) -> [Problem] { try Problem.stored(in: database) }
}
