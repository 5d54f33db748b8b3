/// The grammar of names: an ASCII letter or digit, then up to 63 of letters, digits, `_`, `-` and `.`.
///
/// Source: F1, DESIGN.md section 6.
public enum Name {
  /// The longest name, in bytes.
  public static let longest = 64

  /// Whether a text is a name by its grammar; that it is not a reserved one is not asked.
  public static func isValid(_ text: String) -> Bool {
    let bytes = text.utf8
    guard let first = bytes.first, Byte.isAlphanumeric(first), bytes.count <= longest else { return false }
    return bytes.allSatisfy(Byte.isName)
  }
}
