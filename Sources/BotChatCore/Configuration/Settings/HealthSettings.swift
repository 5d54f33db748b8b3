/// What the health check counts as well.
///
/// Source: H1, H2.
package struct HealthSettings: Sendable, Equatable {
  /// How often cron runs the check, so that a missed run shows.
  package var every: Interval
  /// The free space below which a disk is a problem.
  package var disk: ByteCount

  /// Makes the settings; what is not given has its default.
  package init(every: Interval = .minutes(5), disk: ByteCount = .mebibytes(100)) {
    self.every = every
    self.disk = disk
  }

  enum Key: String, SettingKey { case every, disk }

  init(_ fields: Fields<Key>) throws(ConfigurationError) {
    let standard = HealthSettings()
    every = try fields.interval(.every, standard.every, in: .minutes(1)...(.days(1)))
    disk = try fields.size(.disk, standard.disk, in: .mebibytes(1)...(.gibibytes(1 << 20)))
  }
}
