/// Breaking a paragraph into lines for a terminal.
enum Wrapping {
  /// Breaks a paragraph into lines.
  ///
  /// A word in brackets with its value (`[--config FILE]`) stays whole; a word that is longer than a line
  /// stands alone on one.
  ///
  /// - Parameters:
  ///   - text: words separated by spaces; a run of spaces inside a line stays.
  ///   - indent: the spaces before the first line.
  ///   - hanging: the spaces before the others; as `indent` when nil.
  ///   - width: the most characters on a line.
  /// - Returns: the lines, without line ends; none for an empty text.
  static func lines(_ text: String, indent: Int, hanging: Int? = nil, width: Int = 80) -> [String] {
    var lines: [String] = []
    var line = String(repeating: " ", count: indent)
    var isEmpty = true
    for word in words(text) {
      if !isEmpty, line.count + 1 + word.count > width {
        lines.append(line)
        line = String(repeating: " ", count: hanging ?? indent)
        isEmpty = true
      }
      line += isEmpty ? word : " \(word)"
      isEmpty = false
    }
    return isEmpty ? lines : lines + [line]
  }

  private static func words(_ text: String) -> [String] {
    var words: [String] = []
    for word in text.split(separator: " ", omittingEmptySubsequences: false).map(String.init) {
      if let last = words.last, last.hasPrefix("["), !last.hasSuffix("]") {
        words[words.count - 1] = "\(last) \(word)"
      } else {
        words.append(word)
      }
    }
    return words
  }
}
