import BotChatCore
import BotChatFormat
import BotChatSystem

/// What became of messages, from the state alone: nobody is asked.
struct DeliveryBook {
  /// Where a message has come with one recipient's home.
  enum Step: Equatable {
    case delivered
    /// It is stored, and waits for the file.
    case waiting
    /// A person has had it dropped: nobody gets it any more.
    case dropped
    /// The relay has not taken it up, or took it up so long ago that it is forgotten.
    case unknown
  }

  private struct Entry {
    var sequence: Int
    var reached: Set<Int>
    var seen: Int64
    /// The path of the file that it was taken up from.
    var origin: String
  }

  private let known: ChatWorld.Known
  private var entries: [MessageID: Entry] = [:]
  private var members: [String: Int] = [:]
  /// Sequence and path of what waits.
  private var waiting: Set<String> = []
  /// What had to wait, by sequence and path.
  private var later: [String: Later] = [:]

  private struct Later {
    /// Milliseconds since 1970: when it left the outbox.
    var at: Int64
    var isDropped: Bool
  }

  /// When each bot was woken for a message, by its index.
  private var wakes: [Int: [MessageID: Int64]] = [:]

  /// What became of messages on their way to each bot that lives on another machine, by its index.
  private var hops: [Int: [MessageID: StoredLink.Hop]] = [:]

  /// So many of the newest messages are looked up.
  private static let horizon = 10_000

  /// Reads what there is; a state that cannot be read says nothing of any message.
  init(_ known: ChatWorld.Known) {
    self.known = known
    guard let database = try? Database(path: "\(known.source.state)/relay.db", isReadOnly: true) else {
      return
    }
    try? read(database)
    for (index, bot) in known.source.configuration.bots.enumerated() {
      let path = BotPaths(bot.name, inState: known.source.state).database
      if let own = try? Database(path: path, isReadOnly: true) { wakes[index] = try? Self.wakes(own) }
      if bot.link != nil {
        hops[index] = try? StoredLink(bot.name, inState: known.source.state).hops()
      }
    }
  }

  private mutating func read(_ database: Database) throws(DatabaseError) {
    let names = try database.prepare("SELECT number, name FROM member")
    while try names.step() { members[names.text(1).lowercased()] = names.int(0) }
    let rows = try database.prepare(
      """
      SELECT sequence, substr(identity, 1, 16), seen, reached, file.path FROM message
      LEFT JOIN file ON file.number = \(HomeColumn.number)
      WHERE sequence > (SELECT ifnull(max(sequence), 0) FROM message) - ?
      """)
    try rows.bind(1, Self.horizon)
    while try rows.step() {
      guard let id = rows.words(1) else { continue }
      entries[MessageID(high: id.0, low: id.1)] = Entry(
        sequence: rows.int(0), reached: Set(ReachedColumn(rows, 3).members), seen: Int64(rows.int(2)),
        origin: rows.text(4))
    }
    let outbox = try database.prepare(
      "SELECT outbox.message, file.path FROM outbox JOIN file ON file.number = outbox.file WHERE outbox.message > 0"
    )
    while try outbox.step() { waiting.insert("\(outbox.int(0)) \(outbox.text(1))") }
    let rest = try database.prepare(
      """
      SELECT later.message, file.path, later.at, later.dropped FROM later JOIN file ON file.number = later.file
      WHERE later.message > (SELECT ifnull(max(sequence), 0) FROM message) - ?
      """)
    try rest.bind(1, Self.horizon)
    while try rest.step() {
      later["\(rest.int(0)) \(rest.text(1))"] = Later(at: Int64(rest.int(2)), isDropped: rest.int(3) != 0)
    }
  }

  private static func wakes(_ database: Database) throws(DatabaseError) -> [MessageID: Int64] {
    let rows = try database.prepare(
      "SELECT id, woken FROM arrival WHERE woken IS NOT NULL ORDER BY number DESC LIMIT 10000")
    var wakes: [MessageID: Int64] = [:]
    while try rows.step() {
      if let id = rows.words(0) { wakes[MessageID(high: id.0, low: id.1)] = Int64(rows.int(1)) }
    }
    return wakes
  }

  /// When the relay first saw it: milliseconds since 1970; nil: it has not, or has forgotten.
  func seen(_ id: MessageID) -> Int64? { entries[id]?.seen }

  /// Its place in the order in which the relay saw messages; nil: it has not seen it, or has forgotten.
  func sequence(_ id: MessageID) -> Int? { entries[id]?.sequence }

  /// The home that the relay took it up from; nil: it has not seen it, or has forgotten.
  func origin(_ id: MessageID) -> Int? {
    entries[id].flatMap { entry in known.layout.homes.firstIndex(of: entry.origin) }
  }

  /// Where it has come with one home.
  func step(_ id: MessageID, _ home: Int) -> Step {
    guard let entry = entries[id] else { return .unknown }
    let place = "\(entry.sequence) \(known.layout.homes[home])"
    if waiting.contains(place) { return .waiting }
    if later[place]?.isDropped == true { return .dropped }
    let residents = known.layout.residents.filter { $0.home == home }.compactMap {
      members[$0.name.lowercased()]
    }
    return residents.contains(where: entry.reached.contains) ? .delivered : .unknown
  }

  /// When it was written into that home, which it has reached: milliseconds since 1970; nil: the relay has forgotten.
  func arrived(_ id: MessageID, _ home: Int) -> Int64? {
    guard let entry = entries[id] else { return nil }
    return later["\(entry.sequence) \(known.layout.homes[home])"]?.at ?? entry.seen
  }

  /// When the bot at that index of the configuration was woken for it: nanoseconds since 1970; nil: not yet.
  func woken(_ id: MessageID, _ bot: Int) -> Int64? { wakes[bot]?[id] }

  /// Where it is on its way to the bot at that index of the configuration; nil: that one lives here, or its link has
  /// not seen it.
  func hop(_ id: MessageID, _ bot: Int) -> StoredLink.Hop? { hops[bot]?[id] }
}
