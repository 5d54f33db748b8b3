/// What is the same for the wakes of all bots.
///
/// Source: W4, W6.
package struct WakeSettings: Sendable, Equatable {
  /// The window in which messages share one wake, for bots that set none of their own.
  package var burst: Interval
  /// How long a wake's command or request may take.
  package var timeout: Interval
  /// The pause before a failed wake is tried again; it doubles with each failure.
  package var retryFirst: Interval
  /// The longest such pause.
  package var retryMost: Interval
  /// From which age of its messages on a wake says how old they are (W6).
  package var sayAge: Interval

  /// Makes the settings; what is not given has its default.
  package init(
    burst: Interval = .milliseconds(250), timeout: Interval = .seconds(60),
    retryFirst: Interval = .seconds(1),
    retryMost: Interval = .minutes(5), sayAge: Interval = .minutes(10)
  ) {
    self.burst = burst
    self.timeout = timeout
    self.retryFirst = retryFirst
    self.retryMost = retryMost
    self.sayAge = sayAge
  }

  /// What `burst` may be, here and for each bot.
  static let burstRange: ClosedRange<Interval> = .seconds(0)...(.hours(1))

  enum Key: String, SettingKey { case burst, timeout, retryFirst, retryMost, sayAge }

  init(_ fields: Fields<Key>) throws(ConfigurationError) {
    let standard = WakeSettings()
    burst = try fields.interval(.burst, standard.burst, in: Self.burstRange)
    timeout = try fields.interval(.timeout, standard.timeout, in: .milliseconds(100)...(.hours(1)))
    retryFirst = try fields.interval(.retryFirst, standard.retryFirst, in: .milliseconds(100)...(.hours(1)))
    // A longest pause below the first one would be no back-off.
    let most = max(standard.retryMost, retryFirst)
    retryMost = try fields.interval(.retryMost, most, in: retryFirst...(.days(1)))
    sayAge = try fields.interval(.sayAge, standard.sayAge, in: .seconds(1)...(.days(36_500)))
  }
}
