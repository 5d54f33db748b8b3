import BotChatCore
import Testing

/// A hub without network, disk and clock: every connection, every change and every nanosecond is the test's.
final class HubStage: HubEffects {
  private(set) var engine: HubEngine?
  var moment = Moment(steady: 1_000_000_000, wall: 1_800_000_000_000_000_000)
  /// What was sent to each connection and has not been looked at.
  private var sent: [Int: [[UInt8]]] = [:]
  private(set) var closed: [Int: HubClose] = [:]
  private(set) var entries: [HubEntry] = []
  /// What the storage has been given and not answered.
  private(set) var changes: [HubChange] = []
  /// What is stored, as a later life would read it.
  private(set) var memory = HubMemory()
  private(set) var messages: [Int64: HubMessage] = [:]
  private var ids: [String: KnownMessage] = [:]
  var tokens = ["ta": "a", "tb": "b", "tc": "c", "ta2": "a"]
  /// Whether frames count as written at once.
  var writesAtOnce = true
  private var unwritten: [Int: Int] = [:]
  private(set) var loads = 0

  init(_ settings: HubSettings = HubSettings()) { begin(settings) }

  /// A new life with what is stored; what is on its way to the disk is lost.
  func begin(_ settings: HubSettings = HubSettings()) {
    (sent, closed, changes) = ([:], [:], [])
    engine = HubEngine(effects: self, settings: settings, memory: memory, at: moment)
    store()
  }

  // MARK: effects

  func send(_ frame: [UInt8], to connection: Int, isFollowed: Bool) {
    sent[connection, default: []].append(frame)
    unwritten[connection, default: 0] += frame.count
  }

  func close(_ connection: Int, _ code: HubClose) { closed[connection] = code }

  func holder(of token: String) -> TokenHolder? {
    tokens[token].map { TokenHolder(bot: $0, key: UInt64(truncatingIfNeeded: token.hashValue)) }
  }

  func isInForce(_ holder: TokenHolder) -> Bool { tokens.keys.contains { self.holder(of: $0) == holder } }

  func store(_ change: HubChange) { changes.append(change) }

  func known(_ id: String, from sender: String, in room: Int) throws(EffectFailure) -> KnownMessage? {
    ids["\(room) \(sender) \(id)"]
  }

  func load(_ numbers: [Int64], in room: Int) throws(EffectFailure) -> [HubMessage] {
    loads += 1
    return numbers.compactMap { messages[$0] }
  }

  func note(_ entry: HubEntry) { entries.append(entry) }

  // MARK: steps

  func pass(_ interval: Interval) {
    moment.steady += interval.nanoseconds
    moment.wall += interval.nanoseconds
  }

  @discardableResult func tick() -> [Int] { engine?.tick(at: moment) ?? [] }

  /// The disk takes everything that it was given.
  func store() {
    let batch = changes
    changes = []
    var count = 0
    var reserved: Int64?
    for change in batch {
      switch change {
      case .reserve(let through):
        reserved = through
        memory.reserved = through
      case .room(let number, let name): memory.rooms[number] = name
      case .message(let message):
        count += 1
        messages[message.seq] = message
        memory.kept.append(
          .init(seq: message.seq, room: message.room, sender: message.sender, size: message.text.utf8.count))
        if let id = message.id {
          ids["\(message.room) \(message.sender) \(id)"] = KnownMessage(seq: message.seq, ts: message.ts)
        }
      case .member(let member):
        memory.members.removeAll { $0.name == member.name && $0.room == member.room }
        memory.members.append(member)
      case .forgetMember(let name, let room):
        memory.members.removeAll { $0.name == name && $0.room == room }
      case .drop(let numbers):
        for number in numbers { messages[number] = nil }
        memory.kept.removeAll { numbers.contains($0.seq) }
      case .forgetIDs, .trial: break
      }
    }
    engine?.stored(messages: count, reserved: reserved, at: moment)
    settle()
  }

  /// The disk takes nothing of what it was given.
  func failToStore() {
    let count = changes.count { if case .message = $0 { true } else { false } }
    changes = changes.filter { if case .message = $0 { false } else { $0 != .trial } }
    engine?.notStored(messages: count, why: "the disk is full", at: moment)
    settle()
  }

  /// The sockets take what was queued, and what follows from that.
  func settle() {
    guard writesAtOnce else { return }
    while let connection = unwritten.keys.first { drain(connection) }
  }

  /// The socket of a connection takes what is queued at this moment.
  func drain(_ connection: Int) {
    guard let bytes = unwritten.removeValue(forKey: connection) else { return }
    engine?.written(connection, bytes: bytes, at: moment)
  }

  func connect(_ connection: Int) {
    engine?.connected(connection, at: moment)
    settle()
  }

  func give(_ frame: ClientFrame, _ connection: Int) {
    engine?.received(frame, from: connection, at: moment)
    settle()
  }

  func refuse(_ connection: Int) {
    engine?.refused(FrameError(.badJSON, "no"), from: connection, at: moment)
    settle()
  }

  func leave(_ connection: Int) {
    engine?.disconnected(connection, at: moment)
    unwritten[connection] = nil
    settle()
  }

  /// TCP has everything that was sent to a connection.
  func acknowledge(_ connection: Int) {
    engine?.acknowledged(connection, frames: .max, at: moment)
    settle()
  }

  /// Connects and joins; what is answered to that is not kept, but for kept messages.
  func enter(_ connection: Int, _ token: String, _ room: String = "r", receipts: Bool = false) {
    connect(connection)
    give(.auth(token: token), connection)
    give(.join(room: room, receipts: receipts), connection)
    store()
    let frames = take(connection)
    sent[connection] = frames.filter { if case .message = $0 { true } else { false } }.map(\.bytes)
  }

  func say(
    _ connection: Int, _ text: String, id: String? = nil, room: String = "r", after: String? = nil
  ) {
    give(.message(room: room, text: text, id: id, after: after), connection)
  }

  // MARK: what was sent

  /// What was sent since the last time, as frames.
  func take(_ connection: Int) -> [HubFrame] {
    defer { sent[connection] = nil }
    return (sent[connection] ?? []).map { Self.read($0) }
  }

  func texts(_ connection: Int) -> [String] {
    take(connection).compactMap { if case .message(let message) = $0 { message.text } else { nil } }
  }

  func acks(_ connection: Int) -> [HubFrame.Ack] {
    take(connection).compactMap { if case .ack(let ack) = $0 { ack } else { nil } }
  }

  func errors(_ connection: Int) -> [FrameError] {
    take(connection).compactMap { if case .error(let error) = $0 { error } else { nil } }
  }

  func joined(_ connection: Int) -> HubFrame.Joined? {
    take(connection).compactMap { if case .joined(let joined) = $0 { joined } else { nil } }.first
  }

  func receipts(_ connection: Int) -> [String] {
    take(connection).compactMap { if case .receipt(_, let by, let seq) = $0 { "\(by) \(seq)" } else { nil } }
  }

  /// Reads a frame that `FrameText` wrote.
  private static func read(_ bytes: [UInt8]) -> HubFrame {
    var reader = FlatJSON(bytes)
    return (try? HubFrame(reader.value())) ?? .unknown(type: "not readable")
  }
}

/// Reads what our own frames are made of: objects, lists, texts and whole numbers, without blanks.
private struct FlatJSON {
  private let bytes: [UInt8]
  private var place = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func value() -> FrameValue {
    switch bytes[place] {
    case UInt8(ascii: "{"): return .map(members())
    case UInt8(ascii: "["):
      place += 1
      var items: [FrameValue] = []
      while bytes[place] != UInt8(ascii: "]") {
        items.append(value())
        if bytes[place] == UInt8(ascii: ",") { place += 1 }
      }
      place += 1
      return .list(items)
    case UInt8(ascii: "\""): return .text(text())
    default:
      let begin = place
      while bytes[place] != UInt8(ascii: ","), bytes[place] != UInt8(ascii: "}") { place += 1 }
      return Int64(String(decoding: bytes[begin..<place], as: UTF8.self)).map { .number($0) } ?? .nothing
    }
  }

  private mutating func members() -> [FrameValue.Field] {
    place += 1
    var fields: [FrameValue.Field] = []
    while bytes[place] != UInt8(ascii: "}") {
      let name = text()
      place += 1
      fields.append(.init(name, value()))
      if bytes[place] == UInt8(ascii: ",") { place += 1 }
    }
    place += 1
    return fields
  }

  private mutating func text() -> String {
    place += 1
    var text: [UInt8] = []
    while bytes[place] != UInt8(ascii: "\"") {
      if bytes[place] == UInt8(ascii: "\\") { place += 1 }
      text.append(bytes[place])
      place += 1
    }
    place += 1
    return String(decoding: text, as: UTF8.self)
  }
}
