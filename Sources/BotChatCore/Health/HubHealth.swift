/// Whether the hub of this machine takes messages, and whether anybody fetches what it keeps.
///
/// Source: H2, DESIGN 9.
package enum HubHealth {
  /// What became of the question how it is.
  package enum Answer: Sendable, Equatable {
    case well
    /// It answers that something is wrong.
    case ill(why: String)
    /// It does not answer, or something else does.
    case none(why: String)
  }

  /// What it keeps in one room.
  package struct Room: Sendable, Equatable {
    package var name: String
    package var messages: Int
    /// Bytes of their texts.
    package var bytes: Int
    /// How long ago the oldest of them was taken, nanoseconds.
    package var age: Int64
    /// Those who have not fetched all of them; asked only where ``isNearlyFull(_:)`` says so.
    package var awaited: [String]

    package init(name: String, messages: Int, bytes: Int, age: Int64, awaited: [String] = []) {
      self.name = name
      self.messages = messages
      self.bytes = bytes
      self.age = age
      self.awaited = awaited
    }

    /// Whether nine tenths of what it may keep are reached: at all of it senders are refused.
    package func isNearlyFull(_ retention: HubRetention) -> Bool {
      messages >= retention.messages - retention.messages / 10
        || bytes >= retention.size.bytes - retention.size.bytes / 10
    }
  }

  /// - Parameters:
  ///   - url: where it was asked.
  ///   - answer: what it said.
  ///   - rooms: what it has stored; nil: that could not be read, which it says itself.
  ///   - retention: how much it may keep.
  /// - Returns: the findings: its own, and one for each room that is about to refuse messages.
  package static func judge(
    _ url: String, _ answer: Answer, _ rooms: [Room]?, _ retention: HubRetention
  ) -> [Finding] {
    let full = (rooms ?? []).filter { $0.isNearlyFull(retention) }
    return [own(url, answer, rooms ?? [])] + full.map { warning($0, retention) }
  }

  private static func own(_ url: String, _ answer: Answer, _ rooms: [Room]) -> Finding {
    switch answer {
    case .ill(let why):
      return Finding(
        .serving, .critical, found: "\(url): \(why)",
        expected: "a hub that takes messages: it refuses them now")
    case .none(let why):
      return Finding(.serving, .critical, found: "\(url): \(why)", expected: "a hub that answers")
    case .well:
      let messages = rooms.reduce(0) { $0 + $1.messages }
      let age = rooms.map(\.age).max().map { ", the oldest for \(DaemonJudge.rough($0))" } ?? ""
      var finding = Finding.ok(
        .serving, found: "\(url) answers, \(count(messages)) kept" + (messages == 0 ? "" : age))
      finding.messages = messages
      return finding
    }
  }

  private static func warning(_ room: Room, _ retention: HubRetention) -> Finding {
    let awaited = room.awaited.isEmpty ? "its members" : room.awaited.joined(separator: ", ")
    return Finding(
      .serving, room.name, .warning,
      found:
        "\(count(room.messages)) kept of \(retention.messages), \(room.bytes >> 10)KiB of \(retention.size), for \(awaited)",
      expected: "members that fetch them: at the limit the hub refuses what is sent to this room",
      messages: room.messages,
      cure: "start the link or client of \(awaited), or raise retention in the hub's configuration")
  }

  private static func count(_ messages: Int) -> String {
    messages == 1 ? "1 message is" : "\(messages) messages are"
  }
}
