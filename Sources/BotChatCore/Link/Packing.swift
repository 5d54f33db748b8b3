import BotChatFormat

/// What goes to another machine of a message as it stands in the file.
///
/// Source: DESIGN 9.
package enum Packing {
  /// The body alone, for a client that knows no headers.
  package static func body(of text: [UInt8]) -> [UInt8] {
    Array(text.dropFirst((text.firstIndex(of: 0x0A) ?? text.count) + 1))
  }

  /// Whether it is UTF-8; a frame can hold nothing else.
  package static func isText(_ bytes: [UInt8]) -> Bool {
    String(validating: bytes, as: UTF8.self) != nil
  }
}

/// By what a message of a room is known when it comes again.
package enum LinkName {
  /// The sender's id; without one its place and time in the room, which are the same when the hub sends it again, and
  /// others in a room that was begun anew; nil from a plain Bot Hub.
  package static func name(of message: HubFrame.Message) -> String? {
    if let id = message.id { return "id \(id)" }
    guard let seq = message.seq, let ts = message.ts else { return nil }
    return "place \(seq) \(ts)"
  }
}
