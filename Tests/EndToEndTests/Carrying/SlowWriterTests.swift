import Testing

@Suite struct SlowWriterTests {
  private static let patient = Village.Settings(settle: "600ms")

  @Test("R5: a header and body written in two steps arrive whole, once")
  func twoSteps() async throws {
    try await Village.with("Ross", "John", settings: Self.patient) { village in
      try await village.start()
      for number in 1...5 {
        let letter = Letter(from: "John", to: "Ross", tag: "#t\(number)", body: "First line.\nSecond line.")
        village.note(letter, from: "John", to: ["Ross"])
        let cut = letter.header.utf8.count + 2
        try Disk.append(Array(letter.written[..<cut]), to: village.chat("John"))
        try await pause(60)
        try Disk.append(Array(letter.written[cut...]), to: village.chat("John"))
        try await village.judged()
      }
      try await village.judgedWhenQuiet()
    }
  }

  @Test(
    "R5: one line at a time, with echo >> and with printf into an open file",
    arguments: [
      #"while IFS= read -r line; do echo "$line" >> "$f"; sleep 0.03; done <<< "$text""#,
      #"while IFS= read -r line; do echo "$line"; sleep 0.03; done <<< "$text" >> "$f""#,
      #"printf '%s\n' "$text" >> "$f""#,
      #"printf '%s\n' "$text" | while IFS= read -r line; do printf '%s' "$line" >> "$f"; sleep 0.02; echo >> "$f"; done"#,
    ], [true, false])
  func lineByLine(_ writer: String, _ isClosed: Bool) async throws {
    try await Village.with("Ross", "John", settings: Self.patient) { village in
      try await village.start()
      let body = "One.\n\n```\ncode\n```\n\nTwo.\nThree."
      let letter = Letter(from: "John", to: "Ross", tag: "#lines", body: body, isClosed: isClosed)
      village.note(letter, from: "John", to: ["Ross"])
      let text = String(decoding: letter.written.dropLast(), as: UTF8.self)
      try await village.script("text='\(text)'\n\(writer)", as: "John")
      // The next message would complete this one: here only time may do it.
      try await village.judged()
      try await village.judgedWhenQuiet()
    }
  }

  @Test("R5: a header waits a second for its body")
  func headerWaits() async throws {
    try await Village.with("Ross", "John") { village in
      try await village.start()
      let letter = Letter(from: "John", to: "Ross", tag: "#late", body: "Sorry, I was thinking.")
      village.note(letter, from: "John", to: ["Ross"])
      let cut = letter.header.utf8.count + 2
      try Disk.append(Array(letter.written[..<cut]), to: village.chat("John"))
      try await pause(1000)
      try expect(village.count("(#late)", in: "Ross") == 0, "a header was delivered without its body")
      try Disk.append(Array(letter.written[cut...]), to: village.chat("John"))
      try await village.judgedWhenQuiet()
    }
  }

  @Test("R5: our own delivery behind a header without body does not complete it")
  func deliveryBehindHeader() async throws {
    try await Village.with("Ross", "John") { village in
      try await village.start()
      let header = "\n### 2026-02-10 19:32:15 SGT - John → Ross (#h)\n"
      try village.write(header, in: "John")
      let letter = try village.say("Ross", to: "John", "Meanwhile.")
      try await village.arrives(letter, in: "John")
      let late = Letter(
        header: String(header.dropFirst().dropLast()), body: Array("At last.\n\n\(Letter.closing)".utf8))
      village.expects(late.delivered, from: "John", in: ["Ross"])
      try village.write("At last.\n\n\(Letter.closing)\n", in: "John")
      try await village.judgedWhenQuiet()
    }
  }

  @Test("R5: header and closing line in one growth go at once, however long settle is")
  func closedAtOnce() async throws {
    try await Village.with("Ross", "John", settings: .init(settle: "2s")) { village in
      try await village.start()
      for _ in 1...10 {
        try village.say("John", to: "Ross", "At once.")
        try await village.judged(within: .milliseconds(1500))
      }
    }
  }

  @Test("R5: the next header completes a message without closing line at once")
  func nextHeaderCompletes() async throws {
    try await Village.with("Ross", "John", settings: .init(settle: "2s")) { village in
      try await village.start()
      let letter = try village.say("John", to: "Ross", "Not closed.", isClosed: false)
      try village.say("John", to: "Ross", "Closed.")
      try await village.arrives(letter, in: "Ross", within: .milliseconds(1500))
      try await village.judgedWhenQuiet()
    }
  }

  @Test("R5: what comes later for a delivered message is its continuation")
  func continuation() async throws {
    try await Village.with("Ross", "John") { village in
      try await village.start()
      let letter = try village.say("John", to: "Ross", "The beginning.", isClosed: false)
      try await village.arrives(letter, in: "Ross")
      for number in 1...3 {
        let text = "And part \(number).\nWith a line."
        village.expects(letter.continuation(number, text), from: "John", in: ["Ross"])
        try village.write("\n\(text)\n", in: "John")
        try await village.judged()
      }
      try await village.judgedWhenQuiet()
    }
  }

  @Test("R5: a last line without newline is held, at most 2 s, then delivered")
  func noNewline() async throws {
    try await Village.with("Ross", "John") { village in
      try await village.start()
      let letter = Letter(
        from: "John", to: "Ross", tag: "#n", body: "No newline behind this", isClosed: false)
      village.expects(letter.delivered, from: "John", in: ["Ross"])
      try village.write(Array(letter.written.dropLast()), in: "John")
      try await village.judged()
      try await village.judgedWhenQuiet()
    }
  }

  @Test("R5: while its writer holds the file open, a message is waited for, up to 2 s")
  func writerHoldsOpen() async throws {
    try await Village.with("Ross", "John", settings: .init(settle: "150ms")) { village in
      try await village.start()
      let letter = Letter(from: "John", to: "Ross", tag: "#open", body: "One.\nTwo.\nThree.")
      village.note(letter, from: "John", to: ["Ross"])
      try await village.script(
        "exec 9>>\"$f\"; printf '\\n%s\\nOne.\\n' '\(letter.header)' >&9; sleep 0.7; printf 'Two.\\n' >&9; "
          + "sleep 0.7; printf 'Three.\\n\\n%s\\n' '\(Letter.closing)' >&9", as: "John")
      try await village.judgedWhenQuiet()
    }
  }

  @Test("R5: a file seen empty for a moment is a rewrite under way")
  func emptyMoment() async throws {
    try await Village.with("Ross", "John") { village in
      try await village.start()
      for number in 1...6 { try village.say("John", to: "Ross", "Number \(number).") }
      try await village.judgedWhenQuiet()
      for round in 1...4 {
        let whole = village.bytes("John")
        try Disk.write([], to: village.chat("John"))
        try await pause(round * 20)
        try Disk.append(whole, to: village.chat("John"))
        try village.say("John", to: "Ross", "After round \(round).")
        try await village.judgedWhenQuiet()
      }
    }
  }
}
