extension Command {
  /// The man page, section 1, in roff.
  ///
  /// It carries no date: the same sources give the same page.
  /// Source: man-pages(7), groff_man(7).
  package var manual: String {
    var page = ".TH \(name.uppercased()) 1 \"\" \"botchat \(Version.current)\" \"BOT_CHAT toolkit\"\n"
    page += ".SH NAME\n\(Roff.text("\(name) - \(summary)"))\n"
    page += ".SH SYNOPSIS\n.B \(Roff.text(name))\n"
    for option in options { page += "[\(Roff.label(option))]\n" }
    for operand in operands {
      page +=
        "\(operand.isRequired ? "" : "[")\\fI\(Roff.inline(operand.placeholder))\\fR\(operand.isRequired ? "" : "]")\n"
    }
    page += ".SH DESCRIPTION\n" + description.map { "\(Roff.text($0))\n" }.joined(separator: ".PP\n")
    page += ".SH OPTIONS\n"
    for option in options { page += ".TP\n\(Roff.label(option))\n\(Roff.text(option.summary))\n" }
    page += ".SH EXIT STATUS\n"
    for exit in exits { page += ".TP\n\\fB\(exit.code.rawValue)\\fR\n\(Roff.text(exit.meaning))\n" }
    page += ".SH FILES\n"
    for file in files { page += ".TP\n\\fI\(Roff.inline(file.path))\\fR\n\(Roff.text(file.meaning))\n" }
    page += ".SH EXAMPLES\n.EX\n\(Roff.text(example.line))\n.EE\n.PP\n\(Roff.text(example.meaning))\n"
    return page
  }
}
