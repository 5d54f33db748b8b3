/// When bots that only answer each other are slowed down.
///
/// Source: R19.
package struct GuardSettings: Sendable, Equatable {
  /// Wakes in an hour that a group of bots may cause among itself.
  package var wakesPerHour: Int
  /// Wakes in an hour that two bots may cause each other; default: as many as a group.
  package var pairWakesPerHour: Int
  /// How long the hold of a group lasts when no person lifts it.
  package var holdFor: Interval
  /// After how long without a person wakes are spaced out.
  package var quietAfter: Interval

  /// Makes the settings; what is not given has its default.
  package init(
    wakesPerHour: Int = 20, pairWakesPerHour: Int = 20, holdFor: Interval = .hours(1),
    quietAfter: Interval = .hours(12)
  ) {
    self.wakesPerHour = wakesPerHour
    self.pairWakesPerHour = pairWakesPerHour
    self.holdFor = holdFor
    self.quietAfter = quietAfter
  }

  enum Key: String, SettingKey { case wakesPerHour, pairWakesPerHour, holdFor, quietAfter }

  init(_ fields: Fields<Key>) throws(ConfigurationError) {
    let standard = GuardSettings()
    wakesPerHour = try fields.count(.wakesPerHour, in: 1...100_000) ?? standard.wakesPerHour
    pairWakesPerHour = try fields.count(.pairWakesPerHour, in: 1...100_000) ?? wakesPerHour
    holdFor = try fields.interval(.holdFor, standard.holdFor, in: .minutes(1)...(.days(30)))
    quietAfter = try fields.interval(.quietAfter, standard.quietAfter, in: .minutes(1)...(.days(365)))
  }
}
