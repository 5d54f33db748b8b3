import Glibc
import Testing

/// `monitor --once`, as cron runs it.
@Suite struct OnceTests {
  @Test("W2: monitor --once wakes for what is there, ends with 0, and the next one has nothing to do")
  func twice() async throws {
    try await Village.with("Ross", settings: Village.waking()) { village in
      let bell = try village.bell(for: "Ross")
      try expect(try await village.runMonitor("Ross", ["--once"]) == .exit(0), "the first run failed")
      try expect(bell.calls.isEmpty, "woken for history: \(bell.counts)")
      for _ in 1...3 { try village.mail(from: "John", to: "Ross") }
      try expect(try await village.runMonitor("Ross", ["--once"]) == .exit(0), "the second run failed")
      try expect(bell.counts == [3], "\(bell.counts)")
      try expect(try await village.runMonitor("Ross", ["--once"]) == .exit(0), "the third run failed")
      try expect(bell.counts == [3], "\(bell.counts)")
    }
  }

  @Test("W2: monitor --once waits for a message that has not settled yet")
  func unsettled() async throws {
    try await Village.with("Ross", settings: Village.waking()) { village in
      let bell = try village.bell(for: "Ross")
      try expect(try await village.runMonitor("Ross", ["--once"]) == .exit(0), "the first run failed")
      try village.write(
        Letter(from: "John", to: "Ross", tag: "#1", body: "No end.", isClosed: false).delivered, in: "Ross")
      try expect(try await village.runMonitor("Ross", ["--once"]) == .exit(0), "the second run failed")
      try expect(bell.counts == [1], "\(bell.counts)")
    }
  }

  @Test("W4: monitor --once whose wake fails says so, ends with 74, and leaves the wake to the next one")
  func failing() async throws {
    try await Village.with("Ross", settings: Village.waking()) { village in
      let bell = try village.bell(for: "Ross")
      try expect(try await village.runMonitor("Ross", ["--once"]) == .exit(0), "the first run failed")
      try bell.tell("exit 3")
      try village.mail(from: "John", to: "Ross")
      try expect(try await village.runMonitor("Ross", ["--once"]) == .exit(74), "a failed wake must give 74")
      try expect(village.monitorLog("Ross").contains("could not wake Ross"), "it did not say so")
      try bell.tell("exit 0")
      let before = bell.calls.count
      try expect(try await village.runMonitor("Ross", ["--once"]) == .exit(0), "the third run failed")
      try expect(bell.counts.dropFirst(before) == [1], "\(bell.counts)")
    }
  }

  @Test("W2: monitor --once beside a running monitor ends with 75, beside a relay it takes the bot over")
  func besideOthers() async throws {
    try await Village.with("Ross", "John", settings: Village.waking()) { village in
      let bell = try village.bell(for: "Ross", "burst: 20ms")
      let monitor = try await village.startMonitor("Ross")
      try expect(
        try await village.runMonitor("Ross", ["--once"]) == .exit(75), "a second monitor must get 75")
      try await village.stop(monitor)
      try await village.start()
      for number in 1...10 {
        try village.say("John", to: "Ross", "Number \(number).")
        try expect(try await village.runMonitor("Ross", ["--once"]) == .exit(0), "run \(number) failed")
      }
      try await village.judged()
      try await village.settles(bell, of: "Ross", at: 10)
    }
  }
}
