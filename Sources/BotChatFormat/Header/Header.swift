/// The first line of a message: when it was written, by whom, and to whom.
///
/// `### 2026-02-10 19:32:15 SGT - Jack → Ross (#1)`. Everything is kept as it was written; names compare without
/// case, which is the reader's matter.
///
/// Source: F1, F2.
public struct Header: Sendable, Equatable {
  /// The longest line that is read as a header, in bytes.
  ///
  /// A longer one would let a stranger make every stored context and every delivery as large as he likes; it
  /// is a near-header, so it is told and not lost.
  public static let longestLine = 8192

  /// The date as written, `YYYY-MM-DD`.
  ///
  /// Its digits are digits; whether there is such a day is not asked.
  public let date: String
  /// The time as written, `HH:MM` or `HH:MM:SS`.
  public let time: String
  /// Whether the time has seconds.
  public let hasSeconds: Bool
  /// The zone as written (`SGT`, `+08:00`), or nil when there is none.
  public let zone: String?
  /// The name of the writer, as written.
  ///
  /// A claim, not an identity (R20).
  public let sender: String
  /// The names written to, as written, without their `@`.
  ///
  /// Empty: speaks to those at home in that file.
  public let recipients: [String]
  /// What stands in the parentheses at the end, without them (`#1`), or nil.
  public let tag: String?
  /// The N of a closing ` (cont. N)`, which the relay adds to the header of a continuation (R5), or nil.
  public let continuation: Int?

  /// Whether the header tells its message from others; one with neither seconds nor tag does not.
  ///
  /// Source: R6.
  public var identifies: Bool { hasSeconds || tag != nil }

  /// Reads a header from a line.
  ///
  /// - Parameter line: The bytes of the line without its line feed. A carriage return and blanks at its end are
  ///   ignored. Nil is returned when the line is no header.
  public init?(line: UnsafeRawBufferPointer) {
    guard line.count <= Header.longestLine else { return nil }
    var scanner = LineScanner(line)
    scanner.dropClosingBlanks()
    guard scanner.takeHashes(), scanner.skipBlanks(), let date = scanner.takeDate(), scanner.skipBlanks(),
      let time = scanner.takeTime(), scanner.skipBlanks()
    else { return nil }
    var zone: Range<Int>?
    if !scanner.takeDash() {
      zone = scanner.takeZone()
      guard zone != nil, scanner.skipBlanks(), scanner.takeDash() else { return nil }
    }
    guard scanner.skipBlanks(), let sender = scanner.takeSender() else { return nil }
    scanner.skipBlanks()
    var recipients: [String] = []
    if scanner.takeArrow() {
      scanner.skipBlanks()
      guard let names = scanner.takeRecipients() else { return nil }
      recipients = names
    }
    guard let closing = scanner.takeClosingGroups() else { return nil }
    self.date = scanner.string(date)
    self.time = scanner.string(time)
    self.hasSeconds = time.count == 8
    self.zone = zone.map { scanner.string($0) }
    self.sender = scanner.string(sender)
    self.recipients = recipients
    self.tag = closing.tag.map { scanner.string($0) }
    self.continuation = closing.continuation
  }

  /// Reads a header from the bytes of a line, as ``init(line:)-(UnsafeRawBufferPointer)`` does.
  ///
  /// - Parameter line: The bytes of the line without its line feed.
  public init?(line: [UInt8]) {
    let header = line.withUnsafeBytes { Header(line: $0) }
    guard let header else { return nil }
    self = header
  }
}
