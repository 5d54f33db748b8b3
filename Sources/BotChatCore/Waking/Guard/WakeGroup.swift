/// The bots that wake each other, one of them in the middle, by their marks.
///
/// It is the connected part, not the pair: a triangle of bots passes every limit of a pair.
/// Source: R19.
struct WakeGroup {
  /// In the order of their letters, without case.
  let members: [String]
  /// How often they were woken.
  let wakes: Int

  /// Gathers the group of `bot`, which is in it even when nothing woke it.
  ///
  /// The cost is that of the names in the marks.
  init(of bot: FoldedName, in marks: [WakeMark]) {
    var neighbours: [FoldedName: [FoldedName]] = [:]
    for mark in marks {
      let woken = FoldedName(text: mark.bot)
      // No header has such a name, so it can only come from a state that somebody has tampered with.
      for cause in mark.causes where NameGrammar.allows(cause) {
        let cause = FoldedName(text: cause)
        neighbours[woken, default: []].append(cause)
        neighbours[cause, default: []].append(woken)
      }
    }
    var group: Set<FoldedName> = [bot]
    var unvisited = [bot]
    while let member = unvisited.popLast() {
      for neighbour in neighbours[member] ?? [] where group.insert(neighbour).inserted {
        unvisited.append(neighbour)
      }
    }
    members = group.map(\.text).sorted { $0.lowercased() < $1.lowercased() }
    wakes = marks.count { group.contains(FoldedName(text: $0.bot)) }
  }
}
