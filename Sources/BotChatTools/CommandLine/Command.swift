/// A tool as one table: what it is, what it takes, how it ends, what it reads.
///
/// Everything that is said about the tool's command line comes from here. The synopsis is made from the
/// options, so that it cannot leave one out.
package struct Command<Options: CommandOptions>: Sendable {
  /// A command line to copy, and what it does.
  package struct Example: Sendable {
    let line: String
    let meaning: String

    /// Makes an example; `line` begins with the tool's name.
    package init(_ line: String, _ meaning: String) {
      self.line = line
      self.meaning = meaning
    }
  }

  /// A way to end, and when it happens.
  package struct Exit: Sendable {
    package let code: ExitCode
    let meaning: String

    /// Makes a row of the exit table.
    package init(_ code: ExitCode, _ meaning: String) {
      self.code = code
      self.meaning = meaning
    }
  }

  /// A file that the tool reads or writes.
  package struct File: Sendable {
    let path: String
    let meaning: String

    /// Makes a row of the file table.
    package init(_ path: String, _ meaning: String) {
      self.path = path
      self.meaning = meaning
    }
  }

  /// The tool's name.
  package let name: String
  /// One phrase: what it does.
  package let summary: String
  /// Paragraphs: what it does, longer.
  let description: [String]
  /// One real command line.
  let example: Example
  /// What it takes beside its options, in this order.
  let operands: [Operand<Options>]
  /// Its own options, then those that all tools have.
  let options: [Option<Options>]
  /// How it ends.
  package let exits: [Exit]
  /// What it reads and writes.
  let files: [File]
  /// What is wrong with options that do not go together; nil: nothing.
  let disagreement: @Sendable (Options) -> Complaint?

  /// Makes the table; `--config`, `--help`, `--version` and `--man` are added to the options.
  package init(
    _ name: String, _ summary: String, description: [String], example: Example,
    operands: [Operand<Options>] = [], options: [Option<Options>], exits: [Exit], files: [File],
    configuration: ConfigurationPlace = .botchat,
    disagreement: @escaping @Sendable (Options) -> Complaint? = { _ in nil }
  ) {
    self.name = name
    self.summary = summary
    self.description = description
    self.example = example
    self.operands = operands
    self.options = options + Option.shared(configuration)
    self.exits = exits
    self.files = files
    self.disagreement = disagreement
  }

  /// The program that it is a command of: the first word of its name.
  var program: String { name.split(separator: " ").first.map(String.init) ?? name }

  /// The line that `--version` prints, with its line end.
  package var versionLine: String { "\(program) \(Version.current)\n" }
}
