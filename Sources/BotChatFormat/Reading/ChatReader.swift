/// Turns the bytes of a chat file into messages, as they come.
///
/// Give it what was appended (``append(_:into:)``), tell it what the relay itself wrote there
/// (``skipRelayed(_:into:)``), and when nothing more is to be waited for (``settle(into:)``). It keeps what is
/// unfinished; its cost is that of the new bytes, and any split of the bytes between two settlings gives the same
/// items. It holds at most about twice `limit` bytes, whatever comes.
///
/// Source: F1 to F7, R3, R5, R8.
public struct ChatReader {
  /// What is known about the time of the bytes.
  ///
  /// Source: F6.
  public enum Reading: Sendable {
    /// They are read as they are written: a fence that is open holds everything back until it closes or settles.
    case live
    /// They stood there before: where a fence would run across "`⏱` line, blank line, header", it is none.
    case cold
  }

  let reading: Reading
  let limit: Int
  let vocabulary: Vocabulary
  /// The file offset of the first byte in `line`: what is before it has been judged, or is held by a fence.
  var lineOffset: Int
  /// The beginning of a line that has not ended.
  var line: [UInt8] = []
  /// What comes next continues a line whose beginning has been judged: it is text, whatever it looks like.
  var isInLine: Bool
  /// To what the text behind the last item belongs.
  var settled: Context
  var message: OpenMessage?
  /// Stands behind the beginning of `message` only when it is a delivery; that does not end a message without body.
  var block: OpenBlock?
  var fence: Fence?
  /// While the text that a fence held is judged again: which fences in it close.
  var judging: Closers?
  /// How many bytes have been judged, again or for the first time: the work done, which F7 bounds by twice the bytes
  /// that came.
  var judgedCount = 0

  /// Begins to read.
  ///
  /// - Parameters:
  ///   - reading: What is known about the time of the bytes.
  ///   - offset: The file offset in bytes of the first byte that will be given.
  ///   - context: To what text without a header belongs there.
  ///   - isInLine: Whether that byte is in the middle of a line, as ``positionIsInLine`` said.
  ///   - limit: The longest body in bytes that is kept, and the most text that an open fence may hold.
  ///   - vocabulary: What is known about names.
  public init(
    _ reading: Reading = .live, at offset: Int = 0, context: Context = .preamble, isInLine: Bool = false,
    limit: Int = 1 << 20, vocabulary: Vocabulary
  ) {
    self.reading = reading
    self.limit = max(limit, 1)
    self.vocabulary = vocabulary
    self.lineOffset = offset
    self.isInLine = isInLine
    self.settled = context
  }

  /// The longest line that is looked at, in bytes; the pieces of a longer one are text.
  var longestLine: Int { max(limit, 2 * Header.longestLine) }
}

extension ChatReader {
  /// The file offset in bytes that has been read through.
  public var offset: Int { lineOffset + line.count }

  /// The file offset in bytes where a reader must begin that goes on in place of this one: where the unfinished
  /// remainder starts, or ``offset`` when there is none.
  public var position: Int {
    message?.offset ?? block?.offset ?? fence?.offset ?? lineOffset
  }

  /// To what text without a header belongs at ``position``.
  public var context: Context { settled }

  /// Says that every byte from ``position`` on stands elsewhere now, since bytes before it were taken out of the file.
  ///
  /// - Parameter distance: How much higher the offsets are now; negative for lower.
  public mutating func move(by distance: Int) {
    lineOffset += distance
    message?.offset += distance
    block?.offset += distance
    fence?.move(by: distance)
  }

  /// Whether ``position`` is in the middle of a line, because a line that nobody ended has settled.
  ///
  /// A reader that goes on there must be told, else it would take what follows for the beginning of a line.
  public var positionIsInLine: Bool {
    message?.startsInLine ?? block?.startsInLine ?? (fence == nil && isInLine)
  }

  /// What has been read and not been handed out.
  public var remainder: Remainder {
    let isSolid = line.withUnsafeBytes { !LineKind.isBlank($0) }
    return Remainder(
      hasHeader: message?.continuation == 0,
      headerOffset: message.flatMap { $0.continuation == 0 ? $0.offset : nil },
      hasBody: (message?.hasBody ?? false) || holdsText,
      isClosed: (message?.endsInClock ?? false) && fence == nil && !isSolid,
      isDelivered: message?.isDelivered ?? false, hasOpenFence: fence != nil,
      endsInNewline: line.isEmpty && !isInLine,
      byteCount: offset - position)
  }

  /// Whether the text that a fence holds will be of a message, closed or not.
  private var holdsText: Bool {
    guard fence != nil, block == nil else { return false }
    if message != nil { return true }
    if case .after = settled { return true }
    return false
  }
}
