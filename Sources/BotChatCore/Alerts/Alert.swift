/// Something that the person is told outside the chat files, by telegram or mail.
///
/// Source: W5, W7, R19.
package struct Alert: Sendable, Equatable {
  package enum Kind: String, Sendable, CaseIterable {
    /// The command or request that wakes a bot keeps failing (W4).
    case wakeFailing = "wake-failing"
    /// A bot was woken, also again, and shows no sign of life (W5).
    case wakeUnanswered = "wake-unanswered"
    /// The rescue of a silent bot was run (W5).
    case rescueRun = "rescue-run"
    /// The rescue of a silent bot failed (W5).
    case rescueFailed = "rescue-failed"
    /// Bots only wake each other and are held (R19).
    case held
    /// A token cannot be used: missing, or anybody may read it (W3).
    case tokenRefused = "token-refused"
    /// The hub of a bot on another machine does not let its link in (DESIGN 9).
    case linkRefused = "link-refused"
    /// A health check found something wrong (H4).
    case unhealthy
    /// A health check had to start something (H3).
    case restarted
  }

  /// What makes two alerts the same: the problem and whom or what it is about.
  package struct Key: Sendable, Hashable {
    package var kind: Kind
    package var subject: String

    package init(_ kind: Kind, _ subject: String) {
      self.kind = kind
      self.subject = subject
    }
  }

  package var key: Key
  /// One line, without a full stop; what strangers wrote was made harmless by whoever made it.
  package var text: String
  /// Whether something does not work: such an alert is not crowded out by those that are only good to know.
  package var isUrgent: Bool

  package init(_ key: Key, _ text: String, isUrgent: Bool = false) {
    self.key = key
    self.text = text
    self.isUrgent = isUrgent
  }
}
