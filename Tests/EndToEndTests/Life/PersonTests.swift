import Testing

@Suite struct PersonTests {
  private static let settings = Village.Settings(extra: "humans: [Coach]")

  @Test("R20: a person's line in a bot's file is carried")
  func lineInBotsFile() async throws {
    try await Village.with("Ross", "John", settings: Self.settings) { village in
      try await village.start()
      let letter = Letter(from: "Coach", to: "Ross", tag: "#c", body: "Well done.")
      village.expects(letter.delivered, from: "John", in: ["Ross"])
      try village.write(letter.written, in: "John")
      try await village.judgedWhenQuiet()
    }
  }

  @Test("R20: a person's own file in the state folder is a home: read from and written to")
  func ownFile() async throws {
    try await Village.with("Ross", "John", settings: Self.settings) { village in
      try await village.start()
      let path = "\(village.state)/humans/Coach/BOT_CHAT.md"
      if !Disk.exists(path) {
        try Disk.makeFolder("\(village.state)/humans/Coach")
        try Disk.write(Village.preamble, to: path)
      }
      let asked = Letter(from: "John", to: "Coach", tag: "#q", body: "What now?")
      try Disk.append(asked.written, to: village.chat("John"))
      try await eventually("Coach has the question") {
        Disk.count(asked.delivered, in: Disk.read(path) ?? []) == 1
      }
      let answer = Letter(from: "Coach", to: "ALL", tag: "#a", body: "Rest.")
      try Disk.append(answer.written, to: path)
      try await village.arrives(answer, in: "John")
      try await village.arrives(answer, in: "Ross")
      try expect(
        Disk.count(Array("(#a)".utf8), in: Disk.read(path) ?? []) == 1, "Coach's own line was echoed")
      try expect(village.count("(#q)", in: "Ross") == 0, "a question to Coach went to Ross")
    }
  }

  @Test("R20: ALL reaches a person's file too")
  func broadcast() async throws {
    try await Village.with("Ross", "John", settings: Self.settings) { village in
      try await village.start()
      let path = "\(village.state)/humans/Coach/BOT_CHAT.md"
      if !Disk.exists(path) {
        try Disk.makeFolder("\(village.state)/humans/Coach")
        try Disk.write(Village.preamble, to: path)
      }
      let letter = try village.say("John", to: "ALL", "To everybody.")
      try await eventually("Coach has it") { Disk.count(letter.delivered, in: Disk.read(path) ?? []) == 1 }
      try await village.judgedWhenQuiet()
    }
  }

  @Test("R14: no alias, no case and no broadcast word leaks or loses a message")
  func aliases() async throws {
    let extra = "humans: [{ name: Coach, aliases: [Trainer] }]\nbroadcast: [ALL, everybody]"
    try await Village.with("Ross", "John", "Nell", settings: .init(extra: extra)) { village in
      try await village.start()
      try village.say("John", to: "EVERYBODY", "Hear.", reaching: ["Ross", "Nell"])
      try village.say("John", to: "nELL", "You.", reaching: ["Nell"])
      try village.say("Ross", to: "@ALL", "Hear me too.", reaching: ["John", "Nell"])
      try await village.judgedWhenQuiet()
    }
  }

  @Test("R20: a coach's line is carried from where it stands, in bots' files and in his own alike")
  func bothPlaces() async throws {
    try await Village.with("Ross", "John", settings: Self.settings) { village in
      try await village.start()
      for (number, bot) in ["Ross", "John", "Ross", "John"].enumerated() {
        let other = bot == "Ross" ? "John" : "Ross"
        let letter = Letter(from: "Coach", to: other, tag: "#p\(number)", body: "Line \(number).")
        village.expects(letter.delivered, from: bot, in: [other])
        try village.write(letter.written, in: bot)
      }
      try await village.judgedWhenQuiet()
    }
  }
}
