import BotChatCore

extension CommandSuite {
  /// The text of `--help`: at most 80 columns.
  package func help(colour: Colour = .off) -> String {
    var lines = ["\(name) - \(summary)", "", "usage: \(name) COMMAND [OPTION...]"]
    for paragraph in description { lines += [""] + Wrapping.lines(paragraph, indent: 0) }
    lines += ["", colour.bold("commands:")]
    let width = members.map(\.word.utf8.count).max() ?? 0
    for member in members {
      let gap = String(repeating: " ", count: width - member.word.utf8.count + 2)
      lines += Wrapping.lines("\(member.word)\(gap)\(member.summary)", indent: 2, hanging: width + 4)
    }
    lines += ["", colour.bold("examples:")]
    for example in examples {
      lines.append("  \(example.line)")
      lines += Wrapping.lines(example.meaning, indent: 6)
    }
    lines += ["", "Each command explains itself: \(name) COMMAND --help"]
    return lines.joined(separator: "\n") + "\n"
  }

  /// The man page, section 1, in roff: all commands in one.
  ///
  /// Source: man-pages(7), groff_man(7).
  package var manual: String {
    var page = ".TH \(name.uppercased()) 1 \"\" \"botchat \(Version.current)\" \"BOT_CHAT toolkit\"\n"
    page += ".SH NAME\n\(Roff.text("\(name) - \(summary)"))\n"
    page += ".SH SYNOPSIS\n.B \(Roff.text(name))\n\\fICOMMAND\\fR\n[\\fIOPTION\\fR...]\n"
    page += ".SH DESCRIPTION\n" + description.map { "\(Roff.text($0))\n" }.joined(separator: ".PP\n")
    page += ".SH COMMANDS\n" + members.map(\.manual).joined()
    page += ".SH EXAMPLES\n"
    for example in examples {
      page += ".EX\n\(Roff.text(example.line))\n.EE\n.PP\n\(Roff.text(example.meaning))\n"
    }
    return page
  }

  /// What is said of a word that is no command.
  func complaint(about word: String) -> Complaint {
    if word.hasPrefix("-") {
      return Complaint(
        "unknown option \"\(word)\"", hint: "the command comes first: \(name) COMMAND \(word)",
        exit: .usage)
    }
    let nearest = NearestWord.to(word, among: members.lazy.map(\.word))
    return Complaint(
      "unknown command \"\(word)\"",
      hint: nearest.map { "did you mean \(name) \($0)?" } ?? "see \(name) --help for the commands",
      exit: .usage)
  }
}

extension Command {
  /// This command as one of a suite; `name` is `botchat send`, and the last word of it is typed.
  package func member(_ body: @escaping @Sendable (Options) throws -> ExitCode) -> CommandSuite.Member {
    CommandSuite.Member(
      word: name.split(separator: " ").last.map(String.init) ?? name, summary: summary,
      help: { help(colour: $0) }, manual: section, completion: completion, run: { run($0, body) })
  }

  /// The command in the man page of its suite.
  private var section: String {
    var text = ".SS \(Roff.inline(synopsis))\n"
    text += description.map { "\(Roff.text($0))\n" }.joined(separator: ".PP\n")
    for operand in operands {
      text += ".TP\n\\fI\(Roff.inline(operand.placeholder))\\fR\n\(Roff.text(operand.summary))\n"
    }
    for option in options { text += ".TP\n\(Roff.label(option))\n\(Roff.text(option.summary))\n" }
    for exit in exits { text += ".TP\nexit \\fB\(exit.code.rawValue)\\fR\n\(Roff.text(exit.meaning))\n" }
    return text
  }
}
