/// What is run for a bot that stays silent though it was woken again.
///
/// Source: W5.
package struct Rescue: Sendable, Equatable {
  /// When a silent bot is rescued.
  package enum When: String, SettingChoice {
    /// Only on evidence: a session of it failed, was killed or timed out since the wake.
    case illness
    /// Whenever it stays silent.
    case always
  }

  /// The argument list, the program first.
  package var run: [String]
  /// When it is run.
  package var when: When

  /// Makes a rescue from its parts.
  package init(run: [String], when: When = .illness) {
    self.run = run
    self.when = when
  }

  enum Key: String, SettingKey { case run, when }

  init(_ fields: Fields<Key>) throws(ConfigurationError) {
    run = try fields.required(fields.arguments(.run), .run, example: "[program, argument]")
    when = try fields.choice(.when, .illness)
  }
}
