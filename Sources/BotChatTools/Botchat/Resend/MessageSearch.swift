import BotChatCore
import BotChatFormat
import BotChatSystem

/// Finds messages where they were written: in the chat files, else in the archives beside them.
struct MessageSearch {
  struct Found {
    let message: ChatMessage
    /// The index of the chat it belongs to.
    let home: Int
    /// The file that it stands in.
    let path: String
  }

  private let world: ChatWorld
  private let known: ChatWorld.Known
  private let name: MessageName
  /// The longest message that can be found whole, in bytes.
  private let limit: Int

  init(_ name: MessageName, _ world: ChatWorld, _ known: ChatWorld.Known) {
    self.name = name
    self.world = world
    self.known = known
    limit = known.source.configuration.relay.maxMessage.bytes
  }

  /// The messages that the name can mean, each once.
  ///
  /// Throws `SystemError` of `pread`. A file that cannot be opened has none.
  func find() throws(SystemError) -> [Found] {
    if name.isWhole {
      let recent = try searchEnds()
      if !recent.isEmpty, recent.allSatisfy({ !$0.message.message.isOversize }) { return recent }
    }
    let standing = try search { chat, file throws(SystemError) in try all(file, chat) }
    if !standing.isEmpty { return standing }
    if let grown = try grown() { return [grown] }
    return try searchArchives()
  }

  /// The newest message that the name can mean, and the others that it can mean among those that are looked at: the
  /// last ones of each file, and only where there is none among these, all.
  ///
  /// Throws as ``find()``.
  func newest() throws(SystemError) -> (Found, others: [MessageID])? {
    let recent = try searchEnds()
    let found = try recent.isEmpty ? find() : recent
    let sorted = found.enumerated().sorted { one, other in
      let moments = (one.element.message.moment, other.element.message.moment)
      return moments.0 == moments.1 ? one.offset > other.offset : moments.0 > moments.1
    }
    guard let newest = sorted.first?.element else { return nil }
    return (newest, sorted.dropFirst().map(\.element.message.id))
  }

  private func searchEnds() throws(SystemError) -> [Found] {
    try search { chat, file throws(SystemError) in
      try ChatTail(file, chat.writtenHere) { $0.count >= 500 }.messages
    }
  }

  private func search(
    _ messages: (Chat, ChatFile) throws(SystemError) -> [ChatMessage]
  ) throws(SystemError) -> [Found] {
    var found = Collection()
    for (home, chat) in world.chats.enumerated() {
      guard let file = try? chat.open() else { continue }
      for message in try messages(chat, file) where name.means(message) {
        found.add(Found(message: message, home: home, path: chat.path), isAtHome: isAtHome(message, home))
      }
    }
    return found.list
  }

  private func searchArchives() throws(SystemError) -> [Found] {
    var found = Collection()
    for (home, chat) in world.chats.enumerated() {
      for path in ArchiveNames.paths(beside: chat.path) {
        guard let file = try? Chat(path: path).open() else { continue }
        for message in try all(file, chat) {
          found.add(Found(message: message, home: home, path: path), isAtHome: isAtHome(message, home))
        }
      }
    }
    return found.list
  }

  /// Those of a whole file that the name can mean.
  private func all(_ file: ChatFile, _ chat: Chat) throws(SystemError) -> [ChatMessage] {
    var found: [ChatMessage] = []
    var stream = ChatStream(file, chat.writtenHere, limit: limit)
    while let message = try stream.next() { if name.means(message) { found.append(message) } }
    return found
  }

  /// A message that the relay knows under this id, and that has grown since, so that it has another one now.
  private func grown() throws(SystemError) -> Found? {
    guard name.isWhole, let place = try? StoredState(known.source.state).place(of: name.begins),
      let home = world.chats.firstIndex(where: { $0.path == place.path }),
      let file = try? world.chats[home].open()
    else { return nil }
    var stream = ChatStream(file, world.chats[home].writtenHere, from: place.offset, limit: limit)
    guard let message = try stream.next(), message.message.offset == place.offset,
      place.length <= message.message.body.count
    else { return nil }
    var before = message.message
    before.body = Array(before.body.prefix(place.length))
    return name.means(ChatMessage(before)) ? Found(message: message, home: home, path: place.path) : nil
  }

  private func isAtHome(_ message: ChatMessage, _ home: Int) -> Bool {
    known.roster.isTrusted(message.header.sender, at: home)
  }

  /// What was found, each message once: where its sender lives, if it stands there, since copies of a person's
  /// message stand in many files.
  private struct Collection {
    private(set) var list: [Found] = []

    mutating func add(_ found: Found, isAtHome: Bool) {
      guard let place = list.firstIndex(where: { $0.message.id == found.message.id }) else {
        list.append(found)
        return
      }
      if isAtHome { list[place] = found }
    }
  }
}
