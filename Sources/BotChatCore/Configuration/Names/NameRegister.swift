/// The names that are taken so far while a configuration is read.
///
/// Bots, their aliases and people share one space without case: a header has only the name to go by.
struct NameRegister {
  private let source: SettingSource
  private let broadcast: [String]
  private var taken: [FoldedName: SettingNode] = [:]

  /// An empty register that refuses the broadcast words and the reserved names.
  init(broadcast: [String], source: SettingSource) {
    self.broadcast = broadcast
    self.source = source
  }

  /// Takes a name.
  ///
  /// - Throws: when it is reserved, a broadcast word, or taken, with its own place.
  mutating func take(_ name: String, at node: SettingNode) throws(ConfigurationError) {
    let folded = FoldedName(text: name)
    if let word = broadcast.first(where: { FoldedName(text: $0) == folded }) {
      throw source.error(
        at: node, "the name \"\(name)\" is the broadcast word \(word)", hint: "choose another name")
    }
    try Self.refuseReserved(name, at: node, source: source)
    if let first = taken.updateValue(node, forKey: folded) {
      throw source.error(
        at: node, "the name \"\(name)\" is taken",
        hint:
          "names, aliases and people must differ in more than case; the first stands in line \(first.line), "
          + "column \(first.column)")
    }
  }

  /// Refuses the names that nobody can have.
  ///
  /// - Throws: when `name` is one of them.
  static func refuseReserved(
    _ name: String, at node: SettingNode, source: SettingSource
  ) throws(ConfigurationError) {
    let folded = FoldedName(text: name)
    if let word = NameGrammar.reserved.first(where: { FoldedName(text: $0) == folded }) {
      throw source.error(
        at: node, "the name \"\(name)\" is reserved",
        hint: "\(use(of: word)); choose another name")
    }
  }

  private static func use(of word: String) -> String {
    if word == "and" { return "the word separates recipients" }
    return CanaryPair.names.contains(word)
      ? "healthcheck's test messages go from \(CanaryPair.sender) to \(CanaryPair.recipient)"
      : "the relay itself speaks as \(word)"
  }
}
