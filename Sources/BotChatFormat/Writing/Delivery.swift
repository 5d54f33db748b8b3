/// A message as the relay writes it into a file: blank line, header, quoted body, newline, nothing else.
///
/// Source: F8.
public enum Delivery {
  /// Appends the delivery of a message.
  ///
  /// Its first byte is a line feed. So it begins on its own line, also behind a line that nobody ended.
  ///
  /// - Parameters:
  ///   - headerLine: The header line as it was read, without its line feed.
  ///   - body: The body as it was read.
  ///   - continuation: N above 0 puts ` (cont. N)` behind the header's last word, before blanks and carriage return.
  ///   - bytes: What it is appended to.
  public static func write(
    headerLine: [UInt8], body: [UInt8], continuation: Int = 0, into bytes: inout [UInt8]
  ) {
    // Only for the first: an array that is given just what it needs copies itself at each of many.
    if bytes.isEmpty { bytes.reserveCapacity(headerLine.count + body.count + 32) }
    bytes.append(Byte.lineFeed)
    HeaderLine.append(headerLine, continuation: continuation, into: &bytes)
    bytes.append(contentsOf: headerLine[HeaderLine.solidCount(headerLine)...])
    bytes.append(Byte.lineFeed)
    Quoting.append(body, into: &bytes)
    bytes.append(Byte.lineFeed)
  }
}
