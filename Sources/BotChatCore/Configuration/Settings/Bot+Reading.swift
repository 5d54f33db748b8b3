extension Bot {
  enum Key: String, SettingKey {
    case name, aliases, chat, link, wake, wakeOn, wakeBy, burst, answer, rescue, monitor, gateway
  }

  init(
    _ fields: Fields<Key>, burst standardBurst: Interval, names: inout NameRegister
  ) throws(ConfigurationError) {
    let name = try fields.required(fields.text(.name, .name), .name, example: "the bot's name")
    try names.take(name, at: fields[.name] ?? fields.node)
    var aliases: [String] = []
    for alias in try fields.names(.aliases) {
      try names.take(alias.name, at: alias.node)
      aliases.append(alias.name)
    }

    let link = try fields.section(.link, Link.Key.self)
    let chat = try fields.path(.chat, .file)
    let hint =
      "accepted: chat: FILE for a bot on this machine, or link: { hub, room, token } for one elsewhere"
    if chat == nil, link == nil {
      throw fields.source.error(at: fields.node, "\(name) has neither chat nor link", hint: hint)
    }
    if chat != nil, let link {
      throw fields.source.error(at: link.node, "\(name) has both chat and link", hint: hint)
    }

    self.init(
      name: name, aliases: aliases, chat: chat,
      link: try link.map { fields throws(ConfigurationError) in try Link(fields, bot: name) },
      wake: try fields.section(.wake, Call.Key.self).map(Call.init),
      wakeOn: try fields.choice(.wakeOn, .addressed),
      wakeBy: try fields.choice(.wakeBy, .anyone),
      burst: try fields.interval(.burst, standardBurst, in: WakeSettings.burstRange),
      answer: try fields.section(.answer, Answer.Key.self).map(Answer.init),
      rescue: try fields.section(.rescue, Rescue.Key.self).map(Rescue.init),
      monitor: try fields.section(.monitor, MonitorSettings.Key.self).map(MonitorSettings.init),
      gateway: try fields.section(.gateway, Gateway.Key.self).map(Gateway.init))
  }
}
