/// What a text in the configuration must look like, and the two phrases that say so in an error.
struct TextRule {
  /// What the value should have been, after "is not": `a name`.
  let noun: String
  /// What is accepted, after "accepted:".
  let accepted: String
  /// Whether a text obeys.
  let allows: @Sendable (String) -> Bool

  /// A bot's, a person's or a broadcast name.
  ///
  /// Source: DESIGN 6.
  static let name = TextRule(noun: "a name", accepted: NameGrammar.accepted, allows: NameGrammar.allows)

  /// One argument of a command: any text that a process can be given.
  static let argument = TextRule(
    noun: "an argument", accepted: "text without a NUL byte", allows: { !$0.utf8.contains(0) })

  /// The program of a command: an argument that is not empty.
  static let program = TextRule(
    noun: "a program", accepted: "a path, or a name to be found in PATH",
    allows: { !$0.isEmpty && !$0.utf8.contains(0) })

  /// A room or a member of a hub: visible text, as it stands in frames and logs.
  static let hubWord = TextRule(
    noun: "a hub name", accepted: "1 to 128 visible ASCII characters",
    allows: { 1...128 ~= $0.utf8.count && $0.utf8.allSatisfy { 0x21...0x7e ~= $0 } })

  /// A path in somebody else's file system: absolute, and not looked at here.
  static let pathElsewhere = TextRule(
    noun: "an absolute path", accepted: "an absolute path where the monitor runs, not ending in /",
    allows: { text in
      text.utf8.count <= 4095 && text.utf8.first == 0x2f && text.utf8.last != 0x2f && !text.utf8.contains(0)
    })

  /// A name of the time zone database.
  ///
  /// It becomes part of a path, hence no `..` and no leading slash.
  static let zoneName = TextRule(
    noun: "a time zone", accepted: "a name of the time zone database, such as Asia/Singapore",
    allows: { text in
      let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
      return text.utf8.count <= 64
        && parts.allSatisfy { part in
          part.first.map(NameGrammar.isLetterOrDigit) == true
            && part.allSatisfy { NameGrammar.isLetterOrDigit($0) || "_+-".utf8.contains($0) }
        }
    })

  /// A zone as it stands in a header.
  ///
  /// Source: F1.
  static let zoneLabel = TextRule(
    noun: "a zone label", accepted: "2 to 5 letters such as SGT, or an offset such as +08:00 or +0800",
    allows: { text in
      let bytes = Array(text.utf8)
      if bytes.first == UInt8(ascii: "+") || bytes.first == UInt8(ascii: "-") {
        let digits = bytes.dropFirst().filter { 0x30...0x39 ~= $0 }
        return digits.count == 4
          && (bytes.count == 5 || (bytes.count == 6 && bytes[3] == UInt8(ascii: ":")))
      }
      return 2...5 ~= bytes.count && bytes.allSatisfy { NameGrammar.isLetterOrDigit($0) && $0 > 0x39 }
    })

  /// An address with one of these schemes.
  static func url(_ schemes: [String]) -> TextRule {
    let starts = schemes.map { "\($0)://" }
    return TextRule(
      noun: "an address",
      accepted: "\(starts.joined(separator: " or ")) with a host, in visible ASCII characters",
      allows: { text in
        guard text.utf8.count <= 2048, text.utf8.allSatisfy({ 0x21...0x7e ~= $0 }),
          let start = starts.first(where: text.hasPrefix)
        else { return false }
        let first = text.utf8.dropFirst(start.utf8.count).first
        return first.map { NameGrammar.isLetterOrDigit($0) || $0 == UInt8(ascii: "[") } == true
      })
  }
}
