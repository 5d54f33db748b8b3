import Testing

/// What shares a wake.
@Suite struct WindowTests {
  @Test("W4: a message by John and then one by Jack within the window are one wake for two")
  func twoSenders() async throws {
    try await Village.with("Ross", settings: Village.waking()) { village in
      let bell = try village.bell(for: "Ross", "burst: 500ms")
      try await village.startMonitor("Ross")
      try village.mail(from: "John", to: "Ross", tag: "#7")
      try village.mail(from: "Jack", to: "Ross", tag: "#14")
      try await bell.hears(2)
      try expect(bell.counts == [2], "\(bell.counts)")
      let id = bell.calls[0].arguments[3]
      try expect(id.count == 12 && id.allSatisfy(\.isHexDigit), "{id} is \(id)")
      try expect(
        bell.calls[0].text == "BOT_CHAT: 2 new messages from John and Jack, newest (#14)", bell.calls[0].text)
      try expect(bell.calls[0].arguments[2] == "John and Jack", "{from} is \(bell.calls[0].arguments[2])")
      try expect(bell.calls[0].arguments[4] == "Ross", "{bot} is \(bell.calls[0].arguments[4])")
      try await village.monitorLogs("Ross", "woke Ross for 2 from")
      try await village.settles(bell, of: "Ross", at: 2)
    }
  }

  @Test("W4: the window opens with the first message and is never extended")
  func steadyDrip() async throws {
    try await Village.with("Ross", settings: Village.waking()) { village in
      let bell = try village.bell(for: "Ross", "burst: 300ms")
      try await village.startMonitor("Ross")
      // Closer together than the window is long: one that is extended would not close before the last.
      for _ in 1...30 {
        try village.mail(from: "John", to: "Ross")
        try await pause(50)
      }
      try expect(bell.calls.count >= 2, "the window was extended: \(bell.counts) after 1.5 s")
      try await village.settles(bell, of: "Ross", at: 30)
    }
  }

  @Test("W4: the wakes of one bot never overlap, and what comes during one joins the next")
  func oneAtATime() async throws {
    try await Village.with("Ross", settings: Village.waking()) { village in
      let bell = try village.bell(for: "Ross", "burst: 0s")
      try bell.tell(
        "mkdir \"$d/busy\" 2>/dev/null || echo overlap >\"$d/overlap\"; sleep 0.3; rmdir \"$d/busy\"")
      try await village.startMonitor("Ross")
      try village.mail(from: "John", to: "Ross")
      try await bell.rings(1)
      for _ in 1...10 { try village.mail(from: "Jack", to: "Ross") }
      try await bell.hears(11)
      try expect(bell.counts == [1, 10], "\(bell.counts)")
      try expect(!Disk.exists("\(bell.folder)/overlap"), "two wakes at once")
    }
  }

  @Test("W2: what came while nobody watched is one wake, and what came before the first start is none")
  func whileDown() async throws {
    try await Village.with("Ross", settings: Village.waking()) { village in
      let bell = try village.bell(for: "Ross")
      for _ in 1...20 { try village.mail(from: "John", to: "Ross", "History.") }
      try await pause(400)  // until it has settled, for whoever reads it for the first time
      let first = try await village.startMonitor("Ross")
      try village.mail(from: "John", to: "Ross", "First.")
      try await bell.hears(1)
      try await village.stop(first)
      for _ in 1...20 { try village.mail(from: "John", to: "Ross", "While down.") }
      try await village.startMonitor("Ross")
      try await bell.hears(21)
      try expect(bell.counts == [1, 20], "\(bell.counts)")
    }
  }

  @Test("W4: a continuation is no wake of its own, and joins the next")
  func continuation() async throws {
    try await Village.with("Ross", settings: Village.waking()) { village in
      let bell = try village.bell(for: "Ross")
      try await village.startMonitor("Ross")
      let letter = try village.mail(from: "John", to: "Ross", tag: "#1")
      try await bell.rings(1)
      try village.write(letter.continuation(1, "And more.\n\n\(Letter.closing)"), in: "Ross")
      try village.mail(from: "John", to: "Ross", tag: "#2")
      try await village.settles(bell, of: "Ross", at: 2)
    }
  }

  @Test("R5: a message without its closing line wakes when it has settled, once")
  func unclosed() async throws {
    try await Village.with("Ross", settings: Village.waking()) { village in
      let bell = try village.bell(for: "Ross")
      try await village.startMonitor("Ross")
      try village.write(
        Letter(from: "John", to: "Ross", tag: "#1", body: "No end.", isClosed: false).delivered, in: "Ross")
      try await bell.rings(1)
      try await village.settles(bell, of: "Ross", at: 1)
    }
  }

  @Test("R9: a file that was cleared, trimmed or written anew wakes only for what is new in it")
  func rewritten() async throws {
    try await Village.with("Ross", settings: Village.waking()) { village in
      let bell = try village.bell(for: "Ross")
      try await village.startMonitor("Ross")
      let letters = try (1...3).map { try village.mail(from: "John", to: "Ross", "Number \($0).") }
      try await bell.hears(3)
      let chat = village.chat("Ross")
      let tail = letters[1].delivered + letters[2].delivered
      try Disk.write(Village.preamble + tail, to: "\(chat).new")
      try Disk.move("\(chat).new", to: chat)
      try Disk.append(Letter(from: "John", to: "Ross", tag: "#n1", body: "New.").delivered, to: chat)
      try await bell.hears(4)
      try Disk.write([], to: chat)
      try Disk.append(Letter(from: "John", to: "Ross", tag: "#n2", body: "Newer.").delivered, to: chat)
      try await village.settles(bell, of: "Ross", at: 5)
    }
  }
}
