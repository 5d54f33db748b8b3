extension Configuration {
  enum Key: String, SettingKey {
    case state, zone, bots, humans, hub, broadcast, alert, relay, wake, `guard`, health, log
  }

  /// Reads a configuration, checks every value of it, and resolves its paths.
  ///
  /// - Parameters:
  ///   - root: the whole file.
  ///   - file: what errors call the file.
  ///   - folder: the file's folder, absolute; relative paths start from it.
  ///   - home: what `~` stands for, absolute; empty when it is not known.
  /// - Throws: the first thing that is wrong, with its own line and column and with what is accepted.
  package init(
    _ root: SettingNode, file: String, folder: String, home: String
  ) throws(ConfigurationError) {
    let source = SettingSource(file: file, folder: folder, home: home)
    let fields = try Fields<Key>(root, path: "", source: source)

    let state = try fields.path(.state, .folder)
    let zone = try fields.section(.zone, Zone.Key.self).map(Zone.init)
    let wake = try fields.section(.wake, WakeSettings.Key.self).map(WakeSettings.init) ?? WakeSettings()

    // The words come first, since no name may be one of them, and the bots before the people, so that a
    // person who shares a bot's name is the one who is told.
    let broadcast = try Self.broadcast(fields)
    var names = NameRegister(broadcast: broadcast, source: source)
    var bots: [Bot] = []
    for item in try fields.items(.bots, of: "bots") ?? [] {
      let bot = try Fields<Bot.Key>(item, path: "bot", source: source)
      bots.append(try Bot(bot, burst: wake.burst, names: &names))
    }
    let hub = try fields.path(.hub, .file)
    // A machine may have a hub and nobody at home.
    if bots.isEmpty, hub == nil {
      throw source.error(
        at: fields[.bots] ?? root, "no bot is configured",
        hint: "write at least one, such as bots: [{ name: Ross, chat: /srv/ross/BOT_CHAT.md }]")
    }
    var humans: [Human] = []
    for item in try fields.items(.humans, of: "people") ?? [] {
      humans.append(try Human(item, source: source, names: &names))
    }

    self.init(
      state: state, zone: zone ?? Zone(), bots: bots, humans: humans, hub: hub, broadcast: broadcast,
      alert: try fields.section(.alert, Call.Key.self).map(Call.init),
      relay: try fields.section(.relay, RelaySettings.Key.self).map(RelaySettings.init) ?? RelaySettings(),
      wake: wake,
      guard: try fields.section(.guard, GuardSettings.Key.self).map(GuardSettings.init) ?? GuardSettings(),
      health: try fields.section(.health, HealthSettings.Key.self).map(HealthSettings.init)
        ?? HealthSettings(),
      log: try fields.section(.log, LogSettings.Key.self).map(LogSettings.init) ?? LogSettings())
  }

  /// The words that mean everybody: `ALL`, then those configured (F2).
  private static func broadcast(_ fields: Fields<Key>) throws(ConfigurationError) -> [String] {
    var words = alwaysBroadcast
    var seen: [FoldedName: SettingNode] = [:]
    for word in try fields.names(.broadcast) {
      try NameRegister.refuseReserved(word.name, at: word.node, source: fields.source)
      let folded = FoldedName(text: word.name)
      if let first = seen.updateValue(word.node, forKey: folded) {
        throw fields.source.error(
          at: word.node, "the broadcast word \"\(word.name)\" stands twice",
          hint: "keep one; the first stands in line \(first.line), column \(first.column)")
      }
      if !words.contains(where: { FoldedName(text: $0) == folded }) { words.append(word.name) }
    }
    return words
  }
}
