/// A position in one line, and the tokens of a header that can be taken from there.
///
/// Each `take…` moves behind what it found and says so; when it finds nothing the position is of no more use,
/// because a header is then no header.
struct LineScanner {
  private let bytes: UnsafeRawBufferPointer
  private var end: Int
  private(set) var at = 0

  init(_ bytes: UnsafeRawBufferPointer) {
    self.bytes = bytes
    end = bytes.count
  }

  var isAtEnd: Bool { at >= end }

  /// The byte at the position, 0 behind the end.
  ///
  /// A NUL in the line is no token either, so the two may look alike.
  private var byte: UInt8 { at < end ? bytes[at] : 0 }

  func string(_ range: Range<Int>) -> String {
    String(decoding: UnsafeRawBufferPointer(rebasing: bytes[range]), as: UTF8.self)
  }

  mutating func dropClosingBlanks() {
    while end > 0, Byte.isBlank(bytes[end - 1]) { end -= 1 }
  }

  @discardableResult
  mutating func skipBlanks() -> Bool {
    let start = at
    while byte == Byte.space || byte == Byte.tab { at += 1 }
    return at > start
  }

  private mutating func take(_ wanted: UInt8) -> Bool {
    guard byte == wanted else { return false }
    at += 1
    return true
  }

  private mutating func take(_ first: UInt8, _ second: UInt8, _ third: UInt8) -> Bool {
    guard at + 3 <= end, bytes[at] == first, bytes[at + 1] == second, bytes[at + 2] == third else {
      return false
    }
    at += 3
    return true
  }

  private mutating func takeDigits(_ count: Int) -> Bool {
    guard at + count <= end else { return false }
    for index in at..<at + count where !Byte.isDigit(bytes[index]) { return false }
    at += count
    return true
  }

  mutating func takeHashes() -> Bool { take(Byte.hash, Byte.hash, Byte.hash) }

  mutating func takeDate() -> Range<Int>? {
    let start = at
    guard takeDigits(4), take(Byte.minus), takeDigits(2), take(Byte.minus), takeDigits(2) else { return nil }
    return start..<at
  }

  mutating func takeTime() -> Range<Int>? {
    let start = at
    guard takeDigits(2), take(Byte.colon), takeDigits(2) else { return nil }
    if take(Byte.colon) { guard takeDigits(2) else { return nil } }
    return start..<at
  }

  /// Up to eight letters (`SGT`), or a sign with four digits (`+0800`, `+08:00`).
  mutating func takeZone() -> Range<Int>? {
    let start = at
    if take(Byte.plus) || take(Byte.minus) {
      guard takeDigits(2) else { return nil }
      _ = take(Byte.colon)
      return takeDigits(2) ? start..<at : nil
    }
    while Byte.isLetter(byte) { at += 1 }
    return (1...8).contains(at - start) ? start..<at : nil
  }

  /// `-`, `–` or `—`.
  mutating func takeDash() -> Bool {
    // A zone may begin with `-` too: `-0300`. A dash stands alone.
    if byte == Byte.minus, at + 1 < end, Byte.isDigit(bytes[at + 1]) { return false }
    return take(Byte.minus) || take(0xE2, 0x80, 0x93) || take(0xE2, 0x80, 0x94)
  }

  /// `→`, `⇒`, `->` or `=>`.
  mutating func takeArrow() -> Bool {
    if take(0xE2, 0x86, 0x92) || take(0xE2, 0x87, 0x92) { return true }
    guard byte == Byte.minus || byte == Byte.equals, at + 1 < end, bytes[at + 1] == Byte.greater else {
      return false
    }
    at += 2
    return true
  }

  /// The longest run of name bytes here, if it is a name.
  private mutating func takeName() -> Range<Int>? {
    let start = at
    guard Byte.isAlphanumeric(byte) else { return nil }
    while Byte.isName(byte) { at += 1 }
    return at - start <= Name.longest ? start..<at : nil
  }

  mutating func takeSender() -> Range<Int>? {
    guard let name = takeName() else { return nil }
    // `Jack->Ross`: the minus is of the arrow, though a name may hold one.
    guard byte == Byte.greater, bytes[at - 1] == Byte.minus, name.count > 1 else { return name }
    at -= 1
    return name.lowerBound..<at
  }

  /// `Ross`, `@Ross and John`, `Ross, John, and Coach`; nil when no name stands where one must.
  mutating func takeRecipients() -> [String]? {
    var names: [String] = []
    repeat {
      _ = take(Byte.at)
      guard let name = takeName(), !isAnd(name) else { return nil }
      names.append(string(name))
      skipBlanks()
    } while takeSeparators()
    return names
  }

  private mutating func takeSeparators() -> Bool {
    var found = false
    while true {
      switch byte {
      case Byte.comma, Byte.ampersand, Byte.plus, Byte.slash: at += 1
      case 0x61, 0x41:  // a, A
        let start = at
        guard let word = takeName(), isAnd(word) else {
          at = start
          return found
        }
      default: return found
      }
      found = true
      skipBlanks()
    }
  }

  private func isAnd(_ range: Range<Int>) -> Bool {
    let start = range.lowerBound
    return range.count == 3 && bytes[start] | 0x20 == 0x61 && bytes[start + 1] | 0x20 == 0x6E
      && bytes[start + 2] | 0x20 == 0x64
  }

  /// What stands in parentheses at the end: a tag, then ` (cont.
  ///
  /// N)`, each of them optional. Should a sender have written `(cont. 5)` himself, the relay's own comes
  /// behind it, and the last one counts.
  mutating func takeClosingGroups() -> (tag: Range<Int>?, continuation: Int?)? {
    var tag: Range<Int>?
    var continuation: Int?
    while true {
      skipBlanks()
      if isAtEnd { return (tag, continuation) }
      guard take(Byte.open) else { return nil }
      let start = at
      while at < end, bytes[at] != Byte.open, bytes[at] != Byte.close { at += 1 }
      let group = start..<at
      guard take(Byte.close), !group.isEmpty else { return nil }
      if let number = ordinal(group) {
        continuation = number
      } else {
        guard tag == nil, continuation == nil else { return nil }
        tag = group
      }
    }
  }

  /// The N of `cont. N`, from 1 to 999,999,999.
  private func ordinal(_ group: Range<Int>) -> Int? {
    let words: StaticString = "cont. "
    let digits = group.dropFirst(words.utf8CodeUnitCount)
    guard (1...9).contains(digits.count) else { return nil }
    for index in 0..<words.utf8CodeUnitCount
    where bytes[group.lowerBound + index] != words.utf8Start[index] { return nil }
    var number = 0
    for index in digits {
      guard Byte.isDigit(bytes[index]) else { return nil }
      number = number * 10 + Int(bytes[index] - 0x30)
    }
    return number > 0 ? number : nil
  }
}
