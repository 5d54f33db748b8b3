import CYAML

/// The bytes of a document, and the places in it as editors count them.
struct YAMLText {
  let bytes: [UInt8]
  private let end: (line: Int, column: Int)

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    end = Self.place(after: bytes[...])
  }

  /// The place of a mark, counted from 1.
  ///
  /// At the end of a text without a last line end, libyaml points to the line after it.
  func place(_ mark: yaml_mark_t) -> (line: Int, column: Int) {
    let line = Int(mark.line) + 1
    return line > end.line ? end : (line, Int(mark.column) + 1)
  }

  /// The place behind these bytes, counted from 1.
  ///
  /// Source: YAML 1.1, 4.2: what ends a line.
  static func place(after bytes: ArraySlice<UInt8>) -> (line: Int, column: Int) {
    var place = (line: 1, column: 1)
    var isBehindReturn = false
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
      switch scalar {
      case "\n" where isBehindReturn: break
      case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": place = (place.line + 1, 1)
      default: place.column += 1
      }
      isBehindReturn = scalar == "\r"
    }
    return place
  }
}
