/// Text from outside made harmless and visible, for terminals, logs and wake texts.
///
/// A name, tag or path can hold line ends that forge a log line, escape sequences that drive a terminal, and
/// bidirectional controls that show another order than the bytes have.
/// Source: DESIGN 7; Unicode TR 36 (bidirectional spoofing).
package enum Escaping {
  /// The text with everything invisible written out: `\n`, `\x1b`, `\u{202e}`.
  ///
  /// A backslash stays as it is, so that a text which was escaped before does not change again.
  package static func visible(_ text: String) -> String {
    // Nearly all text is plain: then nothing is copied.
    if text.utf8.allSatisfy({ 0x20...0x7e ~= $0 }) { return text }
    if text.unicodeScalars.allSatisfy({ $0.isASCII ? 0x20...0x7e ~= $0.value : !isInvisible($0) }) {
      return text
    }
    var shown = ""
    for scalar in text.unicodeScalars { append(scalar, to: &shown) }
    return shown
  }

  /// The bytes as text, as above; a byte that is no UTF-8 is written out as `\xff`.
  package static func visible(_ bytes: some Sequence<UInt8>) -> String {
    let bytes = Array(bytes)
    if let text = String(validating: bytes, as: UTF8.self) { return visible(text) }
    var shown = ""
    var iterator = bytes.makeIterator()
    var parser = Unicode.UTF8.ForwardParser()
    var offset = 0
    while true {
      switch parser.parseScalar(from: &iterator) {
      case .valid(let encoded):
        append(Unicode.UTF8.decode(encoded), to: &shown)
        offset += encoded.count
      case .error(let length):
        for byte in bytes[offset..<offset + length] { shown += hexadecimal(byte) }
        offset += length
      case .emptyInput: return shown
      }
    }
  }

  private static func append(_ scalar: Unicode.Scalar, to shown: inout String) {
    switch scalar {
    case "\n": shown += "\\n"
    case "\r": shown += "\\r"
    case "\t": shown += "\\t"
    case _ where scalar.value < 0x20 || scalar.value == 0x7f: shown += hexadecimal(UInt8(scalar.value))
    case _ where isInvisible(scalar): shown += "\\u{\(String(scalar.value, radix: 16))}"
    default: shown.unicodeScalars.append(scalar)
    }
  }

  private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return false }
    // Format characters are the bidirectional controls and all that has no width; also the joiner of emoji,
    // which is a small price.
    return switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse: true
    default: scalar.properties.isDefaultIgnorableCodePoint && !scalar.properties.isVariationSelector
    }
  }

  private static func hexadecimal(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16)
    return digits.utf8.count == 1 ? "\\x0\(digits)" : "\\x\(digits)"
  }
}
