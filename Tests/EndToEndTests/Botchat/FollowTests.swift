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

  @Test("log --follow: a message that waited is told once it has arrived, in JSON as in text")
  func arrived() async throws {
    try await Village.with("Ross", "John", settings: .init(settle: "150ms", poll: "200ms")) { village in
      try await village.start()
      try await village.botchat("send", "--from", "Ross", "--to", "John", "--wait", "Before.")
      let log = try village.launchBotchat(["log", "--follow", "-n", "1"])
      let json = try village.launchBotchat(["log", "--follow", "-n", "1", "--json"])
      try await eventually("they begin") {
        [log, json].allSatisfy { village.output(of: $0).contains("Before.") }
      }
      try await eventually("they follow") {
        try village.say("Ross", to: "John", "At work.")
        return [log, json].allSatisfy { village.output(of: $0).contains("At work.") }
      }
      try await village.botchat("send", "--from", "Ross", "--to", "John", "--wait", "Soon there.")
      try await eventually("it has arrived") {
        village.output(of: log).contains("Soon there.\n→ John: delivered\n")
      }
      try await village.botchat("pause")
      let id = try await village.botchat("send", "--from", "Ross", "--to", "John", "Late.").word
      try await eventually("it waits") {
        village.output(of: log).contains("Late.\n→ John: waits, paused\n")
      }
      try await village.botchat("resume")
      try await eventually("it is told") {
        village.output(of: log).split(separator: "\n").contains { line in
          line.hasPrefix("→ John: delivered") && line.contains("  \(id) (#")
        }
          && village.output(of: json).split(separator: "\n").contains { line in
            line.hasPrefix("{\"version\": 1, \"id\": \"\(id)") && !line.contains("\"text\"")
              && line.contains("\"deliveries\": [{\"name\": \"John\", \"state\": \"delivered")
          }
      }
      for program in [log, json] {
        program.signal(SIGTERM)
        try expect(try await program.end() == .exit(0), "it did not end with 0")
      }
    }
  }

  @Test("R20: what a person writes into a file of their own is shown once, as theirs, and so by show and log")
  func persons() async throws {
    let settings = Village.Settings(settle: "150ms", poll: "200ms", extra: "humans: [Coach]")
    try await Village.with("Ross", "John", settings: settings) { village in
      try await village.start()
      try await village.botchat("send", "--from", "Ross", "--to", "John", "--wait", "Before.")
      let log = try village.launchBotchat(["log", "--follow", "-n", "1"])
      try await eventually("it begins") { village.output(of: log).contains("Before.") }
      let id = try await village.botchat("send", "--from", "Coach", "--to", "ALL", "--wait", "Good work.")
        .word
      try await eventually("it is shown") { village.output(of: log).contains("Good work.\n→ ") }
      try await village.botchat("send", "--from", "Ross", "--to", "John", "--wait", "After.")
      try await eventually("it goes on") { village.output(of: log).contains("After.") }
      let shown = village.output(of: log)
      try expect(shown.split(separator: "Good work.").count == 2, shown)
      try expect(shown.contains("Good work.\n→ Ross: delivered; John: delivered\n"), shown)
      try await village.ask(
        "log", "--bot", "Coach", saying: "\(id)\nGood work.\n→ Ross: delivered, answered; John: delivered\n")
      try await village.ask("show", id, saying: "stands   \(village.state)/humans/Coach/BOT_CHAT.md")
      try await village.ask("show", id, saying: "Ross: delivered, answered\nJohn: delivered\n")
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
