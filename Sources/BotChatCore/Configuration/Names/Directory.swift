/// Who is who: the bots and people of a configuration by their names.
///
/// It is asked for each message, so a look-up allocates nothing.
/// Source: F2, R3, R14.
package struct Directory: Sendable {
  /// Whom a name means.
  package enum Party: Sendable, Hashable {
    /// The bot at this index of the configuration's `bots`.
    case bot(Int)
    /// The person at this index of the configuration's `humans`.
    case human(Int)
    /// Everybody: `ALL` or another broadcast word.
    case everybody
    /// The relay itself (R14).
    case relay
  }

  private struct Entry {
    let sum: UInt64
    let name: FoldedName
    let party: Party
  }

  /// Ascending by sum.
  private var entries: [Entry] = []
  private var names: [String] = []

  /// Makes the directory of a configuration; of equal names, which a checked one has not, the first wins.
  package init(_ configuration: Configuration) {
    add(["Relay"], .relay)
    add(configuration.broadcast, .everybody)
    for (index, bot) in configuration.bots.enumerated() { add([bot.name] + bot.aliases, .bot(index)) }
    for (index, human) in configuration.humans.enumerated() {
      add([human.name] + human.aliases, .human(index))
    }
  }

  /// Whom a name or alias means, without regard to case; nil: nobody has it.
  package func resolve(_ name: String) -> Party? {
    // A stranger's long text is nobody's name, and is not worth hashing.
    name.utf8.count <= NameGrammar.longest ? party(of: FoldedName(text: name)) : nil
  }

  private func party(of name: FoldedName) -> Party? {
    let sum = name.sum
    var place = entries.beginning { $0.sum >= sum }
    while place < entries.count, entries[place].sum == sum {
      if entries[place].name == name { return entries[place].party }
      place += 1
    }
    return nil
  }

  /// Whether anybody has the name.
  package func isKnownName(_ name: String) -> Bool { resolve(name) != nil }

  /// The name that a mistyped one was probably meant to be, for hints; nil when none is near.
  package func nearest(_ name: String) -> String? { NearestWord.to(name, among: names) }

  /// A question for the beginning of a hint, with a blank behind it; empty when no name is near.
  package func question(about name: String) -> String { nearest(name).map { "did you mean \($0)? " } ?? "" }

  private mutating func add(_ names: [String], _ party: Party) {
    for text in names {
      let name = FoldedName(text: text)
      guard self.party(of: name) == nil else { continue }
      let place = entries.beginning { $0.sum >= name.sum }
      entries.insert(Entry(sum: name.sum, name: name, party: party), at: place)
      // Nobody means to write to the relay: it is no hint.
      if party != .relay { self.names.append(text) }
    }
  }
}
