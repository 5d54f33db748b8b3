/// What of a file has been read and not been handed out yet.
///
/// Lines that are not ended count only for ``endsInNewline`` and ``byteCount``: what they are is known when they end.
///
/// Source: R5.
public struct Remainder: Sendable, Equatable {
  /// A message has begun with its header.
  ///
  /// A continuation, which has none, may be unfinished too.
  public var hasHeader: Bool
  /// The file offset in bytes of that header line, or nil.
  public var headerOffset: Int?
  /// The unfinished message or continuation has a line that is not blank.
  public var hasBody: Bool
  /// Its last line that is not blank is a `⏱` line, and no fence is open.
  public var isClosed: Bool
  /// The unfinished message was written by the relay, which writes each whole (``Standing/delivered``).
  public var isDelivered: Bool
  /// A code fence is open: header lines are hidden until it closes or settles.
  public var hasOpenFence: Bool
  /// The last byte that was read ended a line, or none was read.
  public var endsInNewline: Bool
  /// From the position to the end of what was read, in bytes of the file.
  public var byteCount: Int
}
