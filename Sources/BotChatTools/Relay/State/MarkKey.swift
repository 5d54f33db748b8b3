import BotChatSystem

/// The key of the marks in a database, as text: 32 hex digits.
enum MarkKey {
  /// A key that nobody can guess.
  static func new() -> String {
    Hashing.randomBytes(16).map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
  }

  /// The two words of a key; nil for any other text.
  static func parse(_ text: String) -> (UInt64, UInt64)? {
    guard text.utf8.count == 32, text.utf8.allSatisfy({ 0x30...0x39 ~= $0 || 0x61...0x66 ~= $0 }),
      let high = UInt64(text.prefix(16), radix: 16), let low = UInt64(text.suffix(16), radix: 16)
    else { return nil }
    return (high, low)
  }
}
