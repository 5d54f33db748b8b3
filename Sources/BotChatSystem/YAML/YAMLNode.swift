/// A value of a YAML document, with the place where it stands.
///
/// Source: DESIGN.md section 6: every error of the configuration has `file:line:column`.
package struct YAMLNode: Equatable, Sendable {
  /// What the value is.
  package indirect enum Kind: Equatable, Sendable {
    /// Text as written, escapes resolved; `quoted` when it stood in quotes or in a block.
    case scalar(String, quoted: Bool)
    case sequence([YAMLNode])
    /// In the order of the document. A key can come twice: that is for the reader of the tree to judge.
    case mapping([(key: YAMLNode, value: YAMLNode)])

    package static func == (one: Kind, other: Kind) -> Bool {
      switch (one, other) {
      case (.scalar(let text, let quoted), .scalar(let otherText, let otherQuoted)):
        text == otherText && quoted == otherQuoted
      case (.sequence(let nodes), .sequence(let others)): nodes == others
      case (.mapping(let pairs), .mapping(let others)):
        pairs.elementsEqual(others) { $0.key == $1.key && $0.value == $1.value }
      default: false
      }
    }
  }

  /// Counted from 1.
  package let line: Int
  /// Characters, counted from 1.
  package let column: Int
  package let kind: Kind

  package init(line: Int, column: Int, kind: Kind) {
    self.line = line
    self.column = column
    self.kind = kind
  }
}
