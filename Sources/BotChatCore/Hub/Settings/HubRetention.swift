/// How much the hub keeps, and for how long; nothing of it is ever dropped in silence.
package struct HubRetention: Sendable, Equatable {
  /// The most messages that one room keeps for its members.
  package var messages = 10_000
  /// The most bytes of text that one room keeps.
  package var size: ByteCount = .mebibytes(64)
  /// How long the ids of messages are known, so that a repetition is one.
  package var ids: Interval = .days(90)
  /// After what time of absence a member that `rooms` does not list is forgotten, with what was kept for it.
  package var members: Interval = .days(90)

  /// The defaults.
  package init() {}

  enum Key: String, SettingKey { case messages, size, ids, members }

  init(_ fields: Fields<Key>) throws(ConfigurationError) {
    self.init()
    messages = try fields.count(.messages, in: 1...10_000_000) ?? messages
    size = try fields.size(.size, size, in: .kibibytes(1)...(.gibibytes(1024)))
    ids = try fields.interval(.ids, ids, in: .minutes(1)...(.days(36_500)))
    members = try fields.interval(.members, members, in: .minutes(1)...(.days(36_500)))
  }
}
