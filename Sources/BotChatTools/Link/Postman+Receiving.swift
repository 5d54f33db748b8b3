import BotChatCore
import BotChatFormat
import BotChatSystem

// What the room says (DESIGN 9).
extension Postman {
  /// Takes a message: the next turn stores it, writes it, and lets the hub forget it.
  ///
  /// Whatever becomes of it, the hub gets its receipt: nothing that the other side sends may block the room.
  ///
  /// Returns false where it cannot even be laid aside, and the hub has to keep it.
  func receive(_ message: HubFrame.Message, size: Int) -> Bool {
    let name = LinkName.name(of: message)
    var received = Received(
      sender: message.from, name: nil, sequence: message.seq, connection: connections, size: size,
      speaks: false)
    guard message.from == link.from else {
      home.engine.note(
        .misfiled, "\(link.room):\(message.from)",
        "the hub has a message of \(message.from) in the room of \(bot.name), who is \(link.from) there; it is not taken",
        at: Moment.now())
      keep(received, [])
      return true
    }
    if let name, knows(message.from, name) {
      lines.say("dropped a repetition of \(name) of \(bot.name)")
      keep(received, [])
      return true
    }
    received.name = name
    let recipients = audience.recipients(link.to, everybody: everybody)
    let unpacking = Unpacking(
      home.rule, to: recipients, everybody: everybody, stamp: home.stamp(source, lines),
      limit: source.configuration.relay.maxMessage.bytes)
    let text = Array(message.text.utf8)
    do throws(Unpacking.Refusal) {
      let blocks = try unpacking.blocks(of: text, number: database.nextText())
      audience.spoke()
      received.speaks = true
      lines.say("took a message of \(bot.name), \(text.count) bytes")
      keep(received, blocks)
    } catch {
      switch error {
      case .empty: lines.say("a message of \(bot.name) has nothing but blanks: it is not written")
      case .tooLong(let bytes, let limit):
        if !setAside(text, bytes, limit) { return false }
      }
      keep(received, [])
    }
    return true
  }

  private func keep(_ received: Received, _ blocks: [[UInt8]]) {
    unstored += 1
    if let name = received.name { unstoredNames.insert(Self.key(received.sender, name)) }
    home.engine.receive(received, blocks, at: 0)
  }

  private func knows(_ sender: String, _ name: String) -> Bool {
    if unstoredNames.contains(Self.key(sender, name)) { return true }
    // Where the database cannot be read nothing is stored either, so nothing is written for it.
    return (try? database.knows(sender, name)) ?? false
  }

  private static func key(_ sender: String, _ name: String) -> String { "\(sender) \(name)" }

  private var everybody: String {
    source.configuration.broadcast.first ?? Configuration.alwaysBroadcast[0]
  }

  /// How many texts are kept that were too long.
  private static let mostAside = 100
  private static let aside = "too-long-"

  /// A text over the limit is no message; it lies beside the file for whoever wants to read it.
  private func setAside(_ text: [UInt8], _ bytes: Int, _ limit: Int) -> Bool {
    var place = "it is not kept, since there are \(Self.mostAside) such texts already"
    let count = (try? folder.names())?.count { $0.hasPrefix(Self.aside) } ?? 0
    if count < Self.mostAside {
      let name = "\(Self.aside)\(WallClock.now())"
      do {
        try folder.writeAtomically(name, text)
        place = "it lies in \(folder.path(of: name))"
      } catch {
        lines.warn("a text of \(bytes) bytes is too long for a message, and cannot be kept: \(error)")
        return false
      }
    }
    home.engine.note(
      .oversize, "\(link.room):\(WallClock.now())",
      "\(bot.name) sent \(bytes) bytes, and a message may have \(limit); \(place)", at: Moment.now())
    return true
  }
}
