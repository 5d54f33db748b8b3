extension Command {
  /// The text of `--help`: at most 80 columns, the example included.
  package func help(colour: Colour = .off) -> String {
    var lines = ["\(name) - \(summary)", ""]
    lines += Wrapping.lines("usage: \(synopsis)", indent: 0, hanging: 7 + name.utf8.count + 1)
    for paragraph in description { lines += [""] + Wrapping.lines(paragraph, indent: 0) }

    if !operands.isEmpty { lines += ["", colour.bold("arguments:")] }
    for operand in operands {
      lines.append("  \(operand.placeholder)")
      lines += Wrapping.lines(operand.summary, indent: 6)
    }
    lines += ["", colour.bold("options:")]
    for option in options {
      lines.append("  \(option.label)")
      lines += Wrapping.lines(option.summary, indent: 6)
    }
    lines += ["", colour.bold("example:"), "  \(example.line)"]
    lines += Wrapping.lines(example.meaning, indent: 6)
    lines += ["", colour.bold("exit codes:")]
    for exit in exits {
      let code = "\(exit.code.rawValue)"
      let gap = String(repeating: " ", count: 4 - code.utf8.count)
      lines += Wrapping.lines("\(code)\(gap)\(exit.meaning)", indent: 2, hanging: 6)
    }
    if !files.isEmpty { lines += ["", colour.bold("files:")] }
    for file in files {
      lines.append("  \(file.path)")
      lines += Wrapping.lines(file.meaning, indent: 6)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The name with every option: `relay [--once] [--config FILE]`.
  var synopsis: String {
    ([name] + options.map { "[\($0.label)]" } + operands.map(\.label)).joined(separator: " ")
  }
}

extension Option {
  /// The option as it is typed: `--config FILE`, `-n, --last N`.
  var label: String {
    let names = letter.map { "-\($0), --\(name)" } ?? "--\(name)"
    return placeholder.map { "\(names) \($0)" } ?? names
  }
}
