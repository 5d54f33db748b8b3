/// When bots that only answer each other are slowed down.
///
/// The defaults, in money: a wake of a main session can cost 100,000 tokens, so 20 wakes are two million, spent
/// once in each `holdFor` and the few minutes before it. Of the loops that were reported, one burnt 19 million
/// tokens in three hours, and a triangle of bots wrote 398 messages in a night below every limit of a pair:
/// 50 and more wakes an hour each. One that went round 42 times ends at 20 when it is quick. Bots at work for a
/// person seldom get there, since each line of that person begins the count anew. A village whose bots all
/// answer `ALL` wants a larger limit: there one message is many wakes.
///
/// Source: R19.
package struct GuardSettings: Sendable, Equatable {
  /// Wakes in an hour that a group of bots may cause among itself; from half of it on they are spaced out.
  package var wakesPerHour: Int
  /// Wakes in an hour that two bots may cause each other; default: as many as a group.
  package var pairWakesPerHour: Int
  /// The least pause between two wakes of a bot that is spaced out.
  package var spacing: Interval
  /// How long the hold of a group lasts when no person lifts it.
  package var holdFor: Interval
  /// After how long without a person wakes are spaced out; `spacing` doubles with each such time, up to an hour.
  package var quietAfter: Interval

  /// Makes the settings; what is not given has its default.
  package init(
    wakesPerHour: Int = 20, pairWakesPerHour: Int = 20, spacing: Interval = .minutes(1),
    holdFor: Interval = .hours(1), quietAfter: Interval = .hours(12)
  ) {
    self.wakesPerHour = wakesPerHour
    self.pairWakesPerHour = pairWakesPerHour
    self.spacing = spacing
    self.holdFor = holdFor
    self.quietAfter = quietAfter
  }

  enum Key: String, SettingKey { case wakesPerHour, pairWakesPerHour, spacing, holdFor, quietAfter }

  init(_ fields: Fields<Key>) throws(ConfigurationError) {
    let standard = GuardSettings()
    wakesPerHour = try fields.count(.wakesPerHour, in: 1...100_000) ?? standard.wakesPerHour
    pairWakesPerHour = try fields.count(.pairWakesPerHour, in: 1...100_000) ?? wakesPerHour
    spacing = try fields.interval(.spacing, standard.spacing, in: .seconds(0)...(.hours(1)))
    holdFor = try fields.interval(.holdFor, standard.holdFor, in: .minutes(1)...(.days(30)))
    quietAfter = try fields.interval(.quietAfter, standard.quietAfter, in: .minutes(1)...(.days(365)))
  }
}
