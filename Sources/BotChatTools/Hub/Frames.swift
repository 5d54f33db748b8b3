import BotChatCore
import BotChatSystem

/// Between the bytes of a WebSocket and the frames of the hub, for both of its ends.
package enum Frames {
  /// Reads what a client sent.
  ///
  /// Throws `FrameError` (`bad_json`, `bad_frame`).
  package static func client(_ bytes: UnsafeRawBufferPointer) throws(FrameError) -> ClientFrame {
    try ClientFrame(try value(bytes))
  }

  /// Reads what the hub sent.
  ///
  /// Throws `FrameError` (`bad_json`, `bad_frame`).
  package static func hub(_ bytes: UnsafeRawBufferPointer) throws(FrameError) -> HubFrame {
    try HubFrame(try value(bytes))
  }

  private static func value(_ bytes: UnsafeRawBufferPointer) throws(FrameError) -> FrameValue {
    do throws(JSONError) {
      return FrameValue(try JSONReader.read(bytes))
    } catch {
      throw FrameError(.badJSON, "no JSON: \(Escaping.visible(error.description))")
    }
  }
}

extension FrameValue {
  /// The same value, as it was read.
  init(_ node: JSONNode) {
    switch node {
    case .null: self = .nothing
    case .real: self = .fraction
    case .boolean(let flag): self = .flag(flag)
    case .integer(let number): self = .number(number)
    case .string(let text): self = .text(text)
    case .array(let nodes): self = .list(nodes.map(FrameValue.init))
    case .object(let members): self = .map(members.map { Field($0.name, FrameValue($0.value)) })
    }
  }
}
