import Testing

/// A wake cursor that cannot be read any more.
@Suite struct DamageTests {
  @Test(
    "W2: a wake.db that is gone, or empty, is no first start: the bot is woken once",
    arguments: [true, false])
  func gone(isThere: Bool) async throws {
    try await Village.with("Ross", settings: Village.waking()) { village in
      let bell = try village.bell(for: "Ross")
      let monitor = try await village.startMonitor("Ross")
      try village.mail(from: "John", to: "Ross")
      try await bell.rings(1)
      try await village.stop(monitor)
      let state = village.botState("Ross")
      for name in ["wake.db", "wake.db-wal", "wake.db-shm"] { Disk.remove("\(state)/\(name)") }
      if isThere { try Disk.write("", to: "\(state)/wake.db") }
      try await village.startMonitor("Ross")
      try await bell.rings(2)
      try expect(bell.calls[1].text.contains("from Relay"), bell.calls[1].text)
      try await village.monitorLogs("Ross", "wake.db is gone")
      try village.mail(from: "John", to: "Ross", tag: "#after")
      try await bell.rings(3)
    }
  }

  @Test(
    "W2: a damaged wake.db is moved aside, said loudly, and the bot is woken once more rather than never",
    arguments: ["not a database at all, and long enough to show that\n", "SQLite format 3\0garbage"])
  func damaged(_ content: String) async throws {
    try await Village.with("Ross", settings: Village.waking()) { village in
      let bell = try village.bell(for: "Ross")
      let monitor = try await village.startMonitor("Ross")
      try village.mail(from: "John", to: "Ross")
      try await bell.rings(1)
      try await village.stop(monitor)
      let state = village.botState("Ross")
      for name in ["wake.db-wal", "wake.db-shm"] { Disk.remove("\(state)/\(name)") }
      try Disk.write(String(repeating: content, count: 400), to: "\(state)/wake.db")
      try village.mail(from: "John", to: "Ross")
      try await village.startMonitor("Ross")
      try await bell.rings(2)
      try expect(bell.calls[1].text.contains("from Relay"), bell.calls[1].text)
      try await village.monitorLogs("Ross", "moved aside")
      try village.mail(from: "John", to: "Ross", tag: "#after")
      try await bell.rings(3)
      try expect(bell.calls[2].text == "BOT_CHAT: 1 new message from John (#after)", bell.calls[2].text)
    }
  }
}
