/// A token, or where it stands, and the bot that it stands for.
package struct HubToken: Sendable, Equatable {
  /// Where the token is.
  package enum Place: Sendable, Equatable {
    /// In the configuration itself, as in the original Bot Hub's.
    case text(String)
    /// In a file of its own.
    case file(String)
  }

  package var place: Place
  /// The name that the hub stamps on whatever comes with this token.
  package var bot: String

  /// Makes a token.
  package init(_ place: Place, bot: String) {
    self.place = place
    self.bot = bot
  }

  enum Key: String, SettingKey { case botId, token }

  /// Reads the tokens: a map from each token to `{ botId: NAME }`, or a list of `{ botId: NAME, token: FILE }`.
  package static func read(
    _ root: SettingNode, file: String, folder: String, home: String
  ) throws(ConfigurationError) -> [HubToken] {
    try read(root, SettingSource(file: file, folder: folder, home: home))
  }

  static func read(_ node: SettingNode, _ source: SettingSource) throws(ConfigurationError) -> [HubToken] {
    var tokens: [HubToken] = []
    switch node.value {
    case .map(let entries):
      var seen: [String: SettingNode] = [:]
      for (key, value) in entries {
        guard case .scalar(let token, _) = key.value, TextRule.hubToken.allows(token) else {
          // The value is not shown: it may be a token with a slip of the pen.
          throw source.error(
            at: key, "tokens: this key is no token", hint: "accepted: \(TextRule.hubToken.accepted)")
        }
        if let first = seen.updateValue(key, forKey: token) {
          throw source.error(
            at: key, "tokens: this token stands twice",
            hint: "keep one; the first stands in line \(first.line), column \(first.column)")
        }
        let fields = try Fields<Key>(value, path: "tokens", source: source)
        if let file = fields[.token] {
          throw source.error(
            at: file, "tokens.token: the token stands before the colon already",
            hint: "take one of them away; a list has the tokens in files")
        }
        tokens.append(HubToken(.text(token), bot: try bot(fields)))
      }
    case .list(let items):
      for item in items {
        let fields = try Fields<Key>(item, path: "tokens", source: source)
        let path = try fields.required(
          fields.path(.token, .file), .token, example: "the file with the token")
        tokens.append(HubToken(.file(path), bot: try bot(fields)))
      }
    case .scalar:
      throw source.refusal(
        node, at: "tokens", noun: "a map or a list",
        accepted: "{ TOKEN: { botId: NAME } } or [{ botId: NAME, token: FILE }]")
    }
    return tokens
  }

  private static func bot(_ fields: Fields<Key>) throws(ConfigurationError) -> String {
    try fields.required(fields.text(.botId, .hubWord), .botId, example: "the name of the bot")
  }
}

extension TextRule {
  /// A token in the configuration.
  static let hubToken = TextRule(
    noun: "a token", accepted: "1 to 4096 printable ASCII characters without blanks",
    allows: { 1...4096 ~= $0.utf8.count && $0.utf8.allSatisfy { 0x21...0x7e ~= $0 } })
}
