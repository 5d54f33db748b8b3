/// What an archive has moved: a line for people, which a program can read back.
package struct ArchiveReport: Sendable, Equatable {
  /// Messages that went.
  package var messages: Int
  /// And their bytes.
  package var bytes: Int
  /// The name of the archive.
  package var archive: String
  /// Messages that stay.
  package var remaining: Int

  package init(messages: Int, bytes: Int, archive: String, remaining: Int) {
    self.messages = messages
    self.bytes = bytes
    self.archive = archive
    self.remaining = remaining
  }

  package var text: String {
    "archived \(Self.counted(messages)) (\(bytes) bytes) in \(archive); \(remaining) stay"
  }

  /// Reads what ``text`` wrote; nil for any other text.
  package init?(text: String) {
    let words = text.split(separator: " ", omittingEmptySubsequences: false)
    guard words.count >= 9, words[0] == "archived", let messages = Int(words[1]),
      let bytes = Int(words[3].dropFirst()), let remaining = Int(words[words.count - 2])
    else { return nil }
    let name = words[6..<words.count - 2].joined(separator: " ")
    self.init(messages: messages, bytes: bytes, archive: String(name.dropLast()), remaining: remaining)
  }

  package static func counted(_ messages: Int) -> String {
    messages == 1 ? "1 message" : "\(messages) messages"
  }
}

/// Why nothing was archived, for whoever has to end with another code for each: the first word of the answer.
package enum ArchiveRefusal: String, Sendable {
  /// Nothing is old enough.
  case nothing
  /// It may go later.
  case busy
  /// It does not go here.
  case impossible

  package func text(_ why: String) -> String { "\(rawValue): \(why)" }

  /// The refusal that a text begins with, and why.
  package static func parse(_ text: String) -> (refusal: ArchiveRefusal, why: String)? {
    guard let colon = text.firstRange(of: ": "),
      let refusal = ArchiveRefusal(rawValue: String(text[..<colon.lowerBound]))
    else { return nil }
    return (refusal, String(text[colon.upperBound...]))
  }
}
