/// A header line with the relay's ` (cont. N)` at its end.
enum HeaderLine {
  /// Where a line ends that is read without its closing blanks.
  static func solidCount(_ line: [UInt8]) -> Int {
    var count = line.count
    while count > 0, Byte.isBlank(line[count - 1]) { count -= 1 }
    return count
  }

  /// Appends the line without its closing blanks, and the words of a continuation when N is above 0.
  static func append(_ line: [UInt8], continuation: Int, into bytes: inout [UInt8]) {
    bytes.append(contentsOf: line[..<solidCount(line)])
    if continuation > 0 { bytes.append(contentsOf: " (cont. \(continuation))".utf8) }
  }
}
