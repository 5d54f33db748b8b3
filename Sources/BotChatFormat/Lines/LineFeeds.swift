/// The search for line ends, eight bytes at a time.
enum LineFeeds {
  private static let ones: UInt64 = 0x0101_0101_0101_0101
  private static let tops: UInt64 = 0x8080_8080_8080_8080

  /// The index of the first line feed at or behind `start`, or the count of the bytes when there is none.
  @inline(__always)
  static func first(in bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
    var at = start
    let count = bytes.count
    while at + 8 <= count {
      let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self))
      let zeroed = word ^ (ones &* UInt64(Byte.lineFeed))
      // The lowest top bit that is set belongs to the first zero byte; those above it may be false.
      let found = (zeroed &- ones) & ~zeroed & tops
      if found != 0 { return at + found.trailingZeroBitCount >> 3 }
      at += 8
    }
    while at < count, bytes[at] != Byte.lineFeed { at += 1 }
    return at
  }

  /// The index behind the last line that is not blank, its line feed not included; 0 when all are blank.
  static func solidEnd(of bytes: UnsafeRawBufferPointer) -> Int {
    var last = bytes.count - 1
    while last >= 0, Byte.isBlank(bytes[last]) || bytes[last] == Byte.lineFeed { last -= 1 }
    return last < 0 ? 0 : first(in: bytes, from: last)
  }
}
