import Glibc
import Testing

/// Messages that wait though they should be delivered by now, measured without the relay (H2).
///
/// A file counts as written when its inode changed, which nobody can set back: so each scenario waits once, until
/// what was written is older than the limit of 10 s and two polls.
@Suite struct BacklogHealthTests {
  /// Checks without touching anything, until it finds this.
  private static func found(
    _ village: Village, _ subject: String, _ severity: String,
    at location: SourceLocation = #_sourceLocation
  ) async throws -> Checkup {
    let deadline = ContinuousClock.now + .seconds(40)
    while true {
      let checkup = try await village.health("--no-restart", at: location)
      if let one = checkup.all("backlog", subject).first, one.severity == severity { return checkup }
      guard ContinuousClock.now < deadline else {
        throw Trouble("backlog \(subject) is never \(severity)\n\(checkup)", at: location)
      }
      try await pause(200)
    }
  }

  @Test("H2: a message that a stopped relay does not take up is a backlog, and a restart carries it")
  func stoppedRelay() async throws {
    try await Village.watched { village in
      try await village.startAll()
      let relay = try village.daemon()
      try await village.signal(SIGSTOP)
      let letter = try village.say("John", to: "Ross")
      let young = try await village.health("--no-restart")
      try expect(try young.check("backlog").found == "1 message waits on the way", "\(young)")
      let checkup = try await Self.found(village, village.chat("John"), "critical")
      try expect(
        try checkup.check("backlog", village.chat("John")).found.hasPrefix("1 message waits"), "\(checkup)")
      try checkup.finds("relay", "", "critical", done: "nothing")
      try expect(Disk.status("State", of: relay) == "T", "the relay was touched")

      let cured = try await village.health()
      try cured.finds("relay", "", "warning", done: "restarted as process ")
      try await village.arrives(letter, in: "Ross")
      try await village.health().isWell()
      try await village.carries()
    }
  }

  @Test("H2: what waits in the state for a file that is missing is a warning beside the file's own finding")
  func outbox() async throws {
    try await Village.watched("Ross", "John", "Nell") { village in
      try await village.startAll()
      let path = village.chat("Nell")
      try Disk.move(path, to: path + ".away")
      let letter = try village.say("John", to: "Nell")
      let checkup = try await Self.found(village, path, "warning")
      try checkup.finds("chat", path, "critical")
      try checkup.finds("messages", "missing", "warning")
      try checkup.finds("canary", "", "ok")
      try expect(
        try checkup.check("backlog", path).found.hasPrefix("1 message waits for it in the state"),
        "\(checkup)")
      try Disk.move(path + ".away", to: path)
      try await village.arrives(letter, in: "Nell")
      try await village.sql("SELECT count(*) FROM problem", becomes: "0")
      try await village.health().isWell()
    }
  }

  @Test(
    "H3, R18: while everything is paused what waits is a warning, nothing is restarted, no canary is sent")
  func paused() async throws {
    try await Village.watched { village in
      try await village.startAll()
      let relay = try village.daemon()
      try Disk.write("", to: "\(village.state)/paused")
      let canary = Disk.text("\(village.state)/canary/sent/BOT_CHAT.md")
      let letter = try village.say("John", to: "Ross")
      let first = try await village.health()
      try first.finds("switch", "paused", "warning")
      try first.finds("wake", "Ross", "warning")
      try expect(first.exit == 1 && first.all("canary").isEmpty && first.canary == nil, "\(first)")
      let late = try await Self.found(village, village.chat("Ross"), "warning")
      try expect(late.exit == 1, "\(late)")
      let plain = try await village.health()
      try expect(plain.exit == 1 && plain.checks.allSatisfy { $0.done == nil }, "\(plain)")
      try expect(try village.daemon() == relay, "the relay was restarted")
      try expect(
        Disk.text("\(village.state)/canary/sent/BOT_CHAT.md") == canary, "a canary was sent while paused")

      Disk.remove("\(village.state)/paused")
      try await village.arrives(letter, in: "Ross")
      try await village.health().isWell()
    }
  }
}
