import Glibc
import Testing

@Suite struct BeginningTests {
  private static let old = Letter(
    from: "John", to: "Ross", tag: "#old", body: "History.", time: "2026-01-05 10:00:00 SGT")
  private static let later = Letter(
    from: "John", to: "Ross", tag: "#later", body: "Later.", time: "2026-01-07 10:00:00 SGT")

  /// Makes the file look as if nobody had written for a day.
  private static func age(_ path: String) {
    var times = [timespec(), timespec()]
    for index in times.indices { times[index].tv_sec = time(nil) - 86_400 }
    utimensat(AT_FDCWD, path, times, 0)
  }

  /// John's file holds two messages, a day old.
  private static func withHistory(_ village: Village) throws {
    for letter in [old, later] { try village.write(letter.written, in: "John") }
    age(village.chat("John"))
  }

  @Test("R13: on a first start what is complete and old counts as handled")
  func historyStays() async throws {
    try await Village.with("Ross", "John") { village in
      try Self.withHistory(village)
      try await village.start()
      try await village.judgedWhenQuiet()
    }
  }

  @Test("R13: a message younger than settle is sent on a first start")
  func youngMessage() async throws {
    try await Village.with("Ross", "John", settings: .init(settle: "2s")) { village in
      try Self.withHistory(village)
      try village.say("John", to: "Ross", "Just written.")
      try await village.start()
      try await village.judgedWhenQuiet()
    }
  }

  @Test("R13: --backfill --yes sends the history, once")
  func backfill() async throws {
    try await Village.with("Ross", "John") { village in
      try Self.withHistory(village)
      for letter in [Self.old, Self.later] { village.expects(letter.delivered, from: "John", in: ["Ross"]) }
      try await village.start(["--backfill", "--yes"])
      try await village.judgedWhenQuiet()
      try await village.stop()
      try await village.start(["--backfill", "--yes"])
      try await village.judgedWhenQuiet()
    }
  }

  @Test("R13: --backfill without --yes and without a terminal sends nothing")
  func backfillAsks() async throws {
    try await Village.with("Ross", "John") { village in
      try Self.withHistory(village)
      let program = try village.launch(["--backfill"])
      let ending = try await program.end()
      try expect(ending != .exit(0), "no answer is no yes")
      try expect(village.count("History.", in: "Ross") == 0, "sent without an answer")
    }
  }

  @Test("R13: --since sends what was written since")
  func since() async throws {
    try await Village.with("Ross", "John") { village in
      try Self.withHistory(village)
      village.expects(Self.later.delivered, from: "John", in: ["Ross"])
      try await village.start(["--since", "2026-01-06 00:00"])
      try await village.judgedWhenQuiet()
    }
  }

  @Test("R13: --from-old goes on where the old script's line counts stop")
  func fromOld() async throws {
    try await Village.with("Ross", "John", "Jack@John") { village in
      try Self.withHistory(village)
      try village.write(Letter(from: "Ross", to: "John", tag: "#r", body: "Handled.").written, in: "Ross")
      Self.age(village.chat("Ross"))
      try Disk.makeFolder("\(village.folder)/old")
      // The preamble and the first message are handled, the second is not.
      let handled = Village.preamble + Self.old.written
      let lines = handled.count { $0 == 10 }
      try Disk.write("\(lines)\n", to: "\(village.folder)/old/last_line_john")
      try Disk.write(
        "\(village.bytes("Ross").count { $0 == 10 })\n", to: "\(village.folder)/old/last_line_ross")
      village.expects(Self.later.delivered, from: "John", in: ["Ross"])
      try await village.start(["--from-old", "\(village.folder)/old"])
      try await village.judgedWhenQuiet()
    }
  }

  @Test("R13: a header that still waits for its body at the first start is not history")
  func unfinishedAtFirstStart() async throws {
    try await Village.with("Ross", "John") { village in
      try Self.withHistory(village)
      let header = "### 2026-02-10 19:32:15 SGT - John → Ross (#half)"
      try village.write("\n\(header)\n", in: "John")
      Self.age(village.chat("John"))
      try await village.start()
      let body = "The body comes now.\n\n\(Letter.closing)\n"
      village.expects(Letter.delivery(header: header, body: Array(body.utf8)), from: "John", in: ["Ross"])
      try village.write(body, in: "John")
      try await village.judgedWhenQuiet()
    }
  }

  @Test("R13: the database lost: nothing twice, what was not delivered is delivered, and it is said")
  func lostDatabase() async throws {
    try await Village.with("Ross", "John", "Jack@John") { village in
      try Self.withHistory(village)
      try await village.start()
      for number in 1...10 {
        try village.say("John", to: "Ross", "To Ross \(number).")
        try village.say("Ross", to: "ALL", "To all \(number).")
      }
      try await village.judgedWhenQuiet()
      try await village.stop()
      for name in ["relay.db", "relay.db-wal", "relay.db-shm"] { Disk.remove("\(village.state)/\(name)") }
      try village.say("John", to: "Ross", "After the loss.")
      try village.say("Jack", to: "Ross", "And from Jack.")
      let mark = village.log.utf8.count
      try await village.start()
      try await village.judgedWhenQuiet()
      try await village.logs("lost", "rebuilt", "rebuild", after: mark)
    }
  }

  @Test(
    "R13: a damaged database is moved aside and rebuilt, loudly",
    arguments: ["garbage", "empty", "cut", "without tables"])
  func damagedDatabase(_ damage: String) async throws {
    try await Village.with("Ross", "John") { village in
      try await village.start()
      for number in 1...10 { try village.say("John", to: "Ross", "Number \(number).") }
      try await village.judgedWhenQuiet()
      village.killRelay()
      let database = "\(village.state)/relay.db"
      for name in ["-wal", "-shm"] { Disk.remove(database + name) }
      let bytes = Disk.read(database) ?? []
      switch damage {
      case "garbage": try Disk.write([UInt8](repeating: 0xA5, count: 20_000), to: database)
      case "empty": try Disk.write([], to: database)
      case "without tables": try Disk.write(Self.databaseWithoutTables, to: database)
      default: try Disk.write(Array(bytes.prefix(bytes.count / 2)), to: database)
      }
      try village.say("John", to: "Ross", "After the damage.")
      let mark = village.log.utf8.count
      try await village.start()
      try await village.judgedWhenQuiet()
      try await village.logs("rebuil", "damaged", "lost", after: mark)
    }
  }

  /// A sound SQLite file of one page that has our schema number, and none of our tables.
  private static let databaseWithoutTables: [UInt8] = {
    var page = Array("SQLite format 3\0".utf8) + [UInt8](repeating: 0, count: 496)
    page.replaceSubrange(16..<24, with: [2, 0, 1, 1, 0, 64, 32, 32])
    // Counters, number of pages, format of the schema, encoding, schema number, and an empty table page.
    for (place, value) in [
      (27, 1), (31, 1), (43, 1), (47, 4), (59, 1), (63, 1), (95, 1), (100, 13), (105, 2),
    ] {
      page[place] = UInt8(value)
    }
    return page
  }()

  @Test("R13: lost state and a source of which nothing stands anywhere: history, listed")
  func lostWithoutTrace() async throws {
    try await Village.with("Ross", "John") { village in
      try await village.start()
      try village.say("John", to: "Ross", "Cleared later.", reaching: [])
      try await village.appears("Cleared later.", in: "Ross")
      try await village.stop()
      Disk.remove("\(village.state)/relay.db")
      try Disk.write(Village.preamble, to: village.chat("Ross"))
      Self.age(village.chat("John"))
      let mark = village.log.utf8.count
      try await village.start()
      try await village.judgedWhenQuiet()
      try await village.logs("history", "unjudged", "resend", after: mark)
    }
  }
}
