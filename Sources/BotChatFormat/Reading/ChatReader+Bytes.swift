/// From bytes to lines.
extension ChatReader {
  /// Reads the next bytes of the file.
  ///
  /// - Parameters:
  ///   - bytes: What follows the bytes given before; not kept by reference.
  ///   - items: What became complete is appended here, in the order in which it did.
  public mutating func append(_ bytes: UnsafeRawBufferPointer, into items: inout [Item]) {
    var start = 0
    if !line.isEmpty || isInLine {
      start = min(LineFeeds.first(in: bytes, from: 0) + 1, bytes.count)
      continueLine(with: UnsafeRawBufferPointer(rebasing: bytes[..<start]), into: &items)
    }
    guard start < bytes.count else { return }
    var end = bytes.count
    while end > start, bytes[end - 1] != Byte.lineFeed { end -= 1 }
    judge(UnsafeRawBufferPointer(rebasing: bytes[start..<end]), at: lineOffset, into: &items)
    lineOffset += end - start
    continueLine(with: UnsafeRawBufferPointer(rebasing: bytes[end...]), into: &items)
  }

  /// Takes more of the line that has begun, up to its line feed or as far as it came.
  private mutating func continueLine(with bytes: UnsafeRawBufferPointer, into items: inout [Item]) {
    var start = 0
    // Only so much of a line is ever held; then its pieces are judged by themselves, always of the same length.
    while line.count + bytes.count - start > longestLine + 1 {
      let piece = longestLine + 1 - line.count
      line.append(contentsOf: bytes[start..<start + piece])
      start += piece
      judgeLine(asPiece: true, into: &items)
    }
    line.append(contentsOf: bytes[start...])
    if line.last == Byte.lineFeed { judgeLine(asPiece: false, into: &items) }
  }

  /// Judges the line that was gathered, and begins the next.
  ///
  /// - Parameters:
  ///   - asPiece: It goes on, but is too long to be anything but text.
  ///   - items: What became complete is appended here.
  mutating func judgeLine(asPiece: Bool, into items: inout [Item]) {
    var text: [UInt8] = []
    swap(&text, &line)
    let isText = asPiece || isInLine
    text.withUnsafeBytes {
      if isText {
        judgeText($0, at: lineOffset, into: &items)
      } else {
        judge($0, at: lineOffset, into: &items)
      }
    }
    lineOffset += text.count
    isInLine = text.last != Byte.lineFeed
    // Its memory serves the next line.
    text.removeAll(keepingCapacity: text.capacity <= 2 * Header.longestLine)
    line = text
  }

  /// Says that the relay's own bytes follow here, which are not given.
  ///
  /// What is unfinished stays so, and text behind them continues it. If nothing is, what follows without a header is
  /// stray: a bot goes on with something that was complete.
  ///
  /// - Parameters:
  ///   - count: How many bytes; the first of them is a line feed, as every delivery begins.
  ///   - items: What became complete is appended here.
  public mutating func skipRelayed(_ count: Int, into items: inout [Item]) {
    guard count > 0 else { return }
    var count = count
    if !line.isEmpty || isInLine {
      // Our first line feed ended the line, for whoever reads the file.
      line.append(Byte.lineFeed)
      judgeLine(asPiece: false, into: &items)
      count -= 1
    }
    if message == nil, fence != nil { openFence(isNone: &items) }
    if message != nil {
      if block != nil { finishBlock(at: lineOffset, into: &items) }
      fence?.addGap(count)
    } else {
      finishBlock(at: lineOffset, into: &items)
      settled = .stray
    }
    lineOffset += count
  }
}
