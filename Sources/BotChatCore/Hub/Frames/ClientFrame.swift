/// What a client sends to the hub.
///
/// The first three are the original Bot Hub's; what is ours is optional. Source: DESIGN 9, docs/hub-protocol.md.
package enum ClientFrame: Sendable, Equatable {
  case auth(token: String)
  /// `receipts`: every message is kept until this member's receipt.
  case join(room: String, receipts: Bool)
  /// `id`: the same for the same message, however often it is sent; `after`: the id of the message before it, without
  /// which it is not to be taken.
  case message(room: String, text: String, id: String?, after: String? = nil)
  /// Everything up to and including `seq` is stored safely.
  case receipt(room: String, seq: Int64)

  /// Reads a frame; unknown fields are ignored.
  ///
  /// Throws ``FrameError`` (`bad_frame`), with room and id where they can be read.
  package init(_ value: FrameValue) throws(FrameError) {
    let fields = try FrameFields(value)
    switch try fields.text("type", .any) {
    case "auth": self = .auth(token: try fields.text("token", .any))
    case "join":
      self = .join(room: try fields.text("room", .word), receipts: try fields.flag("receipts"))
    case "message":
      self = .message(
        room: try fields.text("room", .word), text: try fields.text("text", .any),
        id: try fields.optionalText("id", .id), after: try fields.optionalText("after", .id))
    case "receipt": self = .receipt(room: try fields.text("room", .word), seq: try fields.count("seq"))
    default: throw fields.refusal("unknown type: auth, join, message and receipt are known")
    }
  }

  /// The frame as JSON.
  package var bytes: [UInt8] {
    switch self {
    case .auth(let token):
      var frame = FrameText("auth")
      frame.add("token", token)
      return frame.bytes
    case .join(let room, let receipts):
      var frame = FrameText("join")
      frame.add("room", room)
      if receipts { frame.add("receipts", true) }
      return frame.bytes
    case .message(let room, let text, let id, let after):
      var frame = FrameText("message", capacity: text.utf8.count + 64)
      frame.add("room", room)
      frame.add("text", text)
      frame.add("id", id)
      frame.add("after", after)
      return frame.bytes
    case .receipt(let room, let seq):
      var frame = FrameText("receipt")
      frame.add("room", room)
      frame.add("seq", seq)
      return frame.bytes
    }
  }
}
