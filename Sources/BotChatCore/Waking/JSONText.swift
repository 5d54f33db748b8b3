/// Text as a string of JSON.
///
/// Source: RFC 8259, section 7.
package enum JSONText {
  /// The text between quotation marks, with all escaped that must be.
  ///
  /// Beyond that only U+007F, and U+2028 and U+2029, which some readers take for line ends.
  package static func quoted(_ text: String) -> String {
    var bytes: [UInt8] = []
    append(text, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Writes the same behind the bytes.
  package static func append(_ text: String, to bytes: inout [UInt8]) {
    var text = text
    bytes.append(quote)
    text.withUTF8 { source in
      // What needs no escape is copied in stretches, of which most texts are one.
      var copied = 0
      for (index, byte) in source.enumerated() where !isPlain(byte) {
        guard let (escape, length) = escape(byte, at: index, in: source) else { continue }
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: source[copied..<index]))
        escape.withUTF8Buffer { bytes.append(contentsOf: $0) }
        if length == 1, escape.utf8CodeUnitCount == 4 {
          bytes.append(contentsOf: [digits[Int(byte >> 4)], digits[Int(byte & 15)]])
        }
        copied = index + length
      }
      bytes.append(contentsOf: UnsafeBufferPointer(rebasing: source[copied...]))
    }
    bytes.append(quote)
  }

  private static let quote = UInt8(ascii: "\"")
  private static let digits = Array("0123456789abcdef".utf8)

  /// Whether it stands for itself whatever follows, as nearly all bytes do.
  @inline(__always) private static func isPlain(_ byte: UInt8) -> Bool {
    byte >= 0x20 && byte != quote && byte != UInt8(ascii: "\\") && byte != 0x7F && byte != 0xE2
  }

  /// What stands for the character that begins with this byte, and how many bytes that has; nil: it stands for itself.
  ///
  /// `\u00` wants two digits more.
  private static func escape(
    _ byte: UInt8, at index: Int, in source: UnsafeBufferPointer<UInt8>
  ) -> (StaticString, Int)? {
    switch byte {
    case quote: return ("\\\"", 1)
    case UInt8(ascii: "\\"): return ("\\\\", 1)
    case UInt8(ascii: "\n"): return ("\\n", 1)
    case UInt8(ascii: "\r"): return ("\\r", 1)
    case UInt8(ascii: "\t"): return ("\\t", 1)
    case 0..<0x20, 0x7F: return ("\\u00", 1)
    // U+2028 is e2 80 a8, U+2029 is e2 80 a9.
    case 0xE2 where source[index + 1] == 0x80 && source[index + 2] == 0xA8: return ("\\u2028", 3)
    case 0xE2 where source[index + 1] == 0x80 && source[index + 2] == 0xA9: return ("\\u2029", 3)
    default: return nil
    }
  }
}
