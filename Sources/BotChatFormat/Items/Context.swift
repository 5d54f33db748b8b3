/// To what the text without a header belongs that comes next.
///
/// Stored beside a position, and given back to the reader that goes on from there.
///
/// Source: F4, R3, R5, R8.
public enum Context: Sendable, Equatable {
  /// Nothing stands before it: preamble, never a message.
  case preamble
  /// A message that has been handed out, with so many continuations: the next of them.
  case after(headerLine: [UInt8], continuations: Int)
  /// A foreign block that has been handed out.
  case foreign
  /// A near-header that has been handed out, with its text.
  case nearHeader
  /// A delivery of the relay.
  case stray

  /// The context as bytes: its kind; behind `after` four bytes of count, lowest first, and the header line.
  public var bytes: [UInt8] {
    switch self {
    case .preamble: return [0]
    case .after(let headerLine, let continuations):
      let count = UInt32(clamping: continuations)
      return [1] + (0..<4).map { UInt8(truncatingIfNeeded: count >> (8 * $0)) } + headerLine
    case .foreign: return [2]
    case .nearHeader: return [3]
    case .stray: return [4]
    }
  }

  /// The context that ``bytes`` stood for, or nil when they stand for none.
  public init?(bytes: [UInt8]) {
    switch (bytes.first, bytes.count) {
    case (0, 1): self = .preamble
    case (1, 6...):
      let count = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[1 + $1]) << UInt32(8 * $1) }
      let headerLine = Array(bytes[5...])
      guard Header(line: headerLine) != nil else { return nil }
      self = .after(headerLine: headerLine, continuations: Int(count))
    case (2, 1): self = .foreign
    case (3, 1): self = .nearHeader
    case (4, 1): self = .stray
    default: return nil
    }
  }
}
