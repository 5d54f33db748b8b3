/// The bytes that the id of a message is hashed from, the same for a message and for each of its deliveries.
///
/// Source: F9.
public enum Canonical {
  /// Appends them: the header line without closing blanks, a line feed, and the quoted body, with every CRLF as LF
  /// and without closing blank lines.
  ///
  /// - Parameters:
  ///   - headerLine: The header line as it was read, without its line feed.
  ///   - body: The body as it was read, quoted or not.
  ///   - continuation: N above 0 for the N-th continuation of the message with that header line.
  ///   - bytes: What they are appended to.
  public static func append(
    headerLine: [UInt8], body: [UInt8], continuation: Int = 0, into bytes: inout [UInt8]
  ) {
    bytes.reserveCapacity(bytes.count + headerLine.count + body.count + 32)
    HeaderLine.append(headerLine, continuation: continuation, into: &bytes)
    bytes.append(Byte.lineFeed)
    body.withUnsafeBytes { all in
      let text = UnsafeRawBufferPointer(rebasing: all[..<LineFeeds.solidEnd(of: all)])
      var written = 0
      var line = 0
      while line < text.count {
        if text[line] == Byte.hash, HeaderLike.isQuotable(UnsafeRawBufferPointer(rebasing: text[line...])) {
          bytes.append(contentsOf: text[written..<line])
          bytes.append(contentsOf: Quoting.mark)
          written = line
        }
        let end = LineFeeds.first(in: text, from: line)
        if end > line, text[end - 1] == Byte.carriageReturn {
          bytes.append(contentsOf: text[written..<end - 1])
          written = end
        }
        line = end + 1
      }
      bytes.append(contentsOf: text[written...])
    }
  }
}
