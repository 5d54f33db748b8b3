/// Whether messages wait that should be delivered by now, from the files and the stored positions alone.
///
/// Source: H2.
package struct BacklogJudge: Sendable {
  /// One home, as it is measured.
  package struct Source: Sendable, Equatable {
    /// The path of its file.
    package var path: String
    /// Whole messages behind the stored position.
    package var messages: Int
    /// Bytes that stand behind all that the relay has read.
    package var unread: Int
    /// How long ago the file was written last, nanoseconds.
    package var age: Int64

    package init(path: String, messages: Int, unread: Int, age: Int64) {
      self.path = path
      self.messages = messages
      self.unread = unread
      self.age = age
    }
  }

  /// What waits in the state for one home.
  package struct Waiting: Sendable, Equatable {
    package var path: String
    package var messages: Int
    /// How long ago the oldest of them was first seen, nanoseconds.
    package var age: Int64

    package init(path: String, messages: Int, age: Int64) {
      self.path = path
      self.messages = messages
      self.age = age
    }
  }

  private let limit: Int64
  private let isHalted: Bool

  /// - Parameters:
  ///   - poll: how often the relay looks at every file at least.
  ///   - isHalted: whether somebody stopped all deliveries: then it is right that they wait.
  package init(poll: Interval, isHalted: Bool) {
    // The relay may wait two seconds for a writer, and a poll for a file without events.
    limit = Interval.seconds(10).nanoseconds + 2 * poll.nanoseconds
    self.isHalted = isHalted
  }

  package func judge(_ sources: [Source], _ waiting: [Waiting]) -> [Finding] {
    let late = sources.compactMap(finding) + waiting.compactMap(finding)
    let count = sources.reduce(0) { $0 + $1.messages } + waiting.reduce(0) { $0 + $1.messages }
    if !late.isEmpty {
      // All of them together are told once.
      var findings = late
      findings[0].messages = count
      return findings
    }
    var finding = Finding.ok(.backlog, found: count == 0 ? "nothing waits" : "\(Self.some(count)) on the way")
    finding.messages = count
    return [finding]
  }

  private func finding(_ source: Source) -> Finding? {
    guard source.messages > 0 || source.unread > 0, source.age > limit else { return nil }
    let what = source.messages > 0 ? Self.some(source.messages) : "\(source.unread) bytes"
    return Finding(
      .backlog, source.path, severity,
      found: "\(what) not taken up, written at least \(DaemonJudge.rough(source.age)) ago",
      expected: isHalted
        ? "nothing is taken up while it is paused" : "nothing older than \(Interval(nanoseconds: limit))"
    )
  }

  /// It is whole in the state, so nothing is lost; what stands in its way is a finding of its own.
  private func finding(_ waiting: Waiting) -> Finding? {
    guard waiting.messages > 0, waiting.age > limit else { return nil }
    return Finding(
      .backlog, waiting.path, .warning,
      found: "\(Self.some(waiting.messages)) for it in the state, since \(DaemonJudge.rough(waiting.age))",
      expected: isHalted
        ? "nothing is delivered while it is paused" : "nothing older than \(Interval(nanoseconds: limit))"
    )
  }

  private var severity: Severity { isHalted ? .warning : .critical }

  private static func some(_ count: Int) -> String {
    count == 1 ? "1 message waits" : "\(count) messages wait"
  }
}
