import Glibc
import Testing

@Suite struct LogTests {
  /// As scripts/start and healthcheck start it: standard error appended to `log/relay.log` of the state folder.
  private func withLog(
    keep: Int, poll: String = "50ms", _ scenario: (Village) async throws -> Void
  ) async throws {
    let settings = Village.Settings(poll: poll, extra: "log: { maxSize: 64KiB, keep: \(keep) }")
    try await Village.with("Ross", "John", settings: settings) { village in
      try Disk.makeFolder("\(village.state)/log")
      for folder in [village.state, "\(village.state)/log"] { chmod(folder, 0o700) }
      village.logFile = "\(village.state)/log/relay.log"
      try await village.start()
      try await scenario(village)
    }
  }

  private func logs(_ village: Village) -> [String] {
    Disk.names(in: "\(village.state)/log").sorted()
  }

  /// So many messages, in groups that are small enough for a line each.
  private func talk(_ count: Int, in village: Village) async throws {
    for number in 1...count {
      let letter = try village.say("John", to: "Ross", "Number \(number).")
      if number.isMultiple(of: 15) { try await village.arrives(letter, in: "Ross") }
    }
    try await village.judgedWhenQuiet()
  }

  @Test("DESIGN 7: thousands of lines leave one log and the two before it, and the relay goes on")
  func bounded() async throws {
    try await withLog(keep: 2) { village in
      try await talk(4500, in: village)
      try expect(
        logs(village) == ["relay.log", "relay.log.1", "relay.log.2"], "the logs are \(logs(village))")
      let first = logs(village).contains { Disk.text("\(village.state)/log/\($0)").contains("is in force") }
      try expect(!first, "the oldest lines are still there")
      for name in logs(village) {
        let path = "\(village.state)/log/\(name)"
        // What a poll's time adds stands in it too.
        try expect(Disk.size(path) < 256 << 10, "\(name) has \(Disk.size(path)) bytes")
        try expect(Disk.identity(path).contains("mode 100600"), "\(name): \(Disk.identity(path))")
      }
    }
  }

  @Test("DESIGN 7: no line is lost or torn where one log follows another")
  func complete() async throws {
    try await withLog(keep: 1000) { village in
      try await talk(3000, in: village)
      try await village.stop()
      try expect(logs(village).count > 2, "the logs are \(logs(village))")
      let text = logs(village).map { Disk.text("\(village.state)/log/\($0)") }
      try expect(text.allSatisfy { $0.isEmpty || $0.hasSuffix("\n") }, "a log ends in the middle of a line")
      let lines = text.joined().split(separator: "\n").filter { $0.contains(" delivered ") }
      try expect(lines.count == 3002, "\(lines.count) lines say that something was delivered")
      try expect(Set(lines.map { $0.suffix(40) }).count == 3002, "a line stands there twice")
    }
  }

  @Test("DESIGN 7: what logrotate renames is followed by a new log at the next poll")
  func logrotate() async throws {
    try await withLog(keep: 2) { village in
      try Disk.move(village.logFile, to: village.logFile + "-old")
      try await eventually("a new log has begun") { Disk.exists(village.logFile) }
      try village.say("John", to: "Ross")
      try await village.logs("delivered")
      Disk.remove(village.logFile)
      try await eventually("a new log has begun") { Disk.exists(village.logFile) }
      try village.say("Ross", to: "John")
      try await village.logs("delivered")
    }
  }
}
