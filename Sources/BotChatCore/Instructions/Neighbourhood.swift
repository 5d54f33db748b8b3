/// Who is who for the bot whose instructions are read.
package struct Neighbourhood: Sendable, Equatable {
  /// The names of those at home in its chat file, its own among them; in lower case.
  let own: Set<String>
  /// The names of the bots at home elsewhere; in lower case.
  let others: Set<String>
  /// The paths of their chat files.
  let otherChats: Set<String>

  /// - Parameters:
  ///   - own: the names of those at home in the bot's file, its own among them.
  ///   - others: the names of the other bots.
  ///   - otherChats: the paths of their chat files.
  package init(own: [String], others: [String], otherChats: [String]) {
    self.own = Set(own.map { $0.lowercased() })
    self.others = Set(others.map { $0.lowercased() }).subtracting(self.own)
    self.otherChats = Set(otherChats)
  }

  /// Whether a word names another bot, alone or as a part: `ross`, `ross's`, `openclaw-ross`, `agent:ross:main`.
  func isOther(_ word: String) -> Bool { Self.parts(word).contains { others.contains($0) } }

  /// Whether a word names somebody at home here.
  func isOwn(_ word: String) -> Bool { Self.parts(word).contains { own.contains($0) } }

  /// Whether a word is the path of another bot's chat file, here or as it may be called in a container.
  func isOtherChat(_ word: String) -> Bool {
    guard word.lowercased().hasSuffix("bot_chat.md") else { return false }
    if otherChats.contains(word) { return true }
    return isOther(word) && !isOwn(word)
  }

  /// A word in lower case, divided at everything that is no letter or digit; the whole word first.
  private static func parts(_ word: String) -> [String] {
    let word = word.lowercased()
    return [word] + word.split { !$0.isLetter && !$0.isNumber }.map(String.init)
  }
}
