import CRapidJSON

/// Reads one JSON document into plain values, through RapidJSON.
///
/// Strict: UTF-8 without overlong forms and surrogates, no name twice in one object, nothing behind the document,
/// whole numbers within 64 bits, and a bound for the depth. Source: RFC 8259; RapidJSON 1.1, `Reader`.
package enum JSONReader {
  /// How many levels of arrays and objects may be nested.
  package static let maximumDepth = 32

  /// Reads the document.
  ///
  /// Throws ``JSONError`` with the place and RapidJSON's or our own reason.
  package static func read(_ bytes: UnsafeRawBufferPointer) throws(JSONError) -> JSONNode {
    let document = rj_read(
      bytes.bindMemory(to: CChar.self).baseAddress, bytes.count, UInt32(maximumDepth))
    defer { rj_release(document) }
    let offset = document.offset
    if document.is_too_deep {
      throw JSONError(offset: offset, message: "nested more than \(maximumDepth) levels deep")
    }
    if let error = document.error {
      throw JSONError(offset: offset, message: sentence(String(cString: error)))
    }
    var walk = Walk(document)
    return try walk.node()
  }

  /// As our own are: in lower case, without a full stop.
  private static func sentence(_ text: String) -> String {
    text.prefix(1).lowercased() + text.dropFirst().prefix { $0 != "." }
  }

  /// Goes along the row of values, and makes a tree of them.
  private struct Walk {
    private let values: UnsafeBufferPointer<rj_value>
    private let text: UnsafeRawPointer?
    private var next = 0

    init(_ document: rj_document) {
      values = UnsafeBufferPointer(start: document.values, count: document.count)
      text = UnsafeRawPointer(document.text)
    }

    mutating func node() throws(JSONError) -> JSONNode {
      let value = values[next]
      next += 1
      let count = Int(value.count)
      switch value.kind {
      case RJ_FALSE: return .boolean(false)
      case RJ_TRUE: return .boolean(true)
      case RJ_NUMBER: return try number(value)
      case RJ_TEXT: return .string(try string(value))
      case RJ_ARRAY:
        var nodes: [JSONNode] = []
        nodes.reserveCapacity(count)
        for _ in 0..<count { nodes.append(try node()) }
        return .array(nodes)
      case RJ_OBJECT: return .object(try members(count))
      default: return .null
      }
    }

    private mutating func members(_ count: Int) throws(JSONError) -> [JSONNode.Member] {
      var members: [JSONNode.Member] = []
      members.reserveCapacity(count)
      // A few are compared with each other; many would take too long for that.
      var names: Set<String>? = count > 16 ? [] : nil
      for _ in 0..<count {
        let value = values[next]
        next += 1
        let name = try string(value)
        let isNew = names?.insert(name).inserted ?? !members.contains { $0.name == name }
        guard isNew else {
          throw JSONError(offset: Int(value.offset), message: "a name stands twice in an object")
        }
        members.append(JSONNode.Member(name, try node()))
      }
      return members
    }

    private func bytes(_ value: rj_value) -> UnsafeRawBufferPointer {
      UnsafeRawBufferPointer(start: text.map { $0 + Int(value.offset) }, count: Int(value.count))
    }

    private func string(_ value: rj_value) throws(JSONError) -> String {
      let bytes = bytes(value)
      // Most texts are, and to validate one takes several times as long.
      if bytes.allSatisfy({ $0 < 0x80 }) { return String(decoding: bytes, as: UTF8.self) }
      guard let string = String(validating: bytes, as: UTF8.self) else {
        throw JSONError(offset: Int(value.offset), message: "the text that begins here is no UTF-8")
      }
      return string
    }

    private func number(_ value: rj_value) throws(JSONError) -> JSONNode {
      let digits = String(decoding: bytes(value), as: UTF8.self)
      if let whole = Int64(digits) { return .integer(whole) }
      guard digits.contains(where: { ".eE".contains($0) }), let real = Double(digits),
        real.isFinite
      else {
        throw JSONError(offset: Int(value.offset), message: "a number of more than 64 bits")
      }
      return .real(real)
    }
  }
}
