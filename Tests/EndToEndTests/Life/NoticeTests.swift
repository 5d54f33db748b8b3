import Testing

@Suite struct NoticeTests {
  @Test("R14: a message to a name that nobody has: the sender is told, once a day and name")
  func unknownRecipient() async throws {
    try await Village.with("Ross", "John") { village in
      try await village.start()
      for number in 1...3 {
        let letter = Letter(from: "John", to: "Ross, Nobody", tag: "#u\(number)", body: "Both of you.")
        try Disk.append(letter.written, to: village.chat("John"))
        try await village.arrives(letter, in: "Ross")
      }
      try await village.appears("- Relay → John", in: "John")
      let other = Letter(from: "John", to: "Someone", tag: "#o", body: "And you.")
      try Disk.append(other.written, to: village.chat("John"))
      try await village.appears("- Relay → John", in: "John", times: 2)
      village.killRelay()
      try await village.start()
      let again = Letter(from: "John", to: "Ross and nobody", tag: "#a", body: "Again.")
      try Disk.append(again.written, to: village.chat("John"))
      try await village.arrives(again, in: "Ross")
      try expect(village.count("- Relay → John", in: "John") == 2, "told twice about the same name")
      try expect(village.count("Relay", in: "Ross") == 0, "the notice went to somebody else")
      try expect(village.text("John").contains("Nobody"), "the notice does not say which name")
    }
  }

  @Test(
    "R14: a near-header is held, and its sender is told the right form",
    arguments: [
      "### 2026-02-10 19:32:15 SGT John → Ross", "### 2026-02-10 - John → Ross (#1)",
      "### 2026-02-10 19:32:15 SGT - John to Ross (#1)", "### 2026-02-10 19:32:15 SGT - → Ross",
    ])
  func nearHeader(_ line: String) async throws {
    try await Village.with("Ross", "John") { village in
      try await village.start()
      let before = Letter(from: "John", to: "Ross", tag: "#b", body: "Before.", isClosed: false)
      try Disk.append(before.written, to: village.chat("John"))
      try Disk.append(Array("\n\(line)\nHeld text.\n\n\(Letter.closing)\n".utf8), to: village.chat("John"))
      try await village.arrives(before, in: "Ross")
      try await village.appears("- Relay → John", in: "John")
      let after = Letter(from: "John", to: "Ross", tag: "#a", body: "After.")
      try Disk.append(after.written, to: village.chat("John"))
      try await village.arrives(after, in: "Ross")
      try expect(village.count("Held text.", in: "Ross") == 0, "text of a near-header was carried")
    }
  }

  @Test("R14: a message over the limit is not carried, and its sender is told")
  func oversize() async throws {
    try await Village.with("Ross", "John", settings: .init(maxMessage: "64KiB")) { village in
      try await village.start()
      let large = Letter(
        from: "John", to: "Ross", tag: "#big", body: String(repeating: "much too long\n", count: 6000))
      try Disk.append(large.written, to: village.chat("John"))
      try await village.appears("- Relay → John", in: "John")
      let next = Letter(from: "John", to: "Ross", tag: "#next", body: "Next.")
      try Disk.append(next.written, to: village.chat("John"))
      try await village.arrives(next, in: "Ross")
      try expect(village.count("much too long", in: "Ross") == 0, "a part of it was carried")
      try await village.logs("oversize", "limit", "too large")
    }
  }

  @Test("R14: Relay is reserved: its lines are not relayed and what is addressed to it is filed")
  func reserved() async throws {
    try await Village.with("Ross", "John") { village in
      try await village.start()
      try village.write(
        Letter(from: "Relay", to: "Ross", tag: "#f", body: "I am the relay.").written, in: "John")
      try village.say("John", to: "Relay", "Are you there?", reaching: [])
      try await village.judgedWhenQuiet()
    }
  }
}
