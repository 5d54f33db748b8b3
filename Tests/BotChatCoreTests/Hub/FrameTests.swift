import BotChatCore
import Testing

@Suite("Hub frames")
struct FrameTests {
  private func map(_ fields: KeyValuePairs<String, FrameValue>) -> FrameValue {
    .map(fields.map { FrameValue.Field($0.key, $0.value) })
  }

  private func refusal(_ fields: KeyValuePairs<String, FrameValue>) -> FrameError? {
    do throws(FrameError) {
      _ = try ClientFrame(map(fields))
      return nil
    } catch {
      return error
    }
  }

  private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  @Test("DESIGN 9: the frames of the original Bot Hub are written as it published them")
  func original() {
    #expect(text(ClientFrame.auth(token: "t").bytes) == #"{"type":"auth","token":"t"}"#)
    #expect(
      text(ClientFrame.join(room: "r", receipts: false).bytes) == #"{"type":"join","room":"r"}"#)
    #expect(
      text(ClientFrame.message(room: "r", text: "a\"\n", id: nil).bytes)
        == #"{"type":"message","room":"r","text":"a\"\n"}"#)
    #expect(text(HubFrame.authOK.bytes) == #"{"type":"auth_ok"}"#)
    #expect(
      text(HubFrame.joined(.init(room: "r", members: ["a", "b"])).bytes)
        == #"{"type":"joined","room":"r","members":["a","b"]}"#)
    #expect(
      text(HubFrame.ack(.init(room: "r", delivered: 1)).bytes) == #"{"type":"ack","room":"r","delivered":1}"#)
    #expect(
      text(HubFrame.message(.init(room: "r", from: "a", text: "x")).bytes)
        == #"{"type":"message","room":"r","from":"a","text":"x"}"#)
  }

  @Test("DESIGN 9: our own fields are optional, and left out where they say nothing")
  func optional() {
    #expect(
      text(ClientFrame.message(room: "r", text: "x", id: "7").bytes)
        == #"{"type":"message","room":"r","text":"x","id":"7"}"#)
    #expect(
      text(ClientFrame.join(room: "r", receipts: true).bytes)
        == #"{"type":"join","room":"r","receipts":true}"#)
    #expect(
      text(ClientFrame.join(room: "r", receipts: false, probes: true).bytes)
        == #"{"type":"join","room":"r","probes":true}"#)
    #expect(
      text(HubFrame.ack(.init(room: "r", delivered: 0, buffered: 2, seq: 9, ts: 8, id: "7", note: "n")).bytes)
        == #"{"type":"ack","room":"r","delivered":0,"buffered":2,"seq":9,"ts":8,"id":"7","note":"n"}"#)
    let error = FrameError(.rate, "slower", room: "r", id: "7", rooms: ["s"], retry: 20)
    #expect(
      text(HubFrame.error(error).bytes)
        == #"{"type":"error","code":"rate","message":"slower","room":"r","id":"7","rooms":["s"],"retry":20}"#)
  }

  @Test("DESIGN 9: unknown fields are ignored, and null is a missing field")
  func unknown() throws {
    let frame = try ClientFrame(
      map([
        "type": .text("message"), "room": .text("r"), "text": .text("x"), "id": .nothing, "new": .flag(true),
      ]))
    #expect(frame == .message(room: "r", text: "x", id: nil))
    #expect(try HubFrame(map(["type": .text("presence")])) == .unknown(type: "presence"))
  }

  @Test("DESIGN 9: a refused frame says which field, what is accepted, and carries room and id")
  func refused() {
    #expect(
      refusal(["type": .text("message"), "room": .text("r"), "id": .text("7")])
        == FrameError(.badFrame, "\"text\" is missing: a text", room: "r", id: "7"))
    #expect(
      refusal(["type": .text("message"), "room": .text("a b"), "text": .text("x"), "id": .text("7")])
        == FrameError(.badFrame, "\"room\" is not accepted: 1 to 128 visible ASCII characters", id: "7"))
    #expect(
      refusal(["type": .text("receipt"), "room": .text("r"), "seq": .number(-1)])
        == FrameError(.badFrame, "\"seq\" is not accepted: a whole number from 0", room: "r"))
    #expect(
      refusal(["type": .text("receipt"), "room": .text("r"), "seq": .fraction])?.message
        == "\"seq\" is not accepted: a whole number from 0")
    #expect(
      refusal(["type": .text("hello")])?.message
        == "unknown type: auth, join, message, receipt, probe and echo are known")
    #expect(refusal(["room": .text("r")])?.message == "\"type\" is missing: a text")
    let long = String(repeating: "x", count: 129)
    #expect(
      refusal(["type": .text("message"), "room": .text("r"), "text": .text(""), "id": .text(long)])?.message
        == "\"id\" is not accepted: 1 to 128 printable ASCII characters")
    #expect(throws: FrameError.self) { try ClientFrame(.list([])) }
  }

  @Test("DESIGN 9: what a plain Bot Hub leaves out is nil")
  func plain() throws {
    let joined = try HubFrame(
      map(["type": .text("joined"), "room": .text("r"), "members": .list([.text("a")])]))
    #expect(joined == .joined(.init(room: "r", members: ["a"], buffered: nil)))
    let ack = try HubFrame(map(["type": .text("ack"), "room": .text("r"), "delivered": .number(1)]))
    #expect(ack == .ack(.init(room: "r", delivered: 1)))
  }
}
