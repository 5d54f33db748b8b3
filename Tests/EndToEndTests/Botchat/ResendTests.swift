import Glibc
import Testing

/// What a person has delivered once more, with the real programs.
@Suite struct ResendTests {
  @Test("R6, W4: a message is delivered once more to all that it names, and wakes again")
  func again() async throws {
    try await Village.with("Ross", "John", "Nell", settings: Village.waking()) { village in
      let bell = try village.bell(for: "John")
      try await village.start()
      let letter = try village.say("Ross", to: "John, Nell", reaching: ["John", "Nell"])
      try await village.arrives(letter, in: "Nell")
      try await bell.hears(1)
      let id = String(try await village.id(of: "Hello.").prefix(12))
      village.expects(letter.delivered, from: "Ross", in: ["John", "Nell"])
      try await village.ask("resend", id, saying: "resent \(id) to John and Nell\n")
      try await bell.hears(2)
      village.expects(letter.delivered, from: "Ross", in: ["Nell"])
      try await village.ask("resend", "#1", "--to", "nell", saying: "resent \(id) to Nell\n")
      try await village.judgedWhenQuiet()
      try expect(village.requests.isEmpty && village.inbox.isEmpty, "\(village.inbox)")
      try await village.logs("asked by botchat: ok resent \(id) to Nell")
    }
  }

  @Test("W4, R20: so does a person's message, with a monitor and without", arguments: [true, false])
  func person(withMonitor: Bool) async throws {
    try await Village.with("Ross", "John", settings: Village.waking(extra: "humans: [Coach]")) { village in
      let bell = try village.bell(for: "John")
      try await village.start()
      if withMonitor { try await village.startMonitor("John") }
      let letter = Letter(from: "Coach", to: "John", tag: "#1", body: "Please.")
      try Disk.append(letter.written, to: "\(village.state)/humans/Coach/BOT_CHAT.md")
      try await village.arrives(letter, in: "John")
      try await bell.hears(1)
      // A bot that repeats it next door is no reason to wake anybody.
      try village.write(letter.delivered, in: "John")
      try await village.ask("resend", "#1", saying: "to John\n")
      try await village.appears("Please.", in: "John", times: 3)
      try await bell.hears(2)
      try await village.settles(bell, of: "John", at: 2)
    }
  }

  @Test("R13, W4: history is delivered to the one that it is asked for, and wakes the bot of a monitor")
  func history() async throws {
    try await Village.with("Ross", "John", "Nell", settings: Village.waking()) { village in
      let bell = try village.bell(for: "John")
      let old = Letter(from: "Ross", to: "John, Nell", tag: "#old", body: "From before.")
      try village.write(old.written, in: "Ross")
      try village.write(old.delivered, in: "John")
      try await pause(300)
      try await village.startMonitor("John")
      try await village.start()
      let id = try await village.id(of: "From before.")
      village.expects(old.delivered, from: "Ross", in: ["John"])
      try await village.ask("resend", id, "--to", "John", saying: "to John\n")
      try await bell.hears(1)
      try await village.judgedWhenQuiet()
    }
  }

  @Test("a message that only stands in an archive beside the file is delivered from there")
  func archived() async throws {
    try await Village.with("Ross", "John") { village in
      let letter = Letter(from: "Ross", to: "John", tag: "#7", body: "Long ago.")
      let archive = "\(village.folder)/ross/BOT_CHAT-2026-02-11.md"
      try Disk.write(Village.preamble + letter.written, to: archive)
      try Disk.write(letter.written, to: "\(village.folder)/ross/BOT_CHAT-draft.md")
      try await village.start()
      village.expects(letter.delivered, from: "Ross", in: ["John"])
      try await village.ask("resend", "#7", saying: "to John\n")
      try await village.judgedWhenQuiet()
    }
  }

  @Test(
    "R14: a message to a name that nobody had goes out once somebody has it, and its problem off the list")
  func lateName() async throws {
    try await Village.with("Ross", "John", "Nell") { village in
      village.settings.configured = ["Ross", "John"]
      try await village.start()
      let letter = try village.say("Ross", to: "Nell", reaching: [])
      try await village.appears("Nobody here is called Nell", in: "Ross")
      try await village.stop()
      village.settings.configured = nil
      try await village.start()
      let id = try await village.id(of: "Hello.")
      try await village.ask("resend", id, saying: "to Nell\n")
      try await village.arrives(letter, in: "Nell")
      try await village.ask(
        "drop", "--problem", "unknown-recipient", "Ross → Nell", saying: "dropped the problem")
      try await village.ask("drop", "--problems", ends: 1, saying: "no problem is listed")
    }
  }

  @Test("R5: the id that the log named is enough where the message has grown since; it goes out as it stands")
  func grown() async throws {
    try await Village.with("Ross", "John") { village in
      try await village.start()
      try village.write(
        Letter(from: "Ross", to: "John", tag: "#1", body: "First.", isClosed: false).written, in: "Ross")
      try await village.appears("First.", in: "John")
      try await village.logs("delivered")
      let id = village.log.split(separator: "\n").last { $0.contains("delivered") }?.split(separator: " ")[3]
      try village.write("And more.\n", in: "Ross")
      try await village.appears("(#1) (cont. 1)", in: "John")
      try await village.ask("resend", String(id ?? ""), saying: "to John\n")
      try await village.appears("First.\nAnd more.", in: "John")
    }
  }

  @Test("what cannot be sent is said, with the exit code, and nothing is sent")
  func refusals() async throws {
    try await Village.with("Ross", "John", "Jack@John", "Nell") { village in
      try await village.start()
      try village.say("Ross", to: "John", "One.", tag: "#71")
      try village.say("Nell", to: "John", "Two.", tag: "#71")
      try village.say("John", to: "Jack", "Between us.", tag: "#72", reaching: [])
      try village.say("Ross", to: "Relay", "Thanks.", tag: "#73", reaching: [])
      try await village.judgedWhenQuiet()
      let id = try await village.id(of: "One.")
      try await village.ask("resend", "#71", ends: 65, saying: "#71 means 2 messages")
      try await village.ask("resend", "ffffffffffff", ends: 1, saying: "there is no message ffffffffffff")
      try await village.ask(
        "resend", id, "--to", "Nell", ends: 65, saying: "goes to John, and not to Nell")
      try await village.ask("resend", id, "--to", "Jon", ends: 65, saying: "did you mean John?")
      try await village.ask("resend", id, "--to", "ALL", ends: 65, saying: "is everybody")
      try await village.ask("resend", "#72", ends: 65, saying: "for nobody outside of its own file")
      try await village.ask("resend", "#73", ends: 65, saying: "for nobody outside of its own file")
      try await village.ask("resend", ends: 64, saying: "ID is missing")
      try await village.stop()
      try await village.ask("resend", id, ends: 69, saying: "no relay runs")
      try await village.start()
      try await village.judgedWhenQuiet()
      try expect(village.inbox.isEmpty, "\(village.inbox)")
    }
  }

  @Test("R12, R18: for a file that is not there, or while all is paused, it waits, and the answer says so")
  func waits() async throws {
    try await Village.with("Ross", "John") { village in
      try await village.start()
      let letter = try village.say("Ross", to: "John")
      try await village.judged()
      let id = try await village.id(of: "Hello.")
      try await village.ask("pause")
      village.expects(letter.delivered, from: "Ross", in: ["John"])
      try await village.ask("resend", id, saying: "to John, which waits: paused")
      try await village.stop()
      try await village.start()
      try expect(village.count(letter.delivered, in: "John") == 1, "it was delivered while all is paused")
      try await village.ask("resume")
      try await village.judgedWhenQuiet()
    }
  }
}
