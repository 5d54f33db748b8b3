import BotChatCore
import BotChatFormat
import BotChatSystem

/// Reads a chat file from its beginning, and notes what is no message.
struct CheckFinder {
  struct Flaw {
    let line: Int
    let what: String
  }

  /// A message of somebody who is at home in another file.
  private struct Guest {
    let line: Int
    let sender: String
    let home: Int
  }

  private(set) var flaws: [Flaw] = []
  private(set) var messages = 0
  private let chat: Chat
  private let world: ChatWorld
  private var reader: ChatReader
  private var lines = LineCounter()
  private var guests: [MessageID: Guest] = [:]
  private let book: DeliveryBook?

  init(_ chat: Chat, _ world: ChatWorld) {
    self.chat = chat
    self.world = world
    reader = ChatReader(.cold, vocabulary: chat.standingHere)
    book = chat.home == nil ? nil : world.known.map(DeliveryBook.init)
  }

  /// Throws `SystemError` of `pread`.
  mutating func read(_ file: ChatFile) throws(SystemError) {
    var buffer: [UInt8] = []
    var at = 0
    while true {
      let count = try file.read(from: at, count: 1 << 20, into: &buffer)
      if count == 0 { break }
      var items: [Item] = []
      buffer.withUnsafeBytes { bytes in
        let piece = UnsafeRawBufferPointer(rebasing: bytes[..<count])
        lines.append(piece)
        reader.append(piece, into: &items)
      }
      note(items)
      lines.forget(before: reader.position)
      at += count
    }
    var items: [Item] = []
    reader.settle(into: &items)
    note(items)
    try lookForGuests()
    flaws.sort { $0.line < $1.line }
  }

  private mutating func note(_ items: [Item]) {
    for item in items {
      switch item {
      case .message(let message):
        if message.continuation > 0 { continue }
        messages += 1
        if !isGuest(message) { judge(message) }
      // A reader who listens takes these for messages.
      case .foreign, .relayed: break
      case .nearHeader(let block):
        add(
          block.offset,
          "almost a header: \(shown(block.line)); the form is ### DATE TIME ZONE - SENDER → RECIPIENT (#N)")
      case .stray(let block): add(block.offset, "text without a header: \(shown(block.text))")
      }
    }
  }

  /// Whether somebody wrote it who is at home in another file: then it is judged there.
  private mutating func isGuest(_ message: ParsedMessage) -> Bool {
    guard let known = world.known, let here = chat.home,
      known.roster.standing(of: message.header.sender, at: here) == .foreign
    else { return false }
    guard case .bot = known.directory.resolve(message.header.sender),
      let resident = known.layout.residents.first(where: {
        known.directory.resolve($0.name) == known.directory.resolve(message.header.sender)
      })
    else { return true }
    let id = ChatMessage(message).id
    // What the relay knows stands where it was written.
    if book?.seen(id) != nil { return true }
    guests[id] = Guest(
      line: lines.line(of: message.offset), sender: resident.name, home: resident.home)
    return true
  }

  /// The others should stand in their senders' own files; the relay carries nothing from anywhere else.
  private mutating func lookForGuests() throws(SystemError) {
    for home in Set(guests.values.map(\.home)).sorted() {
      guard let file = try? world.chats[home].open() else { continue }
      var stream = ChatStream(file, world.chats[home].standingHere)
      while let message = try stream.next() { guests[message.id] = nil }
    }
    for guest in guests.values {
      flaws.append(
        Flaw(
          line: guest.line,
          what: "\(guest.sender) is at home in another file, where this does not stand: nobody carries it"))
    }
  }

  private mutating func judge(_ message: ParsedMessage) {
    if message.isOversize { add(message.offset, "\(message.length) bytes: more than a message may have") }
    if message.body.isEmpty, !message.isOversize { add(message.offset, "a header without a message") }
    if !message.header.identifies {
      add(message.offset, "a header with neither seconds nor a tag: repetitions of it cannot be told apart")
    }
    if FenceClosing.line(for: message.body) != nil {
      add(message.offset, "a code block in this message is never closed")
    }
    guard let known = world.known, chat.home != nil else { return }
    for name in message.header.recipients where known.directory.resolve(name) == nil {
      add(message.offset, "nobody is called \(Escaping.visible(name))")
    }
  }

  private mutating func add(_ offset: Int, _ what: String) {
    flaws.append(Flaw(line: lines.line(of: offset), what: what))
  }

  private func shown(_ bytes: [UInt8]) -> String {
    Escaping.visible(Array(bytes.prefix { $0 != 0x0A }.prefix(80)))
  }
}
