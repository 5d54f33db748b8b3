import Glibc
import Testing

@Suite struct WholeMessageTests {
  @Test("R8: a delivery waits for the end of a message that somebody is still writing there")
  func neverInTheMiddle() async throws {
    try await Village.with("Ross", "John", settings: .init(settle: "500ms")) { village in
      try await village.start()
      for round in 1...5 {
        let half = Letter(from: "John", to: "Ross", tag: "#half\(round)", body: "First half.\nSecond half.")
        village.note(half, from: "John", to: ["Ross"])
        let cut = half.header.utf8.count + 14
        try Disk.append(Array(half.written[..<cut]), to: village.chat("John"))
        try village.say("Ross", to: "John", "Into the middle?")
        try await pause(60)
        try Disk.append(Array(half.written[cut...]), to: village.chat("John"))
        try await village.judged()
      }
    }
  }

  @Test("R8: it waits at most 2 s, and the writer's message then still arrives whole in its parts")
  func atMostTwoSeconds() async throws {
    try await Village.with("Ross", "John", settings: .init(settle: "500ms")) { village in
      try await village.start()
      try Disk.append(
        Array("\n### 2026-02-10 19:32:15 SGT - John → Ross (#drip)\n".utf8), to: village.chat("John"))
      let letter = Letter(from: "Ross", to: "John", tag: "#in", body: "I cannot wait for ever.")
      try Disk.append(letter.written, to: village.chat("Ross"))
      var drips = 0
      while village.count(letter.delivered, in: "John") == 0 {
        drips += 1
        try expect(drips < 150, "no delivery in more than 6 s of dripping")
        try Disk.append(Array("Drip \(drips).\n".utf8), to: village.chat("John"))
        try await pause(40)
      }
      try Disk.append(Array("The last drip.\n\n\(Letter.closing)\n".utf8), to: village.chat("John"))
      try await village.appears("The last drip.\n", in: "Ross")
      for drip in 1...drips { try await village.appears("\nDrip \(drip).\n", in: "Ross") }
      try expect(village.count("cannot wait", in: "Ross") == 1, "our own delivery was read as John's text")
    }
  }

  @Test("R8: behind a last line without newline a delivery stands on its own lines")
  func ownLines() async throws {
    try await Village.with("Ross", "John") { village in
      try await village.start()
      try village.write("no newline behind this", in: "John")
      try village.say("Ross", to: "John", "On my own lines.")
      try await village.judged()
    }
  }

  @Test("R8: text without a header behind our delivery is stray: shown, and told to the bot")
  func strayText() async throws {
    try await Village.with("Ross", "John") { village in
      try await village.start()
      try village.say("John", to: "Ross", "A whole message.")
      let letter = try village.say("Ross", to: "John", "And an answer.")
      try await village.judged()
      try await village.arrives(letter, in: "John")
      try Disk.append(Array("I forgot the header.\n".utf8), to: village.chat("John"))
      try await village.logs("stray")
      try await village.appears("- Relay → John", in: "John")
      let next = Letter(from: "John", to: "Ross", tag: "#next", body: "Next.")
      try Disk.append(next.written, to: village.chat("John"))
      try await village.arrives(next, in: "Ross")
      try expect(village.count("I forgot the header.", in: "Ross") == 0, "stray text was carried")
    }
  }

  @Test("R8: text behind our delivery continues the file's own unfinished message before it")
  func continuesBehindDelivery() async throws {
    try await Village.with("Ross", "John", settings: .init(settle: "300ms")) { village in
      try await village.start()
      let header = "### 2026-02-10 19:32:15 SGT - John → Ross (#u)"
      try village.write("\n\(header)\n", in: "John")
      let letter = try village.say("Ross", to: "John", "Between header and body.")
      try await village.arrives(letter, in: "John")
      village.expects(
        Letter.delivery(header: header, body: Array("The body.".utf8)), from: "John", in: ["Ross"])
      try village.write("The body.\n", in: "John")
      try await village.judgedWhenQuiet()
    }
  }

  @Test(
    "R8: owner, group, mode and inode stay, whoever owns the file", .enabled(if: geteuid() == 0, "needs root")
  )
  func ownerAndMode() async throws {
    try await Village.with("Ross", "John") { village in
      chown(village.chat("John"), 65534, 65534)
      chmod(village.chat("John"), 0o640)
      chmod(village.chat("Ross"), 0o400)
      for bot in village.bots { village.identities[bot] = Disk.identity(village.chat(bot)) }
      try await village.start()
      try village.say("John", to: "Ross")
      try village.say("Ross", to: "John")
      try await village.judgedWhenQuiet()
    }
  }

  @Test("R15: lock files stand while the relay writes, for each bot at home there, and vanish")
  func lockFiles() async throws {
    try await Village.with("Ross", "John", "Jack@John", settings: .init(lockHold: "400ms")) { village in
      try await village.start()
      let locks = ["john", "jack"].map { "\(village.state)/relay-writing-\($0)" }
      try village.say("Ross", to: "John")
      try await eventually("both locks stand") { locks.allSatisfy(Disk.exists) }
      try expect(!Disk.exists("\(village.state)/relay-writing-ross"), "a lock for a file that is not written")
      try await village.judged()
      try await eventually("both locks have vanished") { !locks.contains(where: Disk.exists) }
    }
  }

  @Test("R15: stale lock files of a relay that was killed are cleaned up")
  func staleLocks() async throws {
    try await Village.with("Ross", "John", settings: .init(lockHold: "30s")) { village in
      try await village.start()
      try village.say("Ross", to: "John")
      let lock = "\(village.state)/relay-writing-john"
      try await eventually("the lock stands") { Disk.exists(lock) }
      try await village.judged()
      village.killRelay()
      try expect(Disk.exists(lock), "who removed it?")
      village.settings.lockHold = "100ms"
      try await village.start()
      try await eventually("the stale lock is gone") { !Disk.exists(lock) }
    }
  }
}
