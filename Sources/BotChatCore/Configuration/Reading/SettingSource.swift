/// The file that is read: what its errors are called, and what its paths start from.
struct SettingSource {
  /// The file's name in errors.
  let file: String
  /// The folder that relative paths start from, absolute.
  let folder: String
  /// What `~` stands for; empty when nobody knows.
  let home: String

  /// An error at the place of `node`.
  func error(at node: SettingNode, _ problem: String, hint: String) -> ConfigurationError {
    ConfigurationError(file: file, line: node.line, column: node.column, problem: problem, hint: hint)
  }

  /// The error for a value of the wrong kind or grammar.
  func refusal(_ node: SettingNode, at path: String, noun: String, accepted: String) -> ConfigurationError {
    error(at: node, "\(path): \(Self.shown(node)) is not \(noun)", hint: "accepted: \(accepted)")
  }

  /// A node as it is named in an error: short text in quotes, or its kind.
  static func shown(_ node: SettingNode) -> String {
    switch node.value {
    case .scalar(let text, _) where node.isAbsent: text.isEmpty ? "nothing" : text
    case .scalar(let text, _): shown(text)
    case .list: "a list"
    case .map: "a map"
    }
  }

  /// Text in quotes, cut to a length that a line of a terminal can hold.
  static func shown(_ text: String) -> String {
    text.unicodeScalars.count <= 60 ? "\"\(text)\"" : "\"\(String(text.unicodeScalars.prefix(57)))…\""
  }
}
