/// The known word that a mistyped one was probably meant to be.
package enum NearestWord {
  /// The nearest of `words` without regard to case, or nil when none is near.
  ///
  /// Near means at most two slips (a letter missing, added, changed, or two neighbours swapped), and at most
  /// one for each two letters: `x` is not near to `y`. The first of equals wins.
  package static func to(_ text: String, among words: some Sequence<String>) -> String? {
    // Longer than any name or key: not a slip, and the cost is the product of the lengths.
    guard text.utf8.count <= NameGrammar.longest else { return nil }
    let typed = text.utf8.map(FoldedName.folded)
    var best: (word: String, distance: Int)?
    for word in words where word.utf8.count <= NameGrammar.longest {
      let distance = distance(typed, word.utf8.map(FoldedName.folded))
      let allowed = min(2, max(typed.count, word.utf8.count) / 2)
      if distance <= allowed, distance < best?.distance ?? .max { best = (word, distance) }
    }
    return best?.word
  }

  /// How many slips lead from one word to the other (optimal string alignment).
  static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var before: [Int] = []
    var above = Array(0...right.count)
    for (row, byte) in left.enumerated() {
      var current = [row + 1]
      for (column, other) in right.enumerated() {
        var least = min(above[column + 1] + 1, current[column] + 1, above[column] + (byte == other ? 0 : 1))
        if row > 0, column > 0, byte == right[column - 1], left[row - 1] == other {
          least = min(least, before[column - 1] + 1)
        }
        current.append(least)
      }
      before = above
      above = current
    }
    return above[right.count]
  }
}
