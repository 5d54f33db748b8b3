/// The id of a message: 128 bits, the same in every file, tool and site.
///
/// The hash itself (BLAKE2b-128 over what ``Canonical`` writes) is made where a C library is at hand.
///
/// Source: F9.
public struct MessageID: Sendable, Hashable, CustomStringConvertible {
  /// The first eight bytes, the first of them highest.
  public let high: UInt64
  /// The last eight bytes.
  public let low: UInt64

  /// Makes an id from its halves.
  public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// Makes an id from the bytes of a hash; nil unless they are sixteen.
  public init?(bytes: some Collection<UInt8>) {
    guard bytes.count == 16 else { return nil }
    high = bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    low = bytes.dropFirst(8).reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// Reads what ``hex`` printed; nil unless it is 32 hex digits.
  public init?(hex: String) {
    let digits = hex.utf8
    guard digits.count == 32, digits.allSatisfy({ Byte.isDigit($0) || ($0 | 0x20) &- 0x61 < 6 }),
      let high = UInt64(hex.prefix(16), radix: 16), let low = UInt64(hex.suffix(16), radix: 16)
    else { return nil }
    self.init(high: high, low: low)
  }

  /// The sixteen bytes.
  public var bytes: [UInt8] {
    [high, low].flatMap { half in (0..<8).map { UInt8(truncatingIfNeeded: half >> (56 - 8 * $0)) } }
  }

  /// All 32 hex digits.
  public var hex: String { MessageID.digits(high) + MessageID.digits(low) }

  /// The first twelve hex digits: what people are shown.
  public var description: String { String(MessageID.digits(high).prefix(12)) }

  private static func digits(_ half: UInt64) -> String {
    let digits = String(half, radix: 16)
    return String(repeating: "0", count: 16 - digits.utf8.count) + digits
  }
}
