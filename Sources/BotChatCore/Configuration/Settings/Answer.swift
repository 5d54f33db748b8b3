/// How long a woken bot may stay silent, and how often it is woken again for that.
///
/// Source: W5.
package struct Answer: Sendable, Equatable {
  /// The time in which a sign of life is expected.
  package var within: Interval
  /// How many more wakes are tried before the person is told.
  package var repetitions: Int

  /// Makes the expectation from its parts.
  package init(within: Interval, repetitions: Int = 2) {
    self.within = within
    self.repetitions = repetitions
  }

  enum Key: String, SettingKey { case within, `repeat` }

  init(_ fields: Fields<Key>) throws(ConfigurationError) {
    within = try fields.interval(.within, .minutes(10), in: .seconds(1)...(.days(7)))
    repetitions = try fields.count(.repeat, in: 0...100) ?? 2
  }
}
