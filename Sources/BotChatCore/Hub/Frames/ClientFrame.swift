/// What a client sends to the hub.
///
/// The first three are the original Bot Hub's; what is ours is optional. Source: DESIGN 9, docs/hub-protocol.md.
package enum ClientFrame: Sendable, Equatable {
  case auth(token: String)
  /// `receipts`: every message is kept until this member's receipt; `probes`: it answers those of others.
  case join(room: String, receipts: Bool, probes: Bool = false)
  /// `id`: the same for the same message, however often it is sent; `after`: the id of the message before it, without
  /// which it is not to be taken.
  case message(room: String, text: String, id: String?, after: String? = nil)
  /// Everything up to and including `seq` is stored safely.
  case receipt(room: String, seq: Int64)
  /// Asks the others that answer to that whether they are there.
  case probe(room: String, id: String)
  /// The answer to the probe with this id, by the member `to`.
  case echo(room: String, to: String, id: String)

  /// Reads a frame; unknown fields are ignored.
  ///
  /// Throws ``FrameError`` (`bad_frame`), with room and id where they can be read.
  package init(_ value: FrameValue) throws(FrameError) {
    let fields = try FrameFields(value)
    switch try fields.text("type", .any) {
    case "auth": self = .auth(token: try fields.text("token", .any))
    case "join":
      self = .join(
        room: try fields.text("room", .word), receipts: try fields.flag("receipts"),
        probes: try fields.flag("probes"))
    case "message":
      self = .message(
        room: try fields.text("room", .word), text: try fields.text("text", .any),
        id: try fields.optionalText("id", .id), after: try fields.optionalText("after", .id))
    case "receipt": self = .receipt(room: try fields.text("room", .word), seq: try fields.count("seq"))
    case "probe": self = .probe(room: try fields.text("room", .word), id: try fields.text("id", .id))
    case "echo":
      self = .echo(
        room: try fields.text("room", .word), to: try fields.text("to", .word), id: try fields.text("id", .id)
      )
    default:
      throw fields.refusal("unknown type: auth, join, message, receipt, probe and echo are known")
    }
  }

  /// The frame as JSON.
  package var bytes: [UInt8] {
    switch self {
    case .auth(let token):
      var frame = FrameText("auth")
      frame.add("token", token)
      return frame.bytes
    case .join(let room, let receipts, let probes):
      var frame = FrameText("join")
      frame.add("room", room)
      if receipts { frame.add("receipts", true) }
      if probes { frame.add("probes", true) }
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
    case .probe(let room, let id):
      var frame = FrameText("probe")
      frame.add("room", room)
      frame.add("id", id)
      return frame.bytes
    case .echo(let room, let to, let id):
      var frame = FrameText("echo")
      frame.add("room", room)
      frame.add("to", to)
      frame.add("id", id)
      return frame.bytes
    }
  }
}
