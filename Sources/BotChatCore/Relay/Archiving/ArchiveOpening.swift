/// What stands at the beginning of a chat file whose older messages were archived: its own preamble, then a comment
/// that says where they are.
///
/// The cut takes whole blocks off a file, so what is left of the last one is filled up, inside of that comment.
package enum ArchiveOpening {
  /// The longest preamble that is carried along, in bytes.
  package static let longestPreamble = 64 << 10

  private static let begin = Array("<!-- botchat archive: ".utf8)
  private static let end = Array("-->\n\n".utf8)

  /// The preamble without the comment that an earlier archive has left in it.
  package static func preamble(_ bytes: [UInt8]) -> [UInt8] {
    guard let start = place(of: begin, in: bytes[...], atLineStart: true),
      let close = place(of: Array("-->".utf8), in: bytes[(start + begin.count)...], atLineStart: false)
    else { return bytes }
    let rest = bytes[(close + 3)...]
    let feeds = rest.prefix(2).prefix { $0 == 10 }.count
    return Array(bytes[..<start] + rest.dropFirst(feeds))
  }

  /// The bytes that the shortest opening has.
  package static func least(_ preamble: [UInt8], _ archive: String) -> Int {
    ended(preamble).count + begin.count + text(archive).count + end.count
  }

  /// The opening, in just so many bytes.
  ///
  /// - Parameters:
  ///   - preamble: what ``preamble(_:)`` gave.
  ///   - archive: the name of the newest archive.
  ///   - length: how long the opening has to be, in bytes.
  /// - Returns: the opening; nil when the bytes are too few for it.
  package static func make(_ preamble: [UInt8], _ archive: String, length: Int) -> [UInt8]? {
    let filling = length - least(preamble, archive)
    guard filling >= 0 else { return nil }
    return ended(preamble) + begin + text(archive) + [UInt8](repeating: 0x20, count: filling) + end
  }

  /// Our line begins in column 0; a byte order mark takes none.
  private static func ended(_ preamble: [UInt8]) -> [UInt8] {
    preamble.isEmpty || preamble.last == 10 || preamble == [0xEF, 0xBB, 0xBF] ? preamble : preamble + [10]
  }

  private static func text(_ archive: String) -> [UInt8] {
    // A name that would end the comment is not named.
    let name = archive.contains("--") || archive.contains("\n") ? "an archive beside this file" : archive
    return Array("older messages are in \(name) and in files of that name with earlier dates ".utf8)
  }

  private static func place(of text: [UInt8], in bytes: ArraySlice<UInt8>, atLineStart: Bool) -> Int? {
    var at = bytes.startIndex
    while at + text.count <= bytes.endIndex {
      let isThere = bytes[at] == text[0] && bytes[at..<at + text.count].elementsEqual(text)
      if isThere,
        !atLineStart || at == 0 || bytes[at - 1] == 10 || at == 3 && bytes.starts(with: [0xEF, 0xBB, 0xBF])
      {
        return at
      }
      at += 1
    }
    return nil
  }
}
