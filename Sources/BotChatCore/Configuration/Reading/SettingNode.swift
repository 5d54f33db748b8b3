/// One value of a configuration file, with the place where it stands.
///
/// A plain tree: whoever reads the file (YAML or JSON) builds it, so that the rules in here need no parser.
package struct SettingNode: Sendable {
  /// What a node holds.
  package enum Value: Sendable {
    /// Text as written; `quoted` tells `"null"` from `null`.
    case scalar(String, quoted: Bool)
    /// A sequence, in the order of the file.
    case list([SettingNode])
    /// A mapping, in the order of the file; a key may stand twice, which is refused later with its place.
    case map([(key: SettingNode, value: SettingNode)])
  }

  /// The line in the file, counted from 1.
  package let line: Int
  /// The column in the line, counted from 1.
  package let column: Int
  /// What stands there.
  package let value: Value

  /// Makes a node from its place and its value.
  package init(line: Int, column: Int, value: Value) {
    self.line = line
    self.column = column
    self.value = value
  }

  /// Whether the node says "nothing here": a bare `null`, `~` or empty scalar, which counts as a missing key.
  package var isAbsent: Bool {
    guard case .scalar(let text, quoted: false) = value else { return false }
    return ["", "~", "null", "Null", "NULL"].contains(text)
  }
}
