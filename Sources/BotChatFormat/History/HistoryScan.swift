/// Finds the lines of a large file that begin with `###` and a date, at the speed of memory.
///
/// For the first start on a file that is a gigabyte long: whether such a line is a header, in a fence, or quoted is
/// for the caller to ask of the few bytes that are left.
///
/// Source: R13, F1.
public struct HistoryScan: Sendable {
  /// What is called for each line: the file offset in bytes, and the line without its line feed (at most
  /// ``Header/longestLine`` bytes and one of it), valid during the call only.
  public typealias Visit = (_ offset: Int, _ line: UnsafeRawBufferPointer) -> Void

  /// The file offset in bytes that has been scanned through.
  public private(set) var offset: Int
  /// The beginning of a line that starts with `#` and was cut off by the end of the bytes.
  private var line: [UInt8] = []
  /// The file offset of `line`, which is cut when it is long, so that its own length does not tell.
  private var lineStart = 0
  /// The first byte to come is in column 0.
  private var isAtLineStart: Bool

  /// Begins a scan.
  ///
  /// - Parameters:
  ///   - offset: The file offset in bytes of the first byte that is given.
  ///   - isAtLineStart: Whether that byte is in column 0.
  public init(at offset: Int = 0, isAtLineStart: Bool = true) {
    self.offset = offset
    self.isAtLineStart = isAtLineStart
  }

  /// Scans the next bytes of the file.
  ///
  /// - Parameters:
  ///   - bytes: What follows the bytes given before; not kept by reference.
  ///   - visit: Called for each line that ends in them.
  public mutating func append(_ bytes: UnsafeRawBufferPointer, visit: Visit) {
    guard let last = bytes.last else { return }
    var start = isAtLineStart || !line.isEmpty ? finishLine(with: bytes, visit) : 0
    // All of it may be the beginning of a BOM; then the next byte is in column 0 as this one was.
    isAtLineStart = last == Byte.lineFeed || (isAtLineStart && start == bytes.count && line.isEmpty)
    while start < bytes.count {
      let feed = HistoryScan.nextHash(in: bytes, from: start)
      guard feed < bytes.count else { break }
      start = feed + 1
      let end = LineFeeds.first(in: bytes, from: start)
      guard end < bytes.count else {
        line.append(contentsOf: bytes[start..<min(end, start + Header.longestLine + 1)])
        lineStart = offset + start
        break
      }
      report(UnsafeRawBufferPointer(rebasing: bytes[start..<end]), at: offset + start, visit)
      start = end
    }
    offset += bytes.count
  }

  /// Says that no more bytes follow: a last line without line feed counts as a line.
  public mutating func finish(visit: Visit) {
    guard !line.isEmpty else { return }
    let unended = line
    line = []
    unended.withUnsafeBytes { report($0, at: lineStart, visit) }
  }

  /// Takes the rest of the line that the last bytes ended in; gives the index of the line feed behind it.
  private mutating func finishLine(with bytes: UnsafeRawBufferPointer, _ visit: Visit) -> Int {
    var start = 0
    if line.isEmpty {
      while offset + start < 3, start < bytes.count, bytes[start] == HistoryScan.mark[offset + start] {
        start += 1
      }
      lineStart = offset + start
      guard start < bytes.count, bytes[start] == Byte.hash else { return start }
    }
    let end = LineFeeds.first(in: bytes, from: start)
    let room = max(0, Header.longestLine + 1 - line.count)
    line.append(contentsOf: bytes[start..<min(end, start + room)])
    guard end < bytes.count else { return end }
    finish(visit: visit)
    return end
  }

  private func report(_ line: UnsafeRawBufferPointer, at offset: Int, _ visit: Visit) {
    guard HeaderLike.isQuotable(line) else { return }
    visit(offset, UnsafeRawBufferPointer(rebasing: line.prefix(Header.longestLine + 1)))
  }

  /// A byte order mark, which does not count as a column.
  private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// The index of the first line feed at or behind `start` that a `#` follows, or the count of the bytes.
  private static func nextHash(in bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
    var at = start
    let feeds = SIMD64<UInt8>(repeating: Byte.lineFeed)
    let hashes = SIMD64<UInt8>(repeating: Byte.hash)
    while at + 65 <= bytes.count {
      let here = bytes.loadUnaligned(fromByteOffset: at, as: SIMD64<UInt8>.self)
      let behind = bytes.loadUnaligned(fromByteOffset: at + 1, as: SIMD64<UInt8>.self)
      let found = unsafeBitCast((here .== feeds) .& (behind .== hashes), to: SIMD8<UInt64>.self)
      let pair = found.lowHalf | found.highHalf
      let both = pair.lowHalf | pair.highHalf
      if both[0] | both[1] != 0 {
        for lane in 0..<8 where found[lane] != 0 {
          return at + lane * 8 + UInt64(littleEndian: found[lane]).trailingZeroBitCount >> 3
        }
      }
      at += 64
    }
    while at + 1 < bytes.count {
      if bytes[at] == Byte.lineFeed, bytes[at + 1] == Byte.hash { return at }
      at += 1
    }
    return bytes.count
  }
}
