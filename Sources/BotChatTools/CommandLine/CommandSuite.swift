import BotChatSystem

/// A program whose first word says what is to be done: `botchat send`, `botchat log`.
package struct CommandSuite: Sendable {
  /// One of its commands.
  package struct Member: Sendable {
    /// The word.
    package let word: String
    let summary: String
    let help: @Sendable (Colour) -> String
    /// The sections of the man page that are its own, in roff.
    let manual: String
    let completion: CompletionTable.Entry
    let run: @Sendable ([String]) -> ExitCode
  }

  /// The program's name.
  package let name: String
  /// One phrase: what it does.
  package let summary: String
  /// Paragraphs: what it does, longer.
  let description: [String]
  /// Command lines to copy, and what they do.
  let examples: [(line: String, meaning: String)]
  /// Its commands, those first that are needed most.
  package let members: [Member]

  package init(
    _ name: String, _ summary: String, description: [String], examples: [(line: String, meaning: String)],
    members: [Member]
  ) {
    self.name = name
    self.summary = summary
    self.description = description
    self.examples = examples
    self.members = members
  }

  /// Runs the command that the first argument names; answers `--help`, `--version` and `--man` itself.
  package func run(_ arguments: [String]) -> ExitCode {
    ThisProcess.holdStandardStreams()
    Signals.ignoreHarmless()
    guard let word = arguments.first else {
      StandardError.write(help(colour: Colour(for: StandardError.descriptor)))
      return .usage
    }
    switch word {
    case "help" where arguments.count > 1 && arguments[1] != "--help": return run([arguments[1], "--help"])
    case "--help", "help": return answer(help(colour: Colour(for: StandardOutput.descriptor)))
    case "--version": return answer("\(name) \(Version.current)")
    case "--man": return answer(manual)
    default: break
    }
    if let member = members.first(where: { $0.word == word }) {
      return judged(member.run(Array(arguments.dropFirst())))
    }
    let complaint = complaint(about: word)
    StandardError.write(Self.line(complaint.text(tool: name, colour: Colour(for: StandardError.descriptor))))
    return complaint.exit
  }

  private func answer(_ text: String) -> ExitCode {
    StandardOutput.write(Self.line(text))
    return judged(.ok)
  }

  /// An answer that nobody can read is none: that is said, and ends as a failure.
  private func judged(_ code: ExitCode) -> ExitCode {
    guard let failure = StandardOutput.failure else { return code }
    StandardError.write("\(name): error: cannot write the answer: \(failure)")
    return .inputOutput
  }

  private static func line(_ text: String) -> String { text.hasSuffix("\n") ? String(text.dropLast()) : text }
}
