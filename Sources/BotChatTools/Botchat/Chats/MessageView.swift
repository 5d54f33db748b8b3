import BotChatCore
import BotChatFormat
import BotChatSystem

/// A message as it is shown: its header, then its text, with everything made harmless that could drive a terminal.
struct MessageView {
  private let world: ChatWorld
  private let colour: Colour

  init(_ world: ChatWorld, _ colour: Colour) {
    self.world = world
    self.colour = colour
  }

  /// The lines of a message, without the last line end.
  func text(_ message: ChatMessage, at chat: Chat) -> String {
    let line = Escaping.visible(Self.solid(message.message.headerLine))
    let continued = message.message.continuation > 0 ? " (continued)" : ""
    let note = isVerified(message, at: chat) ? "" : colour.red(" not verified")
    return colour.bold(line) + continued + "  \(message.id)" + note + "\n" + body(message)
  }

  /// The text without its closing line, each line made harmless.
  func body(_ message: ChatMessage) -> String {
    var lines = message.message.body.split(separator: 0x0A, omittingEmptySubsequences: false)
    if let last = lines.last, Self.isClock(last) { lines.removeLast() }
    while let last = lines.last, last.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) {
      lines.removeLast()
    }
    return lines.map { Escaping.visible(Self.solid(Array($0))) }.joined(separator: "\n")
  }

  /// The message as a JSON object.
  func json(_ message: ChatMessage, at chat: Chat, more: String = "") -> String {
    let header = message.header
    let recipients = header.recipients.map(JSONText.quoted).joined(separator: ", ")
    let zone = header.zone.map { JSONText.quoted($0) } ?? "null"
    let tag = header.tag.map { JSONText.quoted($0) } ?? "null"
    return "{\"id\": \(JSONText.quoted(message.id.hex)), \"date\": \(JSONText.quoted(header.date)), "
      + "\"time\": \(JSONText.quoted(header.time)), \"zone\": \(zone), \"from\": \(JSONText.quoted(header.sender)), "
      + "\"to\": [\(recipients)], \"tag\": \(tag), \"continuation\": \(message.message.continuation), "
      + "\"verified\": \(isVerified(message, at: chat)), "
      + "\"text\": \(JSONText.quoted(String(decoding: message.message.body, as: UTF8.self)))\(more)}"
  }

  /// R20: whether a person's line is known to be that person's; a bot's name is believed where the relay carried it.
  private func isVerified(_ message: ChatMessage, at chat: Chat) -> Bool {
    guard let known = world.known, case .human(let index) = known.directory.resolve(message.header.sender)
    else {
      return true
    }
    let person = known.source.configuration.humans[index].name
    if chat.names.contains(person) { return true }
    return TrustBook(state: known.source.state).answer(message.id) == .trusted
  }

  private static func solid(_ line: [UInt8]) -> [UInt8] {
    line.last == 0x0D ? Array(line.dropLast()) : line
  }

  private static func isClock(_ line: ArraySlice<UInt8>) -> Bool { line.starts(with: Array("⏱".utf8)) }
}
