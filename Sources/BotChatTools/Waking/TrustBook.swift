import BotChatFormat
import BotChatSystem

/// What the relay knows about who wrote a message that it delivered (R20): only it has seen the file it came from.
///
/// Read from `relay.db`, which a monitor inside of a container does not see; there no line of a person is trusted
/// but in that person's own file.
struct TrustBook {
  enum Answer { case trusted, untrusted, unknown }

  /// The state folder.
  let state: String

  /// Whether the message stood in a file that its sender is at home in.
  ///
  /// Asked for lines of people only, so the database is opened for each question. The newest messages are looked
  /// through: a delivery that wakes somebody is one of them.
  func answer(_ id: MessageID) -> Answer {
    guard let database = try? Database(path: "\(state)/relay.db", isReadOnly: true),
      let statement = try? database.prepare(
        """
        SELECT \(HomeColumn.isTrusted) FROM message
        WHERE sequence > (SELECT max(sequence) FROM message) - 10000 AND substr(identity, 1, 16) = ?
        """),
      (try? statement.bind(1, (id.high, id.low))) != nil, (try? statement.step()) == true
    else { return .unknown }
    return statement.int(0) != 0 ? .trusted : .untrusted
  }

  /// Whether there is a relay that could know.
  var isThere: Bool { RelayState.isServed(state) }
}
