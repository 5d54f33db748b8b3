/// Finds in a bot's instructions what the toolkit does now: writing into a second file, waking, old scripts.
///
/// It reads Markdown as people and bots write it. Prose that forbids such a thing is no finding, and a command in a
/// code block is one wherever it stands.
package struct InstructionReader {
  private let neighbours: Neighbourhood

  package init(_ neighbours: Neighbourhood) { self.neighbours = neighbours }

  /// The places in a text, in their order, no line in two of them.
  package func read(_ text: String) -> [Instruction] {
    let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }.map(String.init)
    var judge = InstructionJudge(neighbours)
    var found: [Instruction] = []
    var fence: String?
    var index = 0
    while index < lines.count {
      let line = lines[index]
      let trimmed = Self.trimmed(line)
      var last = index
      if let mark = Self.fence(trimmed) {
        if fence == nil { fence = mark } else if trimmed == fence { fence = nil }
      } else if fence != nil, !trimmed.hasPrefix("#") {
        let end = CommandEnd.find(from: index, in: lines)
        let kinds = judge.command(lines[index...end.command].map(Self.unfolded).joined(separator: " "))
        if !kinds.isEmpty {
          last = end.text
          found.append(instruction(kinds, index...last, line, isCommand: true))
        } else {
          last = end.command
        }
      } else {
        let prose = Self.trimmed(trimmed.drop { $0 == "#" && fence != nil })
        let kinds = judge.prose(prose, isAboutChats: isAboutChats(index, lines))
        if !kinds.isEmpty { found.append(instruction(kinds, index...index, line, isCommand: fence != nil)) }
      }
      index = last + 1
    }
    return found
  }

  /// Whether a line around this one speaks of chat files.
  private func isAboutChats(_ index: Int, _ lines: [String]) -> Bool {
    lines[max(0, index - Self.reach)..<min(lines.count, index + Self.reach + 1)].contains { line in
      let line = line.lowercased()
      return ["bot_chat", "bot-chat", "bot chat", "botchat"].contains { line.contains($0) }
    }
  }

  private static let reach = 10

  private func instruction(
    _ kinds: Set<Instruction.Kind>, _ range: ClosedRange<Int>, _ line: String, isCommand: Bool
  ) -> Instruction {
    let kinds = Instruction.Kind.allCases.filter(kinds.contains)
    let text = kinds.map(\.instead).joined(separator: " ")
    let blanks = String(line.prefix { $0 == " " || $0 == "\t" })
    let mark = isCommand ? "# " : Self.mark(line.dropFirst(blanks.count))
    let end = mark == "| " ? " |" : ""
    return Instruction(
      kinds: kinds, lines: (range.lowerBound + 1)...(range.upperBound + 1), text: Self.trimmed(line),
      replacement: blanks + mark + text + end)
  }

  /// What makes a line an item, a heading, a quotation or a row, with its blank.
  private static func mark(_ line: Substring) -> String {
    let first = line.prefix { $0 != " " }
    let isNumber =
      first.dropLast().allSatisfy(\.isNumber) && first.count > 1 && ".)".contains(first.last ?? " ")
    let isMark =
      ["-", "*", "+", ">", "|"].contains(first) || (!first.isEmpty && first.allSatisfy { $0 == "#" })
    guard isMark || isNumber, first.count < line.count else { return line.hasPrefix("|") ? "| " : "" }
    let rest = line.dropFirst(first.count + 1)
    let isTask = ["[ ] ", "[x] ", "[X] "].contains { rest.hasPrefix($0) }
    return "\(first) " + (isTask ? rest.prefix(4) : "")
  }

  private static func fence(_ line: String) -> String? {
    let marks = line.prefix { $0 == "`" }.isEmpty ? line.prefix { $0 == "~" } : line.prefix { $0 == "`" }
    return marks.count >= 3 ? String(marks) : nil
  }

  /// Without the backslash that continues it.
  private static func unfolded(_ line: String) -> String {
    line.hasSuffix("\\") ? String(line.dropLast()) : line
  }

  private static func trimmed(_ text: some StringProtocol) -> String {
    let begin = text.drop { $0 == " " || $0 == "\t" }
    return String(begin.reversed().drop { $0 == " " || $0 == "\t" || $0 == "\r" }.reversed())
  }
}

/// Where a command of a code block ends.
enum CommandEnd {
  /// The last line of the command itself, and of the text that a `<<` or a loop brings with it.
  static func find(from begin: Int, in lines: [String]) -> (command: Int, text: Int) {
    var command = begin
    while lines[command].hasSuffix("\\"), command + 1 < lines.count { command += 1 }
    let whole = lines[begin...command].joined(separator: " ")
    if whole.contains("<<"), let word = terminator(whole),
      let end = lines[(command + 1)...].firstIndex(where: { bare($0) == word })
    {
      return (command, end)
    }
    if bare(whole).hasPrefix("for "), !whole.contains("done"),
      let end = lines[(command + 1)...].firstIndex(where: { bare($0).hasPrefix("done") })
    {
      // What the loop does with its files stands in its lines.
      return (end, end)
    }
    return (command, command)
  }

  /// The word behind `<<`, without its quotes.
  private static func terminator(_ line: String) -> String? {
    guard let range = line.firstRange(of: "<<") else { return nil }
    let rest = line[range.upperBound...].drop { $0 == "-" || $0 == " " }
    let word = rest.filter { $0 != "'" && $0 != "\"" && $0 != "\\" }.prefix { !$0.isWhitespace }
    return word.isEmpty || word.hasPrefix("<") ? nil : String(word)
  }

  private static func bare(_ line: String) -> String {
    String(line.drop { $0 == " " || $0 == "\t" }.reversed().drop { $0.isWhitespace }.reversed())
  }
}
