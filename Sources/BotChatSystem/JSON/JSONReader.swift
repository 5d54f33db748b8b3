import CJansson

/// Reads one JSON document into plain values, through jansson.
///
/// Strict: UTF-8 without overlong forms and surrogates, no name twice in one object, nothing behind the document,
/// whole numbers within 64 bits, and a bound for the depth, which jansson itself has only at 2048.
/// Source: RFC 8259; jansson 2.14 `json_loadb`.
package enum JSONReader {
  /// How many levels of arrays and objects may be nested.
  package static let maximumDepth = 32

  // U+0000 is text like any other in a value; in a name jansson refuses it whatever is asked for.
  private static let flags = Int(JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL | JSON_DECODE_ANY)

  /// Reads the document.
  ///
  /// Throws ``JSONError`` with the place and jansson's or our own reason.
  package static func read(_ bytes: UnsafeRawBufferPointer) throws(JSONError) -> JSONNode {
    // Before jansson recurses: the deepest document it would read takes a quarter of a megabyte of stack.
    if let offset = tooDeep(bytes) {
      throw JSONError(offset: offset, message: "nested more than \(maximumDepth) levels deep")
    }
    // Without bytes there may be no address either, and jansson would call that a wrong argument.
    guard !bytes.isEmpty else { throw JSONError(offset: 0, message: "it is empty") }
    var error = json_error_t()
    let text = bytes.bindMemory(to: CChar.self).baseAddress
    guard let root = json_loadb(text, bytes.count, flags, &error) else {
      throw JSONError(offset: Int(max(0, error.position)), message: Self.message(error))
    }
    defer { jansson_release(root) }
    return node(root)
  }

  /// Where the document becomes too deep, by its brackets alone; nil: nowhere.
  private static func tooDeep(_ bytes: UnsafeRawBufferPointer) -> Int? {
    var depth = 0
    var isInString = false
    var isEscaped = false
    for (offset, byte) in bytes.enumerated() {
      if isInString {
        if isEscaped {
          isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
          isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
          isInString = false
        }
        continue
      }
      switch byte {
      case UInt8(ascii: "\""): isInString = true
      case UInt8(ascii: "["), UInt8(ascii: "{"):
        depth += 1
        if depth > maximumDepth { return offset }
      case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
      default: break
      }
    }
    return nil
  }

  private static func node(_ value: UnsafeMutablePointer<json_t>) -> JSONNode {
    switch value.pointee.type {
    case JSON_OBJECT:
      var members: [JSONNode.Member] = []
      members.reserveCapacity(json_object_size(value))
      var place = json_object_iter(value)
      while let here = place {
        if let name = json_object_iter_key(here), let inner = json_object_iter_value(here) {
          members.append(JSONNode.Member(String(cString: name), node(inner)))
        }
        place = json_object_iter_next(value, here)
      }
      return .object(members)
    case JSON_ARRAY:
      return .array((0..<json_array_size(value)).compactMap { json_array_get(value, $0).map(node) })
    case JSON_STRING:
      let bytes = UnsafeRawBufferPointer(start: json_string_value(value), count: json_string_length(value))
      return .string(String(decoding: bytes, as: UTF8.self))
    case JSON_INTEGER: return .integer(Int64(json_integer_value(value)))
    case JSON_REAL: return .real(json_real_value(value))
    case JSON_TRUE: return .boolean(true)
    case JSON_FALSE: return .boolean(false)
    default: return .null
    }
  }

  private static func message(_ error: json_error_t) -> String {
    withUnsafeBytes(of: error.text) { text in
      // The last byte is jansson's code.
      String(decoding: text.prefix(text.count - 1).prefix { $0 != 0 }, as: UTF8.self)
    }
  }
}
