/// To whom a text goes that came without a header.
///
/// Source: DESIGN 9.
package struct LinkAudience: Sendable, Equatable {
  /// Who wrote to the bot since its last word, each once, oldest first.
  package private(set) var waiting: [String] = []
  /// Who wrote to it last.
  package private(set) var last: String?

  package init() {}

  /// Takes up what is stored: the names of those who wrote, oldest first, and how many of them the bot had not
  /// answered.
  package init(writers: [String], unanswered: Int) {
    for name in writers.dropLast(unanswered) { last = name }
    for name in writers.suffix(unanswered) { wrote(name) }
  }

  /// Somebody wrote to the bot.
  package mutating func wrote(_ name: String) {
    last = name
    if !waiting.contains(where: { FoldedName(text: $0) == FoldedName(text: name) }) { waiting.append(name) }
  }

  /// The bot said something.
  package mutating func spoke() { waiting = [] }

  /// - Parameters:
  ///   - settings: names that the configuration gives.
  ///   - everybody: the word for everybody.
  /// - Returns: at least one name.
  package func recipients(_ settings: [String], everybody: String) -> [String] {
    if !settings.isEmpty { return settings }
    if !waiting.isEmpty { return waiting }
    return [last ?? everybody]
  }
}
