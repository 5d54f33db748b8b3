/// A line that may open or close a fenced code block.
///
/// Source: F6, and CommonMark 0.31 section 4.5.
struct FenceLine: Equatable {
  /// A backtick or a tilde.
  let mark: UInt8
  /// How many of them.
  let length: Int
  /// Nothing but blanks follows them.
  ///
  /// Such a line opens a block too, when none is open.
  let closes: Bool

  /// Reads a line from its first mark on.
  ///
  /// - Parameters:
  ///   - line: The bytes of the line without its line feed.
  ///   - start: The index of the first mark, behind at most three spaces.
  init?(_ line: UnsafeRawBufferPointer, from start: Int) {
    mark = line[start]
    var at = start
    while at < line.count, line[at] == mark { at += 1 }
    length = at - start
    guard length >= 3 else { return nil }
    var isBlank = true
    while at < line.count {
      // A backtick in the info string makes it inline code.
      if line[at] == mark, mark == Byte.backtick { return nil }
      if !Byte.isBlank(line[at]) { isBlank = false }
      at += 1
    }
    closes = isBlank
  }
}
