/// What the bots of some workspaces are called, from whatever shows it.
package enum BotNaming {
  /// What is known of one workspace.
  package struct Evidence: Sendable, Equatable {
    /// What the person said.
    package var given: String?
    /// What IDENTITY.md says.
    package var identity: String?
    /// What the folder or the container is called.
    package var folder: String?
    /// Which chat file it has; equal for those that share one.
    package var home: Int

    package init(given: String? = nil, identity: String? = nil, folder: String? = nil, home: Int) {
      self.given = given
      self.identity = identity
      self.folder = folder
      self.home = home
    }
  }

  /// A name, and where it comes from.
  package struct Answer: Sendable, Equatable {
    package var name: String
    package var why: String
    /// Whether a person should be asked: something else is as likely.
    package var isGuess: Bool

    package init(_ name: String, _ why: String, isGuess: Bool = false) {
      self.name = name
      self.why = why
      self.isGuess = isGuess
    }
  }

  /// Names the workspaces.
  ///
  /// - Parameters:
  ///   - places: the workspaces.
  ///   - senders: who wrote how much in each chat file, by its number.
  ///   - people: names that are no bot's.
  /// - Returns: a name for each; nil: nothing shows one. No name stands twice.
  package static func decide(
    _ places: [Evidence], senders: [Int: [String: Int]], people: [String]
  ) -> [Answer?] {
    var answers = [Answer?](repeating: nil, count: places.count)
    var taken = Set(people.map { $0.lowercased() })
    func take(_ index: Int, _ answer: Answer?) {
      guard answers[index] == nil, let answer, taken.insert(answer.name.lowercased()).inserted else { return }
      answers[index] = answer
    }
    for (index, place) in places.enumerated() {
      take(index, place.given.map { Answer($0, "as you said") })
    }
    // A name that also writes there is beyond doubt; so those come before any guess.
    for (index, place) in places.enumerated() {
      take(
        index, writer(place.identity, senders[place.home]).map { Answer($0, "IDENTITY.md, and writes there") }
      )
    }
    for (index, place) in places.enumerated() {
      take(
        index, writer(place.folder, senders[place.home]).map { Answer($0, "its folder, and writes there") })
    }
    for (index, place) in places.enumerated() where answers[index] == nil {
      let rest = ranked(senders[place.home] ?? [:]).filter { !taken.contains($0.name.lowercased()) }
      let own = [place.identity, place.folder.map(capitalized)].compactMap(\.self).first(where: isName)
      if let first = rest.first {
        let isFarAhead = rest.count == 1 || first.count >= 2 * rest[1].count
        take(
          index,
          Answer(first.name, "writes most in its file", isGuess: own != nil || !isFarAhead))
      } else {
        take(index, own.map { Answer($0, place.identity == $0 ? "IDENTITY.md" : "its folder") })
      }
    }
    return answers
  }

  /// Who writes most and is none of the bots: the person, probably; nil: nobody.
  package static func person(senders: [Int: [String: Int]], bots: [String]) -> String? {
    let known = Set(bots.map { $0.lowercased() })
    var all: [String: Int] = [:]
    for (name, count) in senders.values.joined() where !known.contains(name.lowercased()) {
      all[name, default: 0] += count
    }
    return ranked(all).first?.name
  }

  /// The spelling that is written there of a name; nil: it does not write.
  private static func writer(_ name: String?, _ senders: [String: Int]?) -> String? {
    guard let name = name?.lowercased() else { return nil }
    return ranked(senders ?? [:]).first { $0.name.lowercased() == name }?.name
  }

  /// Those who write most come first; names that nobody can have are left out.
  private static func ranked(_ senders: [String: Int]) -> [(name: String, count: Int)] {
    senders.filter { isName($0.key) }.map { (name: $0.key, count: $0.value) }
      .sorted { ($1.count, $0.name) < ($0.count, $1.name) }
  }

  private static func isName(_ name: String) -> Bool {
    let folded = name.lowercased()
    return NameGrammar.allows(name) && folded != "all"
      && !NameGrammar.reserved.contains { $0.lowercased() == folded }
  }

  private static func capitalized(_ name: String) -> String {
    name == name.lowercased() ? name.prefix(1).uppercased() + name.dropFirst() : name
  }
}
