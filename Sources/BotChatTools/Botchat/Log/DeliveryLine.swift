import BotChatCore
import BotChatFormat
import BotChatSystem

/// What became of a message, in one line: `Ross: delivered, woken; John: waits for the file`.
///
/// A time, `delivered 19:40:02`, stands where it took longer than ``moment`` from the first sight of the message.
struct DeliveryLine {
  /// What became of it on the way to one recipient.
  struct State {
    let name: String
    let text: String
    /// When it was written into the recipient's file: milliseconds since 1970; nil: it was not, or nobody knows.
    var delivered: Int64? = nil
    /// When the recipient was woken for it: milliseconds since 1970; nil: not, or nobody knows.
    var woken: Int64? = nil
    /// Whether it will come no further: it has arrived, or was dropped.
    let isOver: Bool
  }

  /// What takes no longer, in milliseconds, happened at once for whoever reads.
  private static let moment: Int64 = 2000

  private let known: ChatWorld.Known
  private let time: LocalTime?
  let book: DeliveryBook
  /// What each bot or person wrote last.
  private var lastWords: [Directory.Party: Words] = [:]
  /// Whether messages are shown in the moment in which they are written.
  private let isLive: Bool
  /// Whether nothing is delivered until `botchat resume` (R18).
  private let isPaused: Bool

  /// The end of each home's file.
  private var ends: [Int: End] = [:]

  private struct End {
    var places: [MessageID: Int] = [:]
    var lastWords: [Directory.Party: Int] = [:]
  }

  private struct Words {
    /// As the header says it.
    var moment: String
    /// In the order in which the relay saw messages; nil: it has not.
    var sequence: Int?
  }

  init(_ known: ChatWorld.Known, isLive: Bool = false) {
    self.known = known
    self.isLive = isLive
    time = try? known.source.localTime()
    isPaused = (try? Folder(path: known.source.state).exists("paused")) == true
    book = DeliveryBook(known)
  }

  /// Notes the last messages of a home's file, whoever brought them there.
  ///
  /// The relay's state follows the files a moment later; and who has written behind what, the file itself tells.
  private mutating func note(_ messages: [ChatMessage], at home: Int) {
    var end = End()
    for (place, message) in messages.enumerated() {
      end.places[message.id] = place
      guard let party = known.directory.resolve(message.header.sender) else { continue }
      end.lastWords[party] = place
      let words = Words(moment: message.moment, sequence: book.sequence(message.id))
      if let last = lastWords[party], last.moment > words.moment { continue }
      lastWords[party] = words
    }
    ends[home] = end
  }

  /// Notes the ends of all files that can be read, so far as `isEnough` wants them.
  mutating func noteEnds(of world: ChatWorld, _ isEnough: ([ChatMessage]) -> Bool) {
    for (home, chat) in world.chats.enumerated() {
      guard let file = try? chat.open(),
        let tail = try? ChatTail(file, chat.standingHere, isEnough: isEnough)
      else { continue }
      note(tail.messages, at: home)
    }
  }

  /// The sender's own home, where the message stands at the end of that file.
  func ownHome(of message: ChatMessage) -> Int? {
    guard let party = known.directory.resolve(message.header.sender) else { return nil }
    return known.layout.residents.first { known.directory.resolve($0.name) == party }.flatMap { resident in
      ends[resident.home]?.places[message.id].map { _ in resident.home }
    }
  }

  /// One state for each recipient; empty for a message that stays in its file.
  func states(_ message: ChatMessage, at home: Int) -> [State] {
    let route = Route(message.header, from: home, in: known.roster)
    return route.homes.flatMap { target in
      known.layout.residents.filter { $0.home == target && isNamed($0.name, message.header) }.map {
        state(message, target, $0.name)
      }
    }
  }

  func text(_ message: ChatMessage, at home: Int) -> String {
    states(message, at: home).map { "\($0.name): \($0.text)" }.joined(separator: "; ")
  }

  /// The states as a member of a JSON object, with the comma before it.
  func json(_ message: ChatMessage, at home: Int) -> String {
    let states = states(message, at: home).map {
      "{\"name\": \(JSONText.quoted($0.name)), \"state\": \(JSONText.quoted($0.text)), "
        + "\"delivered\": \($0.delivered.map(String.init) ?? "null"), "
        + "\"woken\": \($0.woken.map(String.init) ?? "null")}"
    }
    return ", \"deliveries\": [\(states.joined(separator: ", "))]"
  }

  private func isNamed(_ name: String, _ header: Header) -> Bool {
    let party = known.directory.resolve(name)
    return header.recipients.contains { recipient in
      let other = known.directory.resolve(recipient)
      return other == party || other == .everybody
    }
  }

  private func state(_ message: ChatMessage, _ home: Int, _ name: String) -> State {
    let stands = ends[home]?.places[message.id] != nil
    switch book.step(message.id, home) {
    case .waiting:
      return State(name: name, text: isPaused ? "waits, paused" : "waits for the file", isOver: false)
    case .dropped where !stands: return State(name: name, text: "dropped", isOver: true)
    case .unknown where !stands:
      let isSeen = book.seen(message.id) != nil
      return State(
        name: name, text: isSeen ? "not delivered" : isLive ? "not yet" : "not known", isOver: false)
    case .delivered, .dropped, .unknown: break
    }
    let seen = book.seen(message.id)
    let delivered = book.arrived(message.id, home)
    var woken: Int64?
    var parts = ["delivered" + lateness(delivered, after: seen)]
    if case .bot(let index) = known.directory.resolve(name) {
      if let moment = book.woken(message.id, index) {
        woken = moment / 1_000_000
        parts.append("woken" + lateness(woken, after: delivered ?? seen))
      }
      if let hop = book.hop(message.id, index) { parts.append(Self.text(hop, name)) }
    }
    if hasSpoken(name, at: home, after: message) { parts.append("answered") }
    return State(
      name: name, text: parts.joined(separator: ", "), delivered: delivered, woken: woken, isOver: true)
  }

  /// ` 19:40:02`, with the date where it is another day; nothing for what happened at once.
  ///
  /// Both in milliseconds since 1970.
  private func lateness(_ moment: Int64?, after before: Int64?) -> String {
    guard let moment, let before, moment - before > Self.moment, let time else { return "" }
    let text = time.headerText(moment * 1_000_000)
    let isSameDay = text.prefix(10) == time.headerText(before * 1_000_000).prefix(10)
    return " " + (isSameDay ? text.dropFirst(11) : text[...])
  }

  private static func text(_ hop: StoredLink.Hop, _ name: String) -> String {
    switch hop {
    case .waits: "waits for the hub"
    case .handed: "handed to the hub"
    case .received: "received by \(name)'s side"
    case .refused: "refused by the hub"
    }
  }

  /// Whether a bot or person has written since: the end of its file shows it, else the relay knows, else the times of
  /// the headers tell.
  private func hasSpoken(_ name: String, at home: Int, after message: ChatMessage) -> Bool {
    guard let party = known.directory.resolve(name) else { return false }
    if let end = ends[home], let place = end.places[message.id] {
      return end.lastWords[party].map { $0 > place } ?? false
    }
    guard let words = lastWords[party] else { return false }
    if let last = words.sequence, let own = book.sequence(message.id) { return last > own }
    return words.moment > message.moment
  }
}
