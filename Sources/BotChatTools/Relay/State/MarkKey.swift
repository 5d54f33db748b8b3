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

  /// The key of a database that nobody else looks after; a new one is stored.
  ///
  /// Throws `DatabaseError`, with `isDamaged` where what is stored is none.
  static func stored(in database: RelayDatabase) throws(DatabaseError) -> (UInt64, UInt64) {
    let stored = try database.word("key")
    let text = stored ?? new()
    guard let key = parse(text) else { throw DatabaseError(impossible: "no key", sql: "key") }
    if stored == nil { try database.setWord("key", text) }
    return key
  }
}
