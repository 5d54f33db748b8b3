import Glibc
import Testing

@Suite struct SwitchCommandTests {
  @Test("R18: pause halts all deliveries, resume brings what waited")
  func all() async throws {
    try await Village.with("Ross", "John") { village in
      try await village.start()
      try await village.botchat("pause")
      try village.say("Ross", to: "John", "Waits.")
      try await village.logs("paused")
      let status = try await village.botchat("status", "--json", ends: 1).json()
      try expect((status["switches"] as? [String])?.isEmpty == false, "\(status)")
      try expect(village.count("Waits.", in: "John") == 0, "it was delivered")
      // What takes no longer than two happened at once.
      let since = ContinuousClock.now
      try await eventually("it has waited for three seconds") { ContinuousClock.now - since > .seconds(3) }
      let answer = try await village.botchat("resume")
      try expect(answer.word == "everything goes on", answer.output)
      try await village.judgedWhenQuiet()
      let log = try await village.botchat("log", "--grep", "Waits.").output
      try expect(
        log.contains(try Regex("→ John: delivered [0-9]{2}:[0-9]{2}:[0-9]{2}")), "when, is not said: \(log)")
      let nothing = try await village.botchat("resume")
      try expect(nothing.word == "nothing was paused or held", nothing.output)
    }
  }

  @Test("R18: one bot is paused and goes on by its name, in any case; messages are delivered all the same")
  func one() async throws {
    try await Village.with("Ross", "John", settings: Village.waking()) { village in
      let bell = try village.bell(for: "John")
      try await village.start()
      try await village.botchat("pause", "john")
      try village.say("Ross", to: "John", "Sleep on.")
      try await village.appears("Sleep on.", in: "John")
      try expect(bell.calls.isEmpty, "it was woken")
      let answer = try await village.botchat("resume", "John")
      try expect(answer.word == "John is woken again", answer.output)
      try await bell.hears(1)
    }
  }

  @Test("R19: resume lifts the loop guard's hold")
  func held() async throws {
    try await Village.with("Ross", "John") { village in
      try village.bell(for: "John")
      try await village.start()
      try await eventually("the bot has its folder") { Disk.exists(village.botState("John")) }
      try Disk.write("", to: "\(village.botState("John"))/held")
      let answer = try await village.botchat("resume")
      try expect(answer.word == "John is no longer held", answer.output)
      try expect(!Disk.exists("\(village.botState("John"))/held"), "it is still there")
    }
  }

  @Test("65: a bot that is not there is told with the nearest one")
  func unknown() async throws {
    try await Village.with("Ross", "John") { village in
      let answer = try await village.botchat("pause", "Jhon", ends: 65)
      try expect(answer.errors.contains("did you mean John?"), answer.errors)
    }
  }
}
