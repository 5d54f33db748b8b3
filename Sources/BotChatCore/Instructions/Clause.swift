/// A part of a line that says one thing: what stands between two commas, semicolons or full stops.
struct Clause {
  /// In lower case, without punctuation and quotes at their ends.
  let words: [String]
  /// As `words`, in the case in which they were written: paths.
  let plain: [String]
  /// As it was written.
  let text: String

  init(_ text: String) {
    self.text = text
    plain = text.split { $0 == " " || $0 == "\t" }.map { word in
      let end = word.reversed().drop { Self.marks.contains($0) || ".,:!?".contains($0) }.reversed()
      return String(end.drop { Self.marks.contains($0) })
    }
    words = plain.map { $0.lowercased() }
  }

  private static let marks: Set<Character> = [
    "*", "_", "`", "\"", "'", "“", "”", "‘", "(", ")", "[", "]", "{", "}",
  ]

  /// The clauses of a line of prose; one that goes on with "or" is denied with the one before.
  static func all(of line: String) -> [Clause] {
    var clauses: [Clause] = []
    var part = ""
    func close() {
      if part.contains(where: \.isLetter) { clauses.append(Clause(part)) }
      part = ""
    }
    let characters = Array(line)
    for (index, character) in characters.enumerated() {
      let next = index + 1 < characters.count ? characters[index + 1] : " "
      switch character {
      case ";", "—", "!", "?": close()
      // Not within a path, a time or a number.
      case ".", ":", ",":
        if next == " " || next == "\t" || next == "*" { close() } else { part.append(character) }
      default: part.append(character)
      }
    }
    close()
    return clauses
  }

  /// Whether what is said at this word is denied: `never`, `do not`, `nobody` stand close before it.
  func denies(at index: Int) -> Bool {
    if words.contains(where: { Self.nobody.contains($0) }) { return true }
    let begin = max(0, index - Self.reach)
    return (begin..<max(begin, index)).contains { place in
      let word = words[place]
      guard Self.denials.contains(word) || word.hasSuffix("n't") || word.hasSuffix("n’t") else {
        return false
      }
      // "Do not forget to …", "not only … but also".
      return !["forget", "only", "just"].contains(words[place + 1])
    }
  }

  /// Whether it goes on with what the clause before has denied.
  var goesOn: Bool { ["or", "nor"].contains(words.first) }

  /// So many words away a denial still counts.
  private static let reach = 6
  private static let nobody: Set = ["nobody", "nothing", "none"]
  private static let denials: Set = [
    "not", "never", "no", "without", "stop", "avoid", "neither", "nor", "cannot", "instead", "longer",
    "needn",
  ]
}
