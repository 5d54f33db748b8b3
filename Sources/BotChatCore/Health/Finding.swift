/// What one check saw, what it should have seen, and what was done about it.
///
/// Source: H2, H4.
package struct Finding: Sendable, Equatable {
  /// What is looked at; the raw value stands in texts, JSON and metrics.
  package enum Check: String, Sendable, CaseIterable {
    case configuration
    /// The switches `stopped` and `paused`.
    case `switch`
    case relay
    case monitor
    case link
    case hub
    /// What the hub says of itself, and what it keeps for whom.
    case serving
    /// How a link stands to its hub.
    case room
    /// Programs that should not run beside ours, and crontab lines that would start them.
    case stranger
    /// A message through the private pair of files.
    case canary
    case backlog
    case chat
    case messages
    case wake
    case state
    case disk
    case inotify
    case lock
    case clock
    /// Whether this check runs as often as it should.
    case schedule
    case gateway
    /// The programs of the toolkit, and their versions.
    case programs
    /// Whether cron runs, and calls the health check.
    case cron
    /// The way in which the person is told.
    case alert
    /// A command in another world, such as a container, that must answer.
    case container
    /// What a bot is told to do, in the files of its workspace.
    case instruction
    /// The headers that bots write by hand.
    case header
    /// One step of a message that was sent to try the way.
    case step
  }

  package var check: Check
  /// Which one: a bot's name, a path; empty where there is only one.
  package var subject: String
  package var severity: Severity
  /// Lower case, without a full stop; it may quote anything and is made harmless where it is shown.
  package var found: String
  /// Empty where what was found is what was expected.
  package var expected: String
  /// What was done about it, or who will do it; nil: nothing had to be done, or nothing can be.
  package var done: String?
  /// Whether it only follows what somebody changed, so that nobody has to be told.
  package var isRoutine = false
  /// How many messages it is about, for who draws curves; nil: it is about none.
  package var messages: Int?
  /// What a person can do about it: a command to copy, or what to change; nil: see ``Cure``.
  package var cure: String?

  package init(
    _ check: Check, _ subject: String, _ severity: Severity, found: String, expected: String,
    done: String? = nil, messages: Int? = nil, cure: String? = nil
  ) {
    self.check = check
    self.subject = subject
    self.severity = severity
    self.found = found
    self.expected = expected
    self.done = done
    self.messages = messages
    self.cure = cure
  }

  /// As above, where there is only one.
  package init(
    _ check: Check, _ severity: Severity, found: String, expected: String, done: String? = nil,
    cure: String? = nil
  ) {
    self.init(check, "", severity, found: found, expected: expected, done: done, cure: cure)
  }

  /// What was done where nothing may be done, and a health check would have done something.
  package static let untouched = "nothing"

  /// All is well.
  package static func ok(_ check: Check, _ subject: String = "", found: String) -> Finding {
    Finding(check, subject, .ok, found: found, expected: "")
  }

  /// What makes two findings of different runs the same.
  package var key: String { subject.isEmpty ? check.rawValue : "\(check.rawValue) \(subject)" }
}
