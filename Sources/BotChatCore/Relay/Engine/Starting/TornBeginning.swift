import BotChatFormat

/// Finds the beginning of a delivery that a crash cut off before its header line was whole (R11).
enum TornBeginning {
  /// Finds it.
  ///
  /// A delivery begins behind an ended line, so two line ends stand before its header, the second one ours. A bot
  /// that has written half of a header without a blank line before it is not taken for us. What tells our piece from
  /// text of a bot, who may begin a line with the same date, is a header behind it, or that it is long enough: more
  /// than a date where our append must have begun, more than date and time elsewhere. A shorter one is left to the
  /// bot, of whose text a piece would be missing otherwise.
  ///
  /// - Parameters:
  ///   - block: the delivery as it would be written: line end, header line, body.
  ///   - region: bytes of the file.
  ///   - from: the cut-off piece cannot begin before this place in `region`, and does where nobody wrote in between;
  ///     what stands before it belongs to the file too, and 0 is the beginning of the file.
  /// - Returns: where it stands; nil if nothing there can only be a cut-off piece. A lone line end is no piece:
  ///   it does no harm and could be anybody's.
  static func find(_ block: [UInt8], in region: [UInt8], from: Int) -> Range<Int>? {
    let header = Array(block.dropFirst().prefix { $0 != 10 })
    var at = from
    while let start = nextLine(region, at) {
      at = start + 1
      let begin = start - 1
      guard begin >= from, begin == 0 || region[begin - 1] == 10 else { continue }
      let same = zip(region[start...], header).prefix { $0 == $1 }.count
      guard same > 0 else { continue }
      if start + same == region.count { return begin..<region.count }
      if let cut = (1...same).reversed().first(where: { isHeader(region, behind: start + $0) }) {
        return begin..<start + cut
      }
      // Behind a last line without an end ours begins with one more line end.
      let enough = begin - from <= 1 ? 2 : 3
      if header[..<same].split(separator: 32).count > enough, !isHeader(region, behind: start) {
        return begin..<start + same
      }
    }
    return nil
  }

  /// Compares a delivery with what stands in the file.
  ///
  /// A header that others wrote behind a cut-off delivery may begin as the next line of that does, but is theirs: what
  /// we write behind our own header holds no other.
  ///
  /// - Parameters:
  ///   - block: the delivery as it would be written.
  ///   - there: what stands there, a header line longer than the delivery if there is so much.
  /// - Returns: how many bytes at its beginning stand there.
  static func common(_ block: [UInt8], _ there: [UInt8]) -> Int {
    let same = zip(there, block).prefix { $0 == $1 }.count
    guard same < block.count, let end = there[..<same].lastIndex(of: 10), end > 0 else { return same }
    let line = Array(there[(end + 1)...].prefix { $0 != 10 })
    return Header(line: line) == nil ? same : end + 1
  }

  /// The next place at or behind `at` where a line begins.
  private static func nextLine(_ region: [UInt8], _ at: Int) -> Int? {
    guard at < region.count else { return nil }
    if at == 0 || region[at - 1] == 10 { return at }
    guard let end = region[at...].firstIndex(of: 10), end + 1 < region.count else { return nil }
    return end + 1
  }

  /// Whether a header stands here, or as the next line that is not empty.
  private static func isHeader(_ region: [UInt8], behind at: Int) -> Bool {
    let line = Array(region[at...].drop { $0 == 10 }.prefix { $0 != 10 })
    return line.withUnsafeBytes { Header(line: $0) } != nil
  }
}
