/// A place in a bot's instructions that makes it do what the toolkit does now.
///
/// A bot that follows it writes everything twice, or pays for wakes that are sent anyway.
package struct Instruction: Sendable, Equatable {
  /// What it asks for; the raw value stands in JSON.
  package enum Kind: String, Sendable, CaseIterable {
    /// To write into the file of another bot too.
    case secondFile = "second-file"
    /// To wake another bot.
    case waking
    /// To run a script that the toolkit replaces.
    case oldScript = "old-script"

    /// What is said of it in one phrase.
    package var what: String {
      switch self {
      case .secondFile: "says to write into another bot's file"
      case .waking: "says to wake another bot"
      case .oldScript: "names a script that the toolkit replaces"
      }
    }

    /// What is to stand there instead.
    var instead: String {
      switch self {
      case .secondFile: "Write into your own chat file only; the relay carries it on."
      case .waking: "Wake nobody; whoever is written to is woken."
      case .oldScript: "Messages are carried without you; start nothing for that."
      }
    }
  }

  /// In the order of their cases, at least one.
  package let kinds: [Kind]
  /// The lines that belong together, counted from 1: a command with its continuations and its text.
  package let lines: ClosedRange<Int>
  /// The first of them as it stands there, without white space at its ends.
  package let text: String
  /// The line that is to take the place of the first one; the others become empty, so that no line moves.
  package let replacement: String

  /// What is wrong, in one phrase.
  package var what: String { kinds.map(\.what).joined(separator: ", and ") }

  /// The exact edit: a command for GNU sed, which may be run in any order with those for other lines.
  package func edit(of path: String) -> String {
    var script = "-e \(ShellText.quoted("\(lines.lowerBound)c\\\(Self.escaped(replacement))"))"
    if lines.count > 1 {
      script += " -e \(ShellText.quoted("\(lines.lowerBound + 1),\(lines.upperBound)s/.*//"))"
    }
    return "sed -i \(script) \(ShellText.word(path))"
  }

  /// For the text behind `c\`, where a backslash quotes.
  ///
  /// Source: sed(1), "Commands which accept address ranges".
  private static func escaped(_ text: String) -> String {
    text.split(separator: "\\", omittingEmptySubsequences: false).joined(separator: "\\\\")
  }
}
