import Testing

/// A call that fails for a moment, while a bot is to be woken.
@Suite(.enabled(if: Sandbox.hasStrace, "needs strace"))
struct FailingCallTests {
  /// A prefix: the n-th call of that name, and so many behind it, fails with an error at one file of the bot's state.
  private func failing(_ village: Village, _ name: String, _ call: String, from first: Int, count: Int = 1)
    -> [String]
  {
    [
      "strace", "-f", "-qq", "-b", "execve", "-o", "\(village.folder)/trace", "-P",
      "\(village.botState("Ross"))/\(name)", "-e", "trace=\(call)", "-e",
      "inject=\(call):error=EIO:when=\(first)..\(first + count - 1)",
    ]
  }

  @Test("R13: a read of wake.db that fails once is no damage, and costs no wake")
  func read() async throws {
    for number in 1...24 {
      try await Village.with("Ross", settings: Village.waking()) { village in
        let bell = try village.bell(for: "Ross")
        try expect(try await village.runMonitor("Ross", ["--once"]) == .exit(0), "the first run failed")
        for _ in 1...2 { try village.mail(from: "John", to: "Ross") }
        let broken = try village.launchMonitor(
          "Ross", ["--once"], through: failing(village, "wake.db", "pread64", from: number))
        let ending = try await broken.end()
        try expect([.exit(0), .exit(74)].contains(ending), "read \(number): \(ending)")
        try expect(!village.monitorLog("Ross").contains("damaged"), "read \(number) counts as damage")
        try expect(
          try await village.runMonitor("Ross", ["--once"]) == .exit(0), "read \(number): the next run failed")
        try expect(bell.sum == 2, "read \(number): calls for \(bell.counts)")
      }
    }
  }

  @Test("R12: relay --once tries again what could not be stored for a wake, and ends")
  func once() async throws {
    var settings = Village.waking()
    // Shorter than the pause before the second try.
    settings.poll = "50ms"
    for number in 1...6 {
      try await Village.with("Ross", "John", settings: settings) { village in
        let bell = try village.bell(for: "Ross")
        try expect(try await village.run(["--once"]) == .exit(0), "the first run failed")
        try village.say("John", to: "Ross", "Wake up.")
        let ending = try await village.run(
          ["--once"], through: failing(village, "wake.db-wal", "pwrite64", from: number, count: 2))
        try expect([.exit(0), .exit(74)].contains(ending), "write \(number): \(ending)")
        try expect(try await village.run(["--once"]) == .exit(0), "write \(number): the next run failed")
        try expect(bell.sum == 1, "write \(number): calls for \(bell.counts)")
        try await village.judged()
      }
    }
  }
}
