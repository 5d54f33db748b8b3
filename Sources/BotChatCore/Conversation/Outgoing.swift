import BotChatFormat

/// A message that is about to be written: its header is right, and nothing in its text ends it.
///
/// Source: F1, F2, F8; reading is lenient, writing is strict (F5).
package struct Outgoing: Sendable, Equatable {
  /// Why a message is refused.
  package enum Refusal: Error, Sendable, Equatable {
    /// There is nothing but blanks in it.
    case empty
    /// More bytes than a message may have.
    case tooLong(bytes: Int, limit: Int)
    /// No tag: at most 32 of letters, digits and `#/._ -`.
    case badTag(String)
    /// The header would be too long to be read as one: too many recipients.
    case tooManyRecipients
  }

  /// Date, time and zone of a message's two ends.
  package struct Stamp: Sendable, Equatable {
    /// `2026-02-10 19:32:15`.
    package var time: String
    /// `07:32:15pm`.
    package var clock: String
    /// `SGT`.
    package var zone: String

    package init(time: String, clock: String, zone: String) {
      self.time = time
      self.clock = clock
      self.zone = zone
    }
  }

  /// Without its line feed.
  package let headerLine: [UInt8]
  /// Quoted where it has to be, code blocks closed, the closing line with it.
  package let body: [UInt8]
  /// How many lines of the text looked like headers, and were quoted.
  package let quotedLines: Int

  /// - Parameters:
  ///   - sender: who writes; a name that is known to be right.
  ///   - recipients: to whom; empty: to those at home in that file.
  ///   - tag: what stands in the parentheses.
  ///   - text: the message.
  ///   - stamp: when.
  ///   - limit: the most bytes that the text may have.
  /// - Throws: ``Refusal``.
  package init(
    from sender: String, to recipients: [String], tag: String, text: [UInt8], stamp: Stamp, limit: Int
  ) throws(Refusal) {
    let text = Self.trimmed(text)
    guard !text.isEmpty else { throw .empty }
    guard Self.isTag(tag) else { throw .badTag(tag) }
    let arrow = recipients.isEmpty ? "" : " → \(recipients.joined(separator: ", "))"
    headerLine = Array("### \(stamp.time) \(stamp.zone) - \(sender)\(arrow) (\(tag))".utf8)
    guard headerLine.count <= Header.longestLine, let header = Header(line: headerLine),
      header.sender == sender, header.recipients == recipients, header.tag == tag
    else { throw .tooManyRecipients }
    var body = Quoting.quote(text)
    // Each quoted line is two bytes longer.
    quotedLines = (body.count - text.count) / 2
    if let closing = FenceClosing.line(for: text) { body += [0x0A] + closing }
    // Bots know the form by heart: one closing line is enough.
    if !Self.endsInClock(body) { body += Array("\n\n⏱ \(stamp.clock) \(stamp.zone)".utf8) }
    guard body.count <= limit else { throw .tooLong(bytes: text.count, limit: limit) }
    self.body = body
  }

  /// The bytes to append: a line end first, so that it begins a line also behind one that nobody ended.
  package var bytes: [UInt8] {
    var bytes: [UInt8] = []
    Delivery.write(headerLine: headerLine, body: body, into: &bytes)
    return bytes
  }

  /// Without blank lines at its beginning and white space at its end.
  private static func trimmed(_ text: [UInt8]) -> [UInt8] {
    func isWhite(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
    var end = text.endIndex
    while end > 0, isWhite(text[end - 1]) { end -= 1 }
    // The blanks before the first word of a line are the text's own.
    var begin = 0
    for index in 0..<end {
      if text[index] == 0x0A { begin = index + 1 } else if !isWhite(text[index]) { break }
    }
    return Array(text[begin..<end])
  }

  private static func endsInClock(_ body: [UInt8]) -> Bool {
    let begin = body.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    return begin > 0 && body[begin...].starts(with: "⏱".utf8)
  }

  /// Source: W3, the tags that may stand in a wake's text.
  private static func isTag(_ tag: String) -> Bool {
    let bytes = tag.utf8
    guard (1...32).contains(bytes.count), bytes.first != 0x20, bytes.last != 0x20 else { return false }
    return bytes.allSatisfy { byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
      default: "#/._ -".utf8.contains(byte)
      }
    }
  }
}
