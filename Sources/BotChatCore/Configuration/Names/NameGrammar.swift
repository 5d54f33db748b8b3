import BotChatFormat

/// Which names bots, people and broadcast words may have.
///
/// Source: DESIGN 6: an ASCII letter or digit, then up to 63 of letters, digits, `_`, `-`, `.`.
package enum NameGrammar {
  /// The most bytes that a name can have.
  package static let longest = Name.longest

  /// The grammar as a phrase for errors.
  package static let accepted =
    "a letter or digit, then up to 63 of letters, digits, _ - . (ASCII)"

  /// Names that nobody can have: the relay's own, healthcheck's own, and the word that separates recipients
  /// (R14, H2, F2).
  package static let reserved = ["Relay", "and"] + CanaryPair.names

  /// Whether a text is a name by its letters.
  package static func allows(_ text: String) -> Bool { Name.isValid(text) }

  /// Whether a byte is an ASCII letter or digit.
  static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
    default: false
    }
  }
}
