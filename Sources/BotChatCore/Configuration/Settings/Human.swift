/// A person who reads along and writes.
///
/// Source: DESIGN 6, R20.
package struct Human: Sendable, Equatable {
  /// The name, as it stands in headers.
  package var name: String
  /// Other names that mean the same person.
  package var aliases: [String]
  /// The user id under which `botchat send` may speak for this person; nil: nobody's.
  package var uid: UInt32?
  /// The absolute path of the person's own chat file; nil: one in the state folder.
  package var chat: String?

  /// Makes a person; what is not given has its default.
  package init(name: String, aliases: [String] = [], uid: UInt32? = nil, chat: String? = nil) {
    self.name = name
    self.aliases = aliases
    self.uid = uid
    self.chat = chat
  }

  /// The path of the person's chat file, absolute: the configured one, or that in the state folder `state`.
  package func chat(inState state: String) -> String { chat ?? "\(state)/humans/\(name)/BOT_CHAT.md" }

  enum Key: String, SettingKey { case name, aliases, uid, chat }

  /// Reads `Coach` or `{ name: Coach, … }`.
  init(
    _ node: SettingNode, source: SettingSource, names: inout NameRegister
  ) throws(ConfigurationError) {
    if case .scalar(let text, _) = node.value {
      guard !node.isAbsent, NameGrammar.allows(text) else {
        throw source.refusal(
          node, at: "humans", noun: "a person", accepted: "a name, or { name, aliases, uid, chat }")
      }
      try names.take(text, at: node)
      self.init(name: text)
      return
    }
    let fields = try Fields<Key>(node, path: "human", source: source)
    let name = try fields.required(fields.text(.name, .name), .name, example: "the person's name")
    try names.take(name, at: fields[.name] ?? node)
    var aliases: [String] = []
    for alias in try fields.names(.aliases) {
      try names.take(alias.name, at: alias.node)
      aliases.append(alias.name)
    }
    // The largest uid is (uid_t) -1, which system calls read as "no change".
    let uid = try fields.count(.uid, in: 0...Int(UInt32.max) - 1).map(UInt32.init)
    self.init(name: name, aliases: aliases, uid: uid, chat: try fields.path(.chat, .file))
  }
}
