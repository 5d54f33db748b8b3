import Testing

@Suite struct ByteTests {
  /// Bodies that something on the way might be tempted to improve.
  static let bodies: [(name: String, bytes: [UInt8])] = [
    ("CRLF", Array("One.\r\nTwo.\r\n\r\n⏱ 07:32:15pm SGT\r".utf8)),
    ("NUL", Array("A\0B\0\0C\n\0\n\n⏱ x".utf8)),
    ("bad UTF-8", [0xFF, 0xFE, 10, 0xC3, 0x28, 10, 0xED, 0xA0, 0x80, 10, 10] + Array("⏱ x".utf8)),
    ("BOM inside", Array("\u{FEFF}One.\n\u{FEFF}\n\n⏱ x".utf8)),
    ("emoji", Array("👨‍👩‍👧‍👦 🏳️‍🌈 ẛ̣ \u{202E}right to left\u{202C}\n\n⏱️ x".utf8)),
    ("closing line with variation selector", Array("Text.\n\n⏱\u{FE0F} 07:32:15pm SGT".utf8)),
    ("carriage returns only", Array("a\rb\rc\n\n⏱ x".utf8)),
    ("tabs and trailing blanks", Array("\ta  \n  b\t \n\n⏱ x  ".utf8)),
    (
      "other headings",
      Array("# One\n## Two\n###Three\n#### 2026-02-10 - Four → Ross\n ### 2026-02-10 five\n\n⏱ x".utf8)
    ),
    ("marked quotations", Array("> ### 2026-02-10 19:00:00 SGT - Nell → Ross\n> Her words.\n\n⏱ x".utf8)),
    ("control characters", Array(1...8) + Array(11...31) + [127, 10] + Array("⏱ x".utf8)),
    ("one letter", Array("x\n⏱".utf8)),
  ]

  @Test("F5: bytes are sacred", arguments: bodies)
  func sacred(_ name: String, _ bytes: [UInt8]) async throws {
    try await Village.with("Ross", "John", "Nell") { village in
      try await village.start()
      let letter = Letter(header: "### 2026-02-10 19:32:15 SGT - John → Ross (#1)", body: bytes)
      village.expects(letter.delivered, from: "John", in: ["Ross"])
      try village.write(letter.written, in: "John")
      try await village.judgedWhenQuiet()
    }
  }

  @Test("F5: a file that begins with a BOM, and one with CRLF line ends")
  func wholeFiles() async throws {
    try await Village.with("Ross", "John") { village in
      for bot in village.bots {
        let start = Array("\u{FEFF}# BOT_CHAT\r\n".utf8)
        try Disk.write(start, to: village.chat(bot))
        village.own[bot] = [start]
      }
      try await village.start()
      for number in 1...3 {
        let text = "\r\n### 2026-02-10 19:32:15 SGT - John → Ross (#\(number))\r\nLine.\r\n\r\n⏱ x\r\n"
        let header = "### 2026-02-10 19:32:15 SGT - John → Ross (#\(number))\r"
        village.expects(
          Letter.delivery(header: header, body: Array("Line.\r\n\r\n⏱ x\r".utf8)), from: "John", in: ["Ross"])
        try village.write(text, in: "John")
      }
      try await village.judgedWhenQuiet()
    }
  }

  @Test("F5: large bodies, long lines, and many lines", arguments: [0, 1, 2])
  func large(_ shape: Int) async throws {
    try await Village.with("Ross", "John") { village in
      try await village.start()
      for number in 1...5 {
        let body =
          switch shape {
          case 0: String(repeating: "Line of message \(number).\n", count: 900_000 / 22)
          case 1: String(repeating: "x", count: 900_000)
          default: String(repeating: "\n", count: 450_000) + String(repeating: "y\n", count: 200_000)
          }
        try village.say("John", to: "Ross", body)
        try village.say("Ross", to: "John", "Small \(number).")
      }
      try await village.judgedWhenQuiet()
    }
  }

  @Test(
    "F6: a fenced block hides header lines, whatever its mark",
    arguments: ["```", "~~~", "````swift", "  ```"])
  func fenced(_ mark: String) async throws {
    try await Village.with("Ross", "John", "Nell") { village in
      try await village.start()
      let close = mark.replacing("swift", with: "")
      let inside = "### 2026-02-10 19:00:00 SGT - John → Nell (#inside)\nAn example.\n\n⏱ 07:00:00pm SGT"
      try village.say("John", to: "Ross", "So one writes:\n\n\(mark)\n\(inside)\n\(close)\n\nClear?")
      try await village.judgedWhenQuiet()
    }
  }

  @Test("F6: a forgotten fence swallows nothing")
  func forgottenFence() async throws {
    try await Village.with("Ross", "John") { village in
      try await village.start()
      let letter = try village.say("John", to: "Ross", "Look:\n\n```\nI forgot to close this.")
      try await village.arrives(letter, in: "Ross")
      try village.say("John", to: "Ross", "Next.")
      try village.say("John", to: "Ross", "With a\n\n```\nclosed\n```\none.")
      try await village.judgedWhenQuiet()
    }
  }

  @Test("F6: a fence opened and closed in two writes holds its message")
  func fenceInTwoWrites() async throws {
    try await Village.with("Ross", "John", "Nell", settings: .init(settle: "800ms")) { village in
      try await village.start()
      let inside = "### 2026-02-10 19:00:00 SGT - John → Nell (#inside)\nAn example."
      let letter = Letter(
        from: "John", to: "Ross", tag: "#f", body: "So:\n\n```\n\(inside)\n\n⏱ x\n```\n\nClear?")
      village.note(letter, from: "John", to: ["Ross"])
      let cut = letter.written.count - 60
      try Disk.append(Array(letter.written[..<cut]), to: village.chat("John"))
      try await pause(80)
      try Disk.append(Array(letter.written[cut...]), to: village.chat("John"))
      try await village.judgedWhenQuiet()
    }
  }

  @Test("F8: headers in a body are quoted once, however far a message travels")
  func quotedOnce() async throws {
    try await Village.with("Ross", "John") { village in
      try await village.start()
      let quotation = "### 2026-02-10 19:00:00 SGT - Ross → John (#x)"
      try village.say(
        "John", to: "Ross", "Did you mean\n\n```\n\(quotation)\n```\n\n> \(quotation)\n\n> > \(quotation)")
      try await village.judgedWhenQuiet()
      village.killRelay()
      try await village.start()
      try await village.judgedWhenQuiet()
    }
  }
}
