import Glibc
import Testing

/// Chat files that are no plain files any more, and what bots wrote wrong (H2).
@Suite struct ChatHealthTests {
  @Test("H2: what stood in the way of a file that nobody configures any more is over")
  func forgotten() async throws {
    try await Village.watched { village in
      try await village.startAll()
      try await village.stopAll()
      try await village.sql("INSERT INTO problem VALUES('missing', '/srv/jakc/BOT_CHAT.md', 'not there', 1)")
      try await village.startAll()
      try await village.health().isWell()
      try await village.sql("SELECT count(*) FROM problem", becomes: "0")
    }
  }

  /// What becomes of Nell's file.
  enum Obstacle: String, CaseIterable {
    case missing, symlink, pipe, folder, secondName, unwritable

    /// Words that say what is wrong.
    var found: String {
      switch self {
      case .missing: "not there"
      case .symlink: "symbolic link to nothing that is a configured chat"
      case .pipe: "is a pipe"
      case .folder: "is a folder"
      case .secondName: "2 names"
      case .unwritable: "Permission denied"
      }
    }

    func inject(_ path: String) throws {
      switch self {
      case .unwritable:
        // Root may write everything of its own: in another user's file it writes with that user's rights.
        if geteuid() == 0 { chown(path, 1000, 1000) }
        chmod(path, 0)
        return
      case .secondName:
        try expect(link(path, path + ".second") == 0, "cannot link")
        return
      default: try Disk.move(path, to: path + ".away")
      }
      switch self {
      case .symlink:
        try Disk.write("victim\n", to: path + ".victim")
        try expect(Glibc.symlink(path + ".victim", path) == 0, "cannot make a symlink")
      case .pipe: try expect(mkfifo(path, 0o644) == 0, "cannot make a pipe")
      case .folder: try Disk.makeFolder(path)
      default: break
      }
    }

    func cure(_ path: String) throws {
      switch self {
      case .unwritable:
        chmod(path, 0o644)
        if geteuid() == 0 { chown(path, 0, 0) }
      case .secondName: Disk.remove(path + ".second")
      default:
        Disk.remove(path)
        try Disk.move(path + ".away", to: path)
      }
    }
  }

  @Test(
    "H2: a chat file that is no plain writable file is told, and the others go on",
    arguments: Obstacle.allCases)
  func obstacle(_ obstacle: Obstacle) async throws {
    try await Village.watched("Ross", "John", "Nell") { village in
      try await village.startAll()
      let path = village.chat("Nell")
      let processes = [try village.daemon(), try village.daemon("Ross")]
      try obstacle.inject(path)
      let checkup = try await village.health()
      try checkup.finds("chat", path, "critical")
      try expect(try checkup.check("chat", path).found.contains(obstacle.found), "\(checkup)")
      try expect(checkup.all("chat").count == 1, "\(checkup)")
      try checkup.finds("canary", "", "ok")
      try await village.carries()
      if obstacle == .symlink {
        try expect(Disk.text(path + ".victim") == "victim\n", "the victim was written")
      }
      try obstacle.cure(path)
      var last = try await village.health()
      try last.finds("chat", "", "ok")
      // The relay's own word on it goes with its next look at the file.
      for _ in 0..<20 where last.exit != 0 { last = try await village.health() }
      try last.isWell()
      try expect(try [village.daemon(), village.daemon("Ross")] == processes, "something was restarted")
      try await village.judgedWhenQuiet()
    }
  }

  /// What a bot writes wrong, and how the check names it.
  struct Mistake: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let kind: String
    let text: [UInt8]
  }

  static let mistakes = [
    Mistake(
      testDescription: "a message in another bot's name", kind: "misfiled",
      text: Letter(from: "John", to: "Nell", tag: "#m", body: "Not mine.").written),
    Mistake(
      testDescription: "a message to a name that nobody has", kind: "unknown-recipient",
      text: Letter(from: "Ross", to: "Nobody", tag: "#u", body: "Hello?").written),
    Mistake(
      testDescription: "a line that is almost a header", kind: "near-header",
      text: Array("\n### 2026-02-10 at noon, Ross → John\nHello.\n".utf8)),
    Mistake(
      testDescription: "a message that is too long", kind: "oversize",
      text: Letter(
        from: "Ross", to: "John", tag: "#o", body: String(repeating: "A long line of text.\n", count: 300)
      ).written),
  ]

  @Test("H2, R14: what a bot wrote wrong is a warning for a day, and then only listed", arguments: mistakes)
  func mistake(_ mistake: Mistake) async throws {
    var settings = Village.waking()
    settings.maxMessage = "4KiB"
    try await Village.watched("Ross", "John", "Nell", settings: settings) { village in
      try await village.startAll()
      let relay = try village.daemon()
      try Disk.append(mistake.text, to: village.chat("Ross"))
      try await village.sql(
        "SELECT count(*) FROM problem WHERE kind = '\(mistake.kind)'", becomes: "1")
      let checkup = try await village.health()
      try checkup.finds("messages", mistake.kind, "warning")
      try expect(checkup.exit == 1, "\(checkup)")
      try expect(try village.daemon() == relay, "the relay was restarted")
      try await village.carries()

      // A day later.
      try await village.stopAll()
      try await village.sql("UPDATE problem SET since = since - 90000000000000")
      let later = try await village.startAll()
      try later.finds("messages", "", "ok")
      try expect(try later.check("messages").found.contains("still listed"), "\(later)")
    }
  }
}
