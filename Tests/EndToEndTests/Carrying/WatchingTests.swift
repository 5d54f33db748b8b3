import Glibc
import Testing

@Suite struct WatchingTests {
  @Test("R1: a message crosses to the file of the bot it names, and to no other")
  func crosses() async throws {
    try await Village.with("Ross", "John", "Jack@John", "Nell") { village in
      try await village.start()
      try village.say("John", to: "Ross")
      try village.say("Jack", to: "Nell")
      try village.say("Ross", to: "Jack")
      try village.say("Nell", to: "ALL")
      try await village.judgedWhenQuiet()
    }
  }

  @Test("R1: what was written while no relay ran arrives at start-up")
  func catchesUp() async throws {
    try await Village.with("Ross", "John") { village in
      try await village.start()
      try village.say("John", to: "Ross")
      try await village.judgedWhenQuiet()
      try await village.stop()
      for number in 1...20 {
        try village.say("John", to: "Ross", "While you were out: \(number)")
        try village.say("Ross", to: "John", "And you: \(number)")
      }
      try await village.start()
      try await village.judgedWhenQuiet()
    }
  }

  @Test("R1: a bot writes through its own symlink to the shared file")
  func writesThroughSymlink() async throws {
    try await Village.with("Ross", "John", "Jack@John") { village in
      try await village.start()
      let letter = Letter(from: "Jack", to: "Ross", tag: "#s", body: "Through my own path.")
      village.note(letter, from: "Jack", to: ["Ross"])
      try Disk.append(letter.written, to: village.usual("Jack"))
      try await village.judgedWhenQuiet()
    }
  }

  @Test(
    "R1: where inotify cannot be had the poll carries the mail, and the log says so",
    .enabled(if: Sandbox.hasUserNamespaces, "needs unshare --user with writable limits"))
  func pollsWithoutInotify() async throws {
    try await Village.with("Ross", "John", settings: .init(poll: "100ms")) { village in
      try await village.start(through: Sandbox.withoutInotify)
      try village.say("John", to: "Ross")
      try village.say("Ross", to: "John")
      try await village.judgedWhenQuiet()
      try await village.logs("inotify")
    }
  }

  @Test("R1: a watched folder is moved away and made again: the poll finds the new one")
  func followsNewFolder() async throws {
    try await Village.with("Ross", "John", settings: .init(poll: "200ms")) { village in
      try await village.start()
      try village.say("John", to: "Ross")
      try await village.judgedWhenQuiet()
      let whole = village.bytes("John")
      try Disk.move("\(village.folder)/john", to: "\(village.folder)/john.old")
      try Disk.makeFolder("\(village.folder)/john")
      try Disk.write(whole, to: village.chat("John"))
      village.identities["John"] = Disk.identity(village.chat("John"))
      try village.say("John", to: "Ross", "From the new folder.")
      try village.say("Ross", to: "John", "To the new folder.")
      try await village.judgedWhenQuiet()
    }
  }

  @Test("R2: all sides write at once, 200 messages each, and none hides another")
  func allSidesAtOnce() async throws {
    try await Village.with("Ross", "John", "Jack@John", settings: .init(settle: "2s")) { village in
      try await village.start()
      let plan = [("Ross", "John"), ("John", "Ross"), ("Jack", "Ross")]
      // The two of one home share an order, so the pieces are noted as they are written.
      try await withThrowingTaskGroup(of: Void.self) { group in
        let secretary = Secretary(village)
        for (sender, recipient) in plan {
          group.addTask {
            var pauses = Pauses(seed: UInt64(sender.utf8.count) &* 31 &+ UInt64(sender.utf8.first ?? 0))
            for number in 1...200 {
              try await secretary.say(sender, to: recipient, "Number \(number) of \(sender).")
              try await pause(pauses.next(upTo: 20))
            }
          }
        }
        try await group.waitForAll()
      }
      try await village.judgedWhenQuiet()
    }
  }

  @Test("R2: two files grow in the same instant, again and again")
  func sameInstant() async throws {
    try await Village.with("Ross", "John") { village in
      try await village.start()
      for _ in 1...60 {
        try village.say("John", to: "Ross")
        try village.say("Ross", to: "John")
        try await village.judged()
      }
    }
  }

  @Test("R1: a queue that overflowed is answered by looking at every file", .timeLimit(.minutes(20)))
  func queueOverflow() async throws {
    try await Village.with("Ross", "John", settings: .init(poll: "10m")) { village in
      try await village.start()
      try village.say("John", to: "Ross")
      try await village.judgedWhenQuiet()
      village.relay?.signal(SIGSTOP)
      // Equal events in a row are merged, so two files take turns.
      for number in 0..<20_000 {
        try Disk.append([120], to: "\(village.folder)/john/noise\(number % 2)", flags: O_CREAT | O_APPEND)
      }
      try village.say("Ross", to: "John", "Behind the overflow.")
      try village.say("John", to: "Ross", "And this.")
      village.relay?.signal(SIGCONT)
      try await village.judgedWhenQuiet()
    }
  }

  @Test("R1: events alone are enough, however the file is written", arguments: Rewrite.allCases)
  func eventsAlone(_ rewrite: Rewrite) async throws {
    try await Village.with("Ross", "John", settings: .init(poll: "10m")) { village in
      try await village.start()
      var pieces: [[UInt8]] = []
      for number in 1...8 { pieces.append(try village.say("John", to: "Ross", "Number \(number).").written) }
      try await village.judged()
      try rewrite.perform(on: village.chat("John"), preamble: Village.preamble, pieces: pieces)
      let next = Letter(from: "John", to: "Ross", tag: "#next", body: "Next.")
      try Disk.append([10] + next.written, to: village.chat("John"))
      try await village.arrives(next, in: "Ross")
    }
  }

  @Test("R4: sixty bots, and one message to all of them")
  func sixtyBots() async throws {
    let names = (1...60).map { "Bot\($0)" }
    try await Village.with(names) { village in
      try await village.start()
      for name in ["Bot1", "Bot30", "Bot60"] { try village.say(name, to: "ALL", "From \(name).") }
      try village.say("Bot2", to: "Bot59", "In private.")
      try await village.judged()
    }
  }
}
