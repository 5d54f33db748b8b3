extension Command {
  /// The options as a table for the README.
  package var optionTable: String {
    var table = "| option | does |\n|---|---|\n"
    for option in options { table += "| `\(option.label)` | \(Self.cell(option.summary)) |\n" }
    return table
  }

  /// The exit codes as a table for the README.
  package var exitTable: String {
    var table = "| exit | when |\n|---|---|\n"
    for exit in exits { table += "| \(exit.code.rawValue) | \(Self.cell(exit.meaning)) |\n" }
    return table
  }

  private static func cell(_ text: String) -> String {
    text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
  }
}
