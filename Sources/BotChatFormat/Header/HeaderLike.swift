/// Cheap tests on a line that may mean to be a header.
///
/// Source: F1, F8.
public enum HeaderLike {
  /// Whether a line begins with exactly three `#`, blanks or none, and a date.
  ///
  /// That is what quoting must protect, because it is every header and every near-header, whatever names are
  /// configured where the text is read.
  ///
  /// - Parameter line: The bytes of a line; what follows its line feed does no harm.
  /// - Returns: Whether it must be quoted.
  public static func isQuotable(_ line: UnsafeRawBufferPointer) -> Bool {
    dateEnd(line) != nil
  }

  /// Whether a line that is no header means to be one: it is quotable, and an arrow or a known name follows.
  ///
  /// - Parameters:
  ///   - line: The bytes of the line without its line feed.
  ///   - isKnownName: Whether a word is a known name, however its letters are cased.
  /// - Returns: Whether its sender must be told.
  static func isNearHeader(_ line: UnsafeRawBufferPointer, isKnownName: (String) -> Bool) -> Bool {
    guard let start = dateEnd(line) else { return false }
    return hasArrow(line, from: start) || hasName(line, from: start, isKnownName)
  }

  /// The index behind the date of a quotable line.
  private static func dateEnd(_ line: UnsafeRawBufferPointer) -> Int? {
    guard line.count >= 13, line[0] == Byte.hash, line[1] == Byte.hash, line[2] == Byte.hash else {
      return nil
    }
    var at = 3
    while at < line.count, line[at] == Byte.space || line[at] == Byte.tab { at += 1 }
    guard at + 10 <= line.count else { return nil }
    for index in 0..<10 {
      let byte = line[at + index]
      guard index == 4 || index == 7 ? byte == Byte.minus : Byte.isDigit(byte) else { return nil }
    }
    return at + 10
  }

  private static func hasArrow(_ line: UnsafeRawBufferPointer, from start: Int) -> Bool {
    for index in start..<line.count {
      switch line[index] {
      case Byte.greater:
        if line[index - 1] == Byte.minus || line[index - 1] == Byte.equals { return true }
      case 0x92:
        if line[index - 2] == 0xE2, line[index - 1] == 0x86 || line[index - 1] == 0x87 { return true }
      default: continue
      }
    }
    return false
  }

  private static func hasName(
    _ line: UnsafeRawBufferPointer, from start: Int, _ isKnownName: (String) -> Bool
  ) -> Bool {
    var at = start
    while at < line.count {
      guard Byte.isAlphanumeric(line[at]) else {
        at += 1
        continue
      }
      let word = at
      while at < line.count, Byte.isName(line[at]) { at += 1 }
      // `Jack:` ends by itself; `Jack.` and `Jack-` hold name bytes that here are punctuation.
      var end = at
      while true {
        if end - word <= Name.longest,
          isKnownName(String(decoding: UnsafeRawBufferPointer(rebasing: line[word..<end]), as: UTF8.self))
        {
          return true
        }
        guard !Byte.isAlphanumeric(line[end - 1]) else { break }
        while !Byte.isAlphanumeric(line[end - 1]) { end -= 1 }
      }
    }
    return false
  }
}
