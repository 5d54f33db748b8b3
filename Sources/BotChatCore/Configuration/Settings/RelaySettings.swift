/// How the relay reads, waits and remembers.
///
/// Source: DESIGN 6, R1, R5, R6, R14, R15.
package struct RelaySettings: Sendable, Equatable {
  /// How often every file is looked at without an event (R1).
  package var poll: Interval
  /// How long a file must be quiet before its last message counts as complete (R5).
  package var settle: Interval
  /// How long the lock files stay after the last write (R15).
  package var lockHold: Interval
  /// The largest body that is relayed (R14).
  package var maxMessage: ByteCount
  /// How long ids are kept, so that what comes back is known (R6).
  package var remember: Interval

  /// Makes the settings; what is not given has its default.
  package init(
    poll: Interval = .seconds(2), settle: Interval = .milliseconds(250), lockHold: Interval = .seconds(1),
    maxMessage: ByteCount = .mebibytes(1), remember: Interval = .days(90)
  ) {
    self.poll = poll
    self.settle = settle
    self.lockHold = lockHold
    self.maxMessage = maxMessage
    self.remember = remember
  }

  enum Key: String, SettingKey { case poll, settle, lockHold, maxMessage, remember }

  init(_ fields: Fields<Key>) throws(ConfigurationError) {
    let standard = RelaySettings()
    poll = try fields.interval(.poll, standard.poll, in: .milliseconds(50)...(.hours(1)))
    // 2 s is the most that a message is ever held for its writer (R5).
    settle = try fields.interval(.settle, standard.settle, in: .milliseconds(10)...(.seconds(2)))
    lockHold = try fields.interval(.lockHold, standard.lockHold, in: .seconds(0)...(.minutes(1)))
    maxMessage = try fields.size(.maxMessage, standard.maxMessage, in: .kibibytes(1)...(.gibibytes(1)))
    remember = try fields.interval(.remember, standard.remember, in: .days(1)...(.days(36_500)))
  }
}
