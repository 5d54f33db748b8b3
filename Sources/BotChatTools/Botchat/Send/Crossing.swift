import BotChatCore
import BotChatFormat
import BotChatSystem

/// A message on its way, as the files show it.
struct Crossing {
  let world: ChatWorld
  let sent: SendTool.Sent
  let id: MessageID

  init(_ sent: SendTool.Sent, in world: ChatWorld) {
    self.world = world
    self.sent = sent
    id = sent.outgoing.id
  }

  /// The chats of those it names, the sender's own left out.
  var targets: [Chat] {
    guard let known = world.known, let header = Header(line: sent.outgoing.headerLine),
      let home = known.layout.residents.first(where: { $0.name == sent.sender })?.home
    else { return [] }
    return Route(header, from: home, in: known.roster).homes.map { world.chats[$0] }
  }

  /// Whether the message stands in that chat.
  func stands(in chat: Chat) throws -> Bool {
    guard let file = try? chat.open() else { return false }
    // It is among the last ones; a crowd may have written behind it meanwhile.
    let tail = try ChatTail(file, chat.standingHere) { messages in
      messages.contains { $0.id == id } || messages.count > 500
    }
    return tail.messages.contains { $0.id == id }
  }

  /// Whether a recipient has written behind it, in the recipient's own file.
  func isAnswered() throws -> Bool {
    guard let known = world.known else { return false }
    for resident in known.layout.residents where resident.name != sent.sender && isMeant(resident.name) {
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
    sent.recipients.isEmpty
      || sent.recipients.contains { $0 == name || world.known?.directory.resolve($0) == .everybody }
  }

  /// Whether nothing is delivered until `botchat resume` (R18).
  var isPaused: Bool {
    world.known.map { (try? Folder(path: $0.source.state).exists("paused")) == true } ?? false
  }

  /// Whether a relay runs that would carry it.
  var isCarried: Bool {
    world.known.map { RelayState.isServed($0.source.state) } ?? false
  }
}
