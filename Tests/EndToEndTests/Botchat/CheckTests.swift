import Glibc
import Testing

@Suite struct CheckTests {
  @Test("check: each thing that is no message, with its line and why")
  func flaws() async throws {
    try await Village.with("Ross", "John") { village in
      let text = """
        # BOT_CHAT

        ### 2026-02-10 19:32:15 SGT - Ross → John (#1)
        Fine.

        ⏱ 07:32:15pm SGT

        ### 2026-02-10 Ross → John (#2)
        Almost.

        ### 2026-02-10 19:33 SGT - Ross → John
        Neither seconds nor a tag.

        ### 2026-02-10 19:34:00 SGT - Ross → Nobody (#3)
        To nobody.

        ### 2026-02-10 19:35:00 SGT - Ross → John (#4)

        ### 2026-02-10 19:36:00 SGT - Ross → John (#5)
        ```
        never closed

        ⏱ 07:36:00pm SGT

        ### 2026-02-10 19:37:00 SGT - John → Ross (#6)
        John wrote this into the wrong file.

        """
      try Disk.write(text, to: village.chat("Ross"))
      let answer = try await village.botchat("check", village.chat("Ross"), ends: 1)
      let expected = [
        (8, "almost a header"), (11, "neither seconds nor a tag"), (14, "nobody is called Nobody"),
        (17, "a header without a message"), (19, "never closed"), (25, "John is at home in another file"),
      ]
      try expect(answer.lines.count == expected.count + 1, answer.output)
      for (line, (number, what)) in zip(answer.lines, expected) {
        try expect(line.hasPrefix("\(village.chat("Ross")):\(number): ") && line.contains(what), line)
      }
      try expect(answer.lines.last == "6 messages, 6 flaws", answer.output)
    }
  }

  @Test(
    "check: what the relay carried here stands rightly here, and so does what stands in its sender's file")
  func carried() async throws {
    try await Village.with("Ross", "John") { village in
      try await village.start()
      for number in 1...5 { try village.say("John", to: "Ross", "No. \(number).") }
      try await village.judgedWhenQuiet()
      try await village.stop()
      var answer = try await village.botchat("check", village.chat("Ross"))
      try expect(answer.word == "7 messages, and nothing else", answer.output)
      Disk.remove(village.state)
      answer = try await village.botchat("check", village.chat("Ross"))
      try expect(answer.word == "7 messages, and nothing else", answer.output)
    }
  }

  @Test("check: one message, one flaw; a file that is not there; no configuration at all")
  func ends() async throws {
    try await Village.with("Ross", "John") { village in
      try village.say("Ross", to: "Nobody", "Hello.", reaching: [])
      let known = try await village.botchat("check", village.chat("Ross"), ends: 1)
      try expect(known.lines.last == "1 message, 1 flaw", known.output)
      let unknown = try await village.botchat("check", village.chat("Ross"), configured: false)
      try expect(unknown.word == "1 message, and nothing else", unknown.output)
      try await village.botchat("check", "/nowhere/BOT_CHAT.md", ends: 74)
      try await village.botchat("check", ends: 64)
    }
  }
}
