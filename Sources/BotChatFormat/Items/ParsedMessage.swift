/// A complete message, or what came later for one.
///
/// Source: F3, F5, R5.
public struct ParsedMessage: Sendable, Equatable {
  /// The header, read from ``headerLine``.
  public var header: Header
  /// The header line as it stands in the file, without its line feed; a carriage return stays.
  public var headerLine: [UInt8]
  /// The body as it stands in the file, without the line feed of its last line and the blank lines behind
  /// that.
  ///
  /// A continuation's body has no blank lines at its beginning either.
  public var body: [UInt8]
  /// 0: the message itself.
  ///
  /// N: its N-th continuation, and the header is that of the message.
  public var continuation: Int
  /// The file offset in bytes where the header line, or the text of the continuation, starts.
  public var offset: Int
  /// The file offset in bytes where reading goes on behind it.
  public var end: Int
  /// The length of the body in bytes, also when it was too long to keep.
  public var length: Int
  /// The body is longer than the reader's limit: ``body`` is empty then.
  public var isOversize: Bool

  /// Makes a message from its parts; without a length it is that of the body.
  public init(
    header: Header, headerLine: [UInt8], body: [UInt8], continuation: Int = 0, offset: Int = 0, end: Int = 0,
    length: Int? = nil, isOversize: Bool = false
  ) {
    self.header = header
    self.headerLine = headerLine
    self.body = body
    self.continuation = continuation
    self.offset = offset
    self.end = end
    self.length = length ?? body.count
    self.isOversize = isOversize
  }
}
