import Glibc
import Testing

/// What a person does not want to be waited for, with the real programs.
@Suite struct DropTests {
  @Test("R12: what waits for a missing file is dropped, and never comes; what waits behind it does")
  func waiting() async throws {
    try await Village.with("Ross", "John", "Nell") { village in
      try await village.start()
      try Disk.move(village.chat("John"), to: "\(village.folder)/away")
      try village.say("Ross", to: "John, Nell", "First.", tag: "#1", reaching: ["Nell"])
      try village.say("Ross", to: "John", "Second.", tag: "#2")
      try await village.logs("waiting to deliver to John")
      try await village.appears("First.", in: "Nell")
      let id = try await village.id(of: "First.")
      try await village.ask("drop", id, saying: "dropped \(id.prefix(12)), which waited for John\n")
      try await village.ask("drop", "#1", ends: 1, saying: "no message #1 waits")
      try await village.logs("asked by botchat: ok dropped")
      // In the state both have reached their recipient.
      try await village.ask("show", id, saying: "John: dropped\nNell: delivered\n")
      try await village.ask("log", "--grep", "First.", saying: "→ John: dropped; Nell: delivered\n")
      village.killRelay()
      try await village.start()
      try Disk.move("\(village.folder)/away", to: village.chat("John"))
      try await village.judgedWhenQuiet()
    }
  }

  @Test("what was dropped is dropped also after a restart, and no longer once it is sent again")
  func remembered() async throws {
    try await Village.with("Ross", "John") { village in
      try await village.start()
      try await village.botchat("pause")
      let letter = try village.say("Ross", to: "John", "Hello.", reaching: [])
      try await village.logs("waiting to deliver to John")
      let id = try await village.id(of: "Hello.")
      try await village.ask("drop", id, saying: "which waited for John")
      village.killRelay()
      try await village.botchat("resume")
      try await village.start()
      try await village.ask("show", id, saying: "John: dropped\n")
      try await village.ask("resend", id, saying: "to John\n")
      try await village.arrives(letter, in: "John")
      // It can be read before it is stored as delivered.
      try await village.logs("delivered \(id.prefix(12))")
      try await village.ask("show", id, saying: "John: delivered")
    }
  }

  @Test("drop: 69 where no relay has ever run; 1 where nothing is listed")
  func nothingThere() async throws {
    try await Village.with("Ross", "John") { village in
      try await village.ask("drop", "#1", ends: 69, saying: "no relay has ever run")
      try await village.start()
      try await village.ask("drop", "--problems", ends: 1, saying: "no problem is listed")
    }
  }

  @Test("R14: problems go off the list by name or all at once, and stay off after a restart")
  func problems() async throws {
    try await Village.with("Ross", "John") { village in
      try await village.start()
      try village.say("Ross", to: "Jhon", "One.", reaching: [])
      try village.say("Ross", to: "Joe", "Two.", reaching: [])
      try village.write("### 2026-02-10 Ross → John\nalmost\n", in: "Ross")
      try await village.appears("almost a header", in: "Ross")
      try await village.ask("status", "--json", ends: 1, saying: "Ross → Jhon")
      try await village.ask(
        "drop", "--problem", "unknown-recipient", "Ross → Jhon", saying: "Ross → Jhon")
      try await village.ask(
        "drop", "--problem", "unknown-recipient", "Ross → Jhon", ends: 1, saying: "no such problem is listed")
      try await village.ask("drop", "--problems", saying: "dropped 2 problems")
      village.killRelay()
      try await village.start()
      let said = try await village.ask("status", "--json")
      try expect(said.output.contains("\"problems\": []"), "\(said)")
    }
  }

  @Test(
    "a command line that does not say what is meant is refused",
    arguments: [
      [], ["--problem", "stray"], ["#1", "--problems"], ["--problems", "--problem", "stray", "x"],
    ])
  func usage(words: [String]) async throws {
    try await Village.with("Ross", "John") { village in
      try village.configure()
      let program = try village.launchBotchat(["drop"] + words)
      let ending = try await program.end()
      try expect(ending == .exit(64), "\(ending): \(village.errors(of: program))")
    }
  }
}
