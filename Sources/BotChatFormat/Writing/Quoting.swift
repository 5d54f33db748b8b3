/// The one change that a delivery makes to a body: `> ` before each line that might be read as a header.
///
/// Source: F8.
public enum Quoting {
  /// What stands before a quoted line.
  static let mark: [UInt8] = [0x3E, 0x20]

  /// The body with its header-like lines quoted.
  ///
  /// Quoting it again changes nothing.
  public static func quote(_ body: [UInt8]) -> [UInt8] {
    var quoted: [UInt8] = []
    quoted.reserveCapacity(body.count)
    append(body, into: &quoted)
    return quoted
  }

  /// Appends the body with its header-like lines quoted.
  ///
  /// Inside a fence too: where the fence ends may look different where the text is read, and a line that never is
  /// a header can be read by anybody.
  public static func append(_ body: [UInt8], into bytes: inout [UInt8]) {
    body.withUnsafeBytes { text in
      var written = 0
      var line = 0
      while line < text.count {
        if text[line] == Byte.hash, HeaderLike.isQuotable(UnsafeRawBufferPointer(rebasing: text[line...])) {
          bytes.append(contentsOf: text[written..<line])
          bytes.append(contentsOf: mark)
          written = line
        }
        line = LineFeeds.first(in: text, from: line) + 1
      }
      bytes.append(contentsOf: text[written...])
    }
  }
}
