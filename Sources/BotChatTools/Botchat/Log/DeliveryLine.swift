import BotChatCore
import BotChatFormat
import BotChatSystem

/// What became of a message, in one line: `Ross: delivered, woken; John: waits for the file`.
struct DeliveryLine {
  private let known: ChatWorld.Known
  let book: DeliveryBook
  /// When each bot or person wrote last, as headers write it.
  private var lastWords: [String: String] = [:]

  init(_ known: ChatWorld.Known) {
    self.known = known
    book = DeliveryBook(known)
  }

  /// Notes who wrote when, so that it is known who answered.
  mutating func note(_ message: ChatMessage) {
    let name = message.header.sender.lowercased()
    lastWords[name] = max(lastWords[name] ?? "", message.moment)
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
    case .unknown: return book.seen(message.id) == nil ? "not known" : "not delivered"
    case .delivered: break
    }
    var parts = ["delivered"]
    if case .bot(let index) = known.directory.resolve(name), book.woken(message.id, index) != nil {
      parts.append("woken")
    }
    if let words = lastWords[name.lowercased()], words > message.moment { parts.append("answered") }
    return parts.joined(separator: ", ")
  }
}
