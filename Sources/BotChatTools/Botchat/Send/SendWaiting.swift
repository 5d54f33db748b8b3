import BotChatCore
import BotChatFormat
import BotChatSystem

/// Waits until a message that was sent is delivered, or answered, as the files show it.
struct SendWaiting {
  private let world: ChatWorld
  private let outgoing: Outgoing
  private let sender: String
  private let recipients: [String]
  private let options: SendOptions

  init(
    _ world: ChatWorld, _ outgoing: Outgoing, from sender: String, to recipients: [String],
    _ options: SendOptions
  ) {
    self.world = world
    self.outgoing = outgoing
    self.sender = sender
    self.recipients = recipients
    self.options = options
  }

  func run() throws -> ExitCode {
    guard let known = world.known else { return .ok }
    let targets = self.targets(known)
    let begin = MonotonicClock.now()
    let (end, isForEver) = begin.addingReportingOverflow(options.timeout.nanoseconds)
    var pause: Int64 = 200_000
    while true {
      let isDelivered = try targets.allSatisfy(stands)
      if isDelivered, try !options.answer || isAnswered(known) { return .ok }
      if !isDelivered, (try? LockFile.isHeld("\(known.source.state)/relay.lock")) != true {
        throw Complaint(
          "it is written, but no relay runs that would carry it", hint: "healthcheck --start",
          exit: .unavailable)
      }
      guard isForEver || MonotonicClock.now() < end else { break }
      Pause.nanoseconds(pause)
      pause = min(pause * 3 / 2, 20_000_000)
    }
    let what = try targets.allSatisfy(stands) ? "answered" : "delivered"
    throw Complaint(
      "not \(what) within \(options.timeout)",
      hint: "it is written, and goes on its way: botchat show \(outgoing.id)",
      exit: .tryAgain)
  }

  /// The chats of those it names, the sender's own left out.
  private func targets(_ known: ChatWorld.Known) -> [Chat] {
    guard let header = Header(line: outgoing.headerLine),
      let home = known.layout.residents.first(where: { $0.name == sender })?.home
    else { return [] }
    return Route(header, from: home, in: known.roster).homes.map { world.chats[$0] }
  }

  /// Whether the message stands in that chat.
  private func stands(in chat: Chat) throws -> Bool {
    guard let file = try? chat.open() else { return false }
    let id = outgoing.id
    // It is among the last ones; a crowd may have written behind it meanwhile.
    let tail = try ChatTail(file, chat.standingHere) { messages in
      messages.contains { $0.id == id } || messages.count > 500
    }
    return tail.messages.contains { $0.id == id }
  }

  /// Whether a recipient has written behind it, in the recipient's own file.
  private func isAnswered(_ known: ChatWorld.Known) throws -> Bool {
    let id = outgoing.id
    for resident in known.layout.residents where resident.name != sender && isMeant(resident.name) {
      guard let file = try? world.chats[resident.home].open() else { continue }
      let tail = try ChatTail(file, world.chats[resident.home].standingHere) { messages in
        messages.contains { $0.id == id } || messages.count > 500
      }
      guard let place = tail.messages.firstIndex(where: { $0.id == id }) else { continue }
      let answers = tail.messages[place...].dropFirst().contains { answer in
        known.directory.resolve(answer.header.sender) == known.directory.resolve(resident.name)
      }
      if answers { return true }
    }
    return false
  }

  private func isMeant(_ name: String) -> Bool {
    recipients.isEmpty
      || recipients.contains { $0 == name || world.known?.directory.resolve($0) == .everybody }
  }
}
