import Glibc
import Testing

@Suite struct FollowTests {
  @Test("log --follow: each message when it is complete, of every file, until SIGTERM ends it with 0")
  func follow() async throws {
    try await Village.with("Ross", "John", settings: .init(settle: "150ms", poll: "60s")) { village in
      try village.say("Ross", to: "John", "Before.")
      let log = try village.launchBotchat(["log", "--follow", "-n", "1"])
      try await eventually("it begins") { village.output(of: log).contains("Before.") }
      // Until it watches, nothing tells it; the poll is far away.
      try await eventually("it follows") {
        try village.say("John", to: "Ross", "Closed.")
        return village.output(of: log).contains("Closed.")
      }
      try village.say("Ross", to: "John", "Without a closing line.", isClosed: false)
      try await eventually("it settles") { village.output(of: log).contains("Without a closing line.") }
      log.signal(SIGTERM)
      let ending = try await log.end()
      try expect(ending == .exit(0), "ended with \(ending)")
    }
  }

  @Test(
    "log --follow: filters and JSON hold there, too; a file that is cleared or renamed over is followed on")
  func changes() async throws {
    try await Village.with("Ross", "John", settings: .init(settle: "150ms", poll: "100ms")) { village in
      try village.say("Ross", to: "John", "Before.")
      let log = try village.launchBotchat(["log", "-f", "-n", "1", "--json", "--grep", "e"])
      try await eventually("it begins") { village.output(of: log).contains("Before.") }
      try Disk.write("", to: village.chat("Ross"))
      try await eventually("after a clearing") {
        try village.say("Ross", to: "John", "Cleared.")
        return village.output(of: log).contains("Cleared.")
      }
      let letter = Letter(from: "Ross", to: "John", tag: "#77", body: "Renamed over.")
      try Disk.write(letter.written, to: "\(village.folder)/ross/new")
      try Disk.move("\(village.folder)/ross/new", to: village.chat("Ross"))
      try await eventually("after a rename") { village.output(of: log).contains("Renamed over.") }
      try village.say("Ross", to: "John", "Ipso facto.")
      try village.say("Ross", to: "John", "The end.")
      try await eventually("the end") { village.output(of: log).contains("The end.") }
      try expect(!village.output(of: log).contains("Ipso"), "the filter is forgotten")
      for line in village.output(of: log).split(separator: "\n") {
        _ = try Answer(code: 0, bytes: Array(line.utf8), errors: "").json()
      }
    }
  }

  @Test("log --follow | head: it ends with its reader")
  func closedPipe() async throws {
    try await Village.with("Ross", "John") { village in
      try village.say("Ross", to: "John", "One.")
      let log = try village.launchBotchat(
        ["log", "--follow"], through: ["bash", "-c", "\"$0\" \"$@\" | head -1; exit ${PIPESTATUS[0]}"])
      let ending = try await {
        try await eventually("it ends") {
          try village.say("Ross", to: "John", "More.")
          return log.ended() != nil
        }
        return log.ended()
      }()
      try expect(ending == .exit(0), "ended with \(String(describing: ending))")
    }
  }
}
