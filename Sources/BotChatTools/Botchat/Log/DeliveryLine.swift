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

  /// Notes who wrote when, so that it is known who answered.
  mutating func note(_ message: ChatMessage) {
    guard let party = known.directory.resolve(message.header.sender) else { return }
    let words = Words(moment: message.moment, sequence: book.sequence(message.id))
    if let last = lastWords[party], last.moment > words.moment { return }
    lastWords[party] = words
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
    case .unknown: return book.seen(message.id) != nil ? "not delivered" : isLive ? "not yet" : "not known"
    case .delivered: break
    }
    var parts = ["delivered"]
    if case .bot(let index) = known.directory.resolve(name), book.woken(message.id, index) != nil {
      parts.append("woken")
    }
    if hasSpoken(name, after: message) { parts.append("answered") }
    return parts.joined(separator: ", ")
  }

  /// Whether a bot or person has written since: the relay knows, else the times of the headers tell.
  private func hasSpoken(_ name: String, after message: ChatMessage) -> Bool {
    guard let words = known.directory.resolve(name).flatMap({ lastWords[$0] }) else { return false }
    if let last = words.sequence, let own = book.sequence(message.id) { return last > own }
    return words.moment > message.moment
  }
}
