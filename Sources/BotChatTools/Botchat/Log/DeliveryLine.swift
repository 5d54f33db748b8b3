import BotChatCore
import BotChatFormat
import BotChatSystem

/// What became of a message, in one line: `Ross: delivered, woken; John: waits for the file`.
struct DeliveryLine {
  private let known: ChatWorld.Known
  let book: DeliveryBook
  /// What each bot or person wrote last.
  private var lastWords: [Directory.Party: Words] = [:]
  /// Whether messages are shown in the moment in which they are written.
  private let isLive: Bool

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

  /// One state for each recipient; empty for a message that stays in its file.
  func states(_ message: ChatMessage, at home: Int) -> [(name: String, state: String)] {
    let route = Route(message.header, from: home, in: known.roster)
    return route.homes.flatMap { target in
      known.layout.residents.filter { $0.home == target && isNamed($0.name, message.header) }.map {
        resident in
        (resident.name, state(message, target, resident.name))
      }
    }
  }

  func text(_ message: ChatMessage, at home: Int) -> String {
    states(message, at: home).map { "\($0.name): \($0.state)" }.joined(separator: "; ")
  }

  /// The states as a member of a JSON object, with the comma before it.
  func json(_ message: ChatMessage, at home: Int) -> String {
    let states = states(message, at: home).map {
      "{\"name\": \(JSONText.quoted($0.name)), \"state\": \(JSONText.quoted($0.state))}"
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

  private func state(_ message: ChatMessage, _ home: Int, _ name: String) -> String {
    switch book.step(message.id, home) {
    case .waiting: return "waits for the file"
    case .unknown where ends[home]?.places[message.id] != nil: break
    case .unknown: return book.seen(message.id) != nil ? "not delivered" : isLive ? "not yet" : "not known"
    case .delivered: break
    }
    var parts = ["delivered"]
    if case .bot(let index) = known.directory.resolve(name), book.woken(message.id, index) != nil {
      parts.append("woken")
    }
    if hasSpoken(name, at: home, after: message) { parts.append("answered") }
    return parts.joined(separator: ", ")
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
