import Testing

/// Whose messages wake a bot.
@Suite struct AddressTests {
  @Test("W1: a bot's own words never wake it")
  func ownWords() async throws {
    try await Village.with("Ross", settings: Village.waking()) { village in
      let bell = try village.bell(for: "Ross")
      try await village.startMonitor("Ross")
      for number in 1...5 {
        try village.write(
          Letter(from: "Ross", to: "ALL", tag: "#o\(number)", body: "Mine.").written, in: "Ross")
      }
      try village.write(Letter(from: "Ross", to: nil, tag: "#o6", body: "Mine.").written, in: "Ross")
      try village.write(Letter(from: "rOSS", to: "Ross", tag: "#o7", body: "To me.").written, in: "Ross")
      try village.mail(from: "John", to: "Ross", tag: "#j")
      try await bell.rings(1)
      try expect(bell.counts == [1], "woken for \(bell.counts)")
      try expect(bell.calls[0].text == "BOT_CHAT: 1 new message from John (#j)", bell.calls[0].text)
    }
  }

  @Test("W1: an own name in another spelling is the bot too, and wakes it not")
  func ownAliases() async throws {
    try await Village.with("Ross", settings: Village.waking()) { village in
      let bell = try village.bell(for: "Ross", "burst: 50ms, aliases: [Rossi]")
      try await village.startMonitor("Ross")
      try village.write(Letter(from: "Rossi", to: "ALL", tag: "#o", body: "Mine.").written, in: "Ross")
      try village.mail(from: "John", to: "Ross", addressed: "ROSSI")
      try await village.settles(bell, of: "Ross", at: 1)
    }
  }

  @Test(
    "W1: a name, ALL and no recipients at all wake everybody at home",
    arguments: ["Ross", "ALL", "@ross", "John and Ross", "Nell, ROSS", nil])
  func addressed(_ recipients: String?) async throws {
    try await Village.with("Ross", settings: Village.waking()) { village in
      let bell = try village.bell(for: "Ross")
      try await village.startMonitor("Ross")
      try village.write(
        Letter(from: "John", to: recipients, tag: "#1", body: "Hear.").delivered, in: "Ross")
      try await village.settles(bell, of: "Ross", at: 1)
    }
  }

  @Test("W1: private mail of a neighbour in the same file wakes the neighbour alone")
  func neighbours() async throws {
    try await Village.with("John", "Jack@John", "Nell@John", settings: Village.waking()) { village in
      let john = try village.bell(for: "John")
      let jack = try village.bell(for: "Jack")
      let nell = try village.bell(for: "Nell", "burst: 50ms, wakeOn: others")
      for bot in village.bots { try await village.startMonitor(bot) }
      try village.mail(from: "Ross", to: "John")
      try village.mail(from: "Ross", to: "Jack", "Hello ALL, smALL talk about John.")
      try village.write(Letter(from: "John", to: "Jack", tag: "#p", body: "Between us.").written, in: "John")
      try await jack.hears(2)
      try village.mail(from: "Ross", to: "John", addressed: "ALL")
      try await john.hears(2)
      try await jack.hears(3)
      try await nell.hears(4)
      try expect(john.sum == 2 && jack.sum == 3, "John \(john.counts), Jack \(jack.counts)")
      try expect(nell.sum == 4, "others: \(nell.counts)")
    }
  }

  @Test("W1: under others it is whoever wrote, but still not oneself")
  func others() async throws {
    try await Village.with("John", "Jack@John", settings: Village.waking()) { village in
      let jack = try village.bell(for: "Jack", "burst: 50ms, wakeOn: others")
      try await village.startMonitor("Jack")
      try village.write(Letter(from: "Jack", to: "John", tag: "#1", body: "Mine.").written, in: "John")
      try village.write(Letter(from: "John", to: "Ross", tag: "#2", body: "His.").written, in: "John")
      try await village.settles(jack, of: "Jack", at: 1)
    }
  }

  @Test(
    "R20: a person's line in a bot's file is said to be unverified, one that was brought from its own file not"
  )
  func persons() async throws {
    let settings = Village.waking(extra: "humans: [Coach]")
    try await Village.with("Ross", settings: settings) { village in
      let bell = try village.bell(for: "Ross")
      try await village.startMonitor("Ross")
      try village.write(Letter(from: "Coach", to: "Ross", tag: "#c", body: "Do it.").written, in: "Ross")
      try await bell.rings(1)
      try expect(bell.calls[0].text.contains("not verified"), bell.calls[0].text)
      try expect(bell.calls[0].text.contains("Coach"), bell.calls[0].text)
    }
  }

  @Test("F6: a header that is only quoted in a code block wakes nobody")
  func quoted() async throws {
    try await Village.with("Ross", settings: Village.waking()) { village in
      let bell = try village.bell(for: "Ross")
      try await village.startMonitor("Ross")
      let quotation = "```\n### 2026-02-10 19:32:15 SGT - John → Ross (#9)\nHello.\n```"
      try village.write(Letter(from: "Ross", to: "John", tag: "#1", body: quotation).written, in: "Ross")
      try await village.settles(bell, of: "Ross", at: 0)
    }
  }
}
