/// Text that is being gathered: its measure line by line, its bytes in longer runs.
struct Passage: Sendable {
  /// How many bytes are kept.
  private let limit: Int
  /// Whether what is longer is kept up to the limit, or not at all.
  private let keepsBeginning: Bool
  private var kept: [UInt8] = []
  /// All lines with their line feeds, in bytes.
  private(set) var length = 0
  /// The length up to the end of the last line that is not blank, its line feed not included.
  private(set) var solidLength = 0

  init(limit: Int, keepsBeginning: Bool) {
    self.limit = limit
    self.keepsBeginning = keepsBeginning
  }

  var isTooLong: Bool { solidLength > limit }

  /// Counts a line, or a run of lines that ends with one that is not blank.
  ///
  /// - Parameters:
  ///   - count: Its bytes with the last line feed.
  ///   - solid: Its bytes without that; 0 for a blank line.
  @inline(__always)
  mutating func count(_ count: Int, solid: Int) {
    if solid > 0 { solidLength = length + solid }
    length += count
  }

  /// Keeps the bytes of lines that were counted.
  mutating func store(_ text: UnsafeRawBufferPointer) {
    guard keepsBeginning || !isTooLong else {
      kept = []
      return
    }
    // Behind the limit stand blank lines only: any other line there would have made the passage too long.
    kept.append(contentsOf: text.prefix(limit - kept.count))
  }

  /// What is kept, without closing blank lines, given away.
  mutating func finish() -> [UInt8] {
    var bytes: [UInt8] = []
    swap(&bytes, &kept)
    if bytes.count > solidLength { bytes.removeLast(bytes.count - solidLength) }
    return bytes
  }
}
