/// What shells are told of a program, so that they can complete its words.
package struct CompletionTable: Sendable {
  /// One program, or one command of a suite.
  package struct Entry: Sendable {
    struct Word: Sendable {
      /// With its dashes.
      let text: String
      let summary: String
      /// How its value is called; nil: it takes none.
      let placeholder: String?
    }

    let summary: String
    let words: [Word]
    /// How what stands beside the options is called, in its order.
    var operands: [String] = []
  }

  package let program: String
  /// Its own options, if it is no suite.
  package let entry: Entry
  /// The commands of a suite, by their words.
  package let commands: [(word: String, entry: Entry)]

  /// The table of a program.
  package init(_ program: String, _ entry: Entry) {
    self.program = program
    self.entry = entry
    commands = []
  }

  /// The table of a suite.
  package init(_ suite: CommandSuite) {
    program = suite.name
    entry = Entry(
      summary: suite.summary,
      words: [
        .init(text: "--help", summary: "Print this help.", placeholder: nil),
        .init(text: "--version", summary: "Print the version.", placeholder: nil),
        .init(text: "--man", summary: "Print the man page.", placeholder: nil),
      ])
    commands = suite.members.map { ($0.word, $0.completion) }
  }
}

extension Command {
  /// What shells are told of this command.
  package var completion: CompletionTable.Entry {
    let words = options.flatMap { option -> [CompletionTable.Entry.Word] in
      let long = CompletionTable.Entry.Word(
        text: "--\(option.name)", summary: option.summary, placeholder: option.placeholder)
      let short = option.letter.map {
        CompletionTable.Entry.Word(text: "-\($0)", summary: option.summary, placeholder: option.placeholder)
      }
      return [long] + [short].compactMap(\.self)
    }
    return CompletionTable.Entry(summary: summary, words: words, operands: operands.map(\.placeholder))
  }
}
