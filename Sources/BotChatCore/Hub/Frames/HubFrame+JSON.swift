extension HubFrame {
  /// Reads a frame; unknown fields are ignored.
  ///
  /// Throws ``FrameError`` (`bad_frame`).
  package init(_ value: FrameValue) throws(FrameError) {
    let fields = try FrameFields(value)
    switch try fields.text("type", .any) {
    case "auth_ok": self = .authOK
    case "joined":
      self = .joined(
        Joined(
          room: try fields.text("room", .word), members: try fields.optionalTexts("members", .any) ?? [],
          buffered: try fields.optionalCount("buffered")))
    case "message":
      self = .message(
        Message(
          room: try fields.text("room", .word), from: try fields.text("from", .any),
          text: try fields.text("text", .any), seq: try fields.optionalCount("seq"),
          ts: try fields.optionalCount("ts"), id: try fields.optionalText("id", .id)))
    case "ack":
      self = .ack(
        Ack(
          room: try fields.text("room", .word), delivered: try fields.count("delivered"),
          buffered: try fields.optionalCount("buffered"), seq: try fields.optionalCount("seq"),
          ts: try fields.optionalCount("ts"), id: try fields.optionalText("id", .id),
          note: try fields.optionalText("note", .any)))
    case "receipt":
      self = .receipt(
        room: try fields.text("room", .word), by: try fields.text("by", .any), seq: try fields.count("seq"))
    case "probe":
      self = .probe(
        room: try fields.text("room", .word), by: try fields.text("by", .any), id: try fields.text("id", .id))
    case "echo":
      self = .echo(
        room: try fields.text("room", .word), by: try fields.text("by", .any), id: try fields.text("id", .id))
    case "error":
      self = .error(
        FrameError(
          FrameErrorCode(rawValue: try fields.optionalText("code", .any) ?? ""),
          try fields.optionalText("message", .any) ?? "", room: try fields.optionalText("room", .any),
          id: try fields.optionalText("id", .any), rooms: try fields.optionalTexts("rooms", .any),
          retry: try fields.optionalCount("retry")))
    case let type: self = .unknown(type: type)
    }
  }

  /// The frame as JSON.
  package var bytes: [UInt8] {
    switch self {
    case .authOK: return FrameText("auth_ok").bytes
    case .joined(let joined):
      var frame = FrameText("joined")
      frame.add("room", joined.room)
      frame.add("members", joined.members)
      frame.add("buffered", joined.buffered)
      return frame.bytes
    case .message(let message):
      var frame = FrameText("message", capacity: message.text.utf8.count + 160)
      frame.add("room", message.room)
      frame.add("from", message.from)
      frame.add("text", message.text)
      frame.add("seq", message.seq)
      frame.add("ts", message.ts)
      frame.add("id", message.id)
      return frame.bytes
    case .ack(let ack):
      var frame = FrameText("ack")
      frame.add("room", ack.room)
      frame.add("delivered", ack.delivered)
      frame.add("buffered", ack.buffered)
      frame.add("seq", ack.seq)
      frame.add("ts", ack.ts)
      frame.add("id", ack.id)
      frame.add("note", ack.note)
      return frame.bytes
    case .receipt(let room, let by, let seq):
      var frame = FrameText("receipt")
      frame.add("room", room)
      frame.add("by", by)
      frame.add("seq", seq)
      return frame.bytes
    case .probe(let room, let by, let id): return Self.test("probe", room, by, id)
    case .echo(let room, let by, let id): return Self.test("echo", room, by, id)
    case .error(let error):
      var frame = FrameText("error")
      frame.add("code", error.code.rawValue)
      frame.add("message", error.message)
      frame.add("room", error.room)
      frame.add("id", error.id)
      frame.add("rooms", error.rooms)
      frame.add("retry", error.retry)
      return frame.bytes
    case .unknown(let type): return FrameText(type).bytes
    }
  }

  private static func test(_ type: String, _ room: String, _ by: String, _ id: String) -> [UInt8] {
    var frame = FrameText(type)
    frame.add("room", room)
    frame.add("by", by)
    frame.add("id", id)
    return frame.bytes
  }
}
