/// Plain text as roff, so that none of it is taken for a request.
///
/// Source: groff(7), groff_char(7) (an unescaped `-` may become a hyphen that cannot be pasted).
enum Roff {
  /// A line of text.
  static func text(_ text: String) -> String {
    let line = inline(text)
    return line.hasPrefix(".") || line.hasPrefix("'") ? "\\&\(line)" : line
  }

  /// Text inside a line.
  static func inline(_ text: String) -> String {
    var line = ""
    for character in text {
      switch character {
      case "\\": line += "\\e"
      case "-": line += "\\-"
      case "'": line += "\\(aq"
      case "`": line += "\\(ga"
      case "~": line += "\\(ti"
      case "^": line += "\\(ha"
      case "\"": line += "\\(dq"
      default: line.append(character)
      }
    }
    return line
  }

  /// An option: its name bold, its value in italics.
  static func label<Options: CommandOptions>(_ option: Option<Options>) -> String {
    let letter = option.letter.map { "\\fB\(inline("-\($0)"))\\fR, " } ?? ""
    let name = "\(letter)\\fB\(inline("--\(option.name)"))\\fR"
    return option.placeholder.map { "\(name) \\fI\(inline($0))\\fR" } ?? name
  }
}
