/// A text that is equal for two configurations exactly when they mean the same.
///
/// One line for each value, in a fixed order, with all defaults filled in. Text stands in quotes, with
/// quotes, backslashes and line ends escaped: no value can pretend to be another line.
struct CanonicalText {
  /// The lines so far.
  private(set) var text = "botchat configuration 1\n"

  /// Adds a text.
  mutating func add(_ key: String, _ value: String?) { line(key, value.map(Self.quoted) ?? "-") }

  /// Adds a list of texts.
  mutating func add(_ key: String, _ values: [String]) {
    line(key, "[" + values.map(Self.quoted).joined(separator: ",") + "]")
  }

  /// Adds a whole number.
  mutating func add(_ key: String, _ value: (some BinaryInteger)?) {
    line(key, value.map { "\($0)" } ?? "-")
  }

  /// Adds a duration.
  mutating func add(_ key: String, _ value: Interval) { line(key, "\(value.nanoseconds)ns") }

  /// Adds a size.
  mutating func add(_ key: String, _ value: ByteCount) { line(key, "\(value.bytes)B") }

  /// Adds true or false.
  mutating func add(_ key: String, _ value: Bool) { line(key, value ? "true" : "false") }

  /// Adds a command or an address.
  mutating func add(_ key: String, _ call: Call?) {
    switch call {
    case nil: line(key, "-")
    case .run(let arguments): add("\(key).run", arguments)
    case .post(let url, let token):
      add("\(key).post", url)
      add("\(key).token", token)
    }
  }

  private mutating func line(_ key: String, _ value: String) { text += "\(key)=\(value)\n" }

  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
