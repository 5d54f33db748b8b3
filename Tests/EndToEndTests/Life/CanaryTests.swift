import Glibc
import Testing

@Suite struct CanaryTests {
  private func sent(_ village: Village) -> String { "\(village.state)/canary/sent/BOT_CHAT.md" }

  private func received(_ village: Village) -> String { "\(village.state)/canary/received/BOT_CHAT.md" }

  private func canary(_ number: Int, to recipients: String = "Canary-In") -> Letter {
    Letter(from: "Canary-Out", to: recipients, tag: "#\(number)", body: "Are you there?")
  }

  /// As healthcheck does it.
  private func send(_ number: Int, in village: Village) throws {
    try Disk.append(canary(number).written, to: sent(village))
  }

  private func count(_ number: Int, in village: Village) -> Int {
    Disk.count(canary(number).delivered, in: Disk.read(received(village)) ?? [])
  }

  private func arrives(_ number: Int, in village: Village, at location: SourceLocation = #_sourceLocation)
    async throws
  {
    try await eventually("canary \(number) has arrived once", at: location) {
      count(number, in: village) == 1
    }
  }

  /// A canary out and back, and from each bot a message to each other one: all that was before has been dealt with.
  private func quiet(_ village: Village, _ number: Int, at location: SourceLocation = #_sourceLocation)
    async throws
  {
    try send(number, in: village)
    try await arrives(number, in: village, at: location)
    try await village.judgedWhenQuiet(at: location)
  }

  private func hearsNothing(_ village: Village) throws {
    try expect(!village.log.contains("problem:"), "a problem is logged")
    try expect(!village.log.contains("anary"), "the log speaks of the canary")
  }

  @Test("H2: a canary goes through the private pair, and nobody else hears of it")
  func through() async throws {
    try await Village.with("Ross", "John") { village in
      try await village.start()
      for path in [sent(village), received(village)] {
        try expect(Disk.identity(path).contains("mode 100600"), "\(path): \(Disk.identity(path))")
      }
      try expect(village.output.contains(" homes=2\n"), village.output)
      for number in 1...20 { try send(number, in: village) }
      try village.say("John", to: "ALL")
      for number in 1...20 { try await arrives(number, in: village) }
      try Disk.append(canary(21, to: "ALL").written, to: sent(village))
      try Disk.append(canary(22, to: "Ross").written, to: sent(village))
      try await quiet(village, 23)
      try expect(Disk.count(Array("###".utf8), in: Disk.read(received(village)) ?? []) == 21, "more arrived")
      try expect(
        Disk.count(Array("###".utf8), in: Disk.read(sent(village)) ?? []) == 23, "something was written")
      try hearsNothing(village)
      try await village.stop()
      let ending = try await village.run(["--check"])
      try expect(ending == .exit(0), "--check ended with \(ending)")
      try expect(!village.output.contains("anary"), "--check shows the canary")
    }
  }

  @Test("H2: nobody can write to it")
  func unreachable() async throws {
    try await Village.with("Ross", "John") { village in
      try await village.start()
      try village.write(Letter(from: "Ross", to: "canary-in", tag: "#x", body: "Hello.").written, in: "Ross")
      try await eventually("Ross is told") {
        village.text("Ross").contains("Nobody here is called canary-in")
          && village.text("Ross").contains("Known are: Ross, John.")
      }
      try send(1, in: village)
      try await arrives(1, in: village)
      try expect(Disk.count(Array("###".utf8), in: Disk.read(received(village)) ?? []) == 1, "more arrived")
    }
  }

  @Test(
    "H2: healthcheck empties both files, again and again: no problem, nothing comes back, nothing is lost")
  func emptied() async throws {
    try await Village.with("Ross", "John", settings: .init(poll: "200ms")) { village in
      try await village.start()
      var number = 0
      for round in 1...4 {
        for _ in 1...800 {
          number += 1
          try send(number, in: village)
        }
        try await arrives(number, in: village)
        try expect(Disk.size(sent(village)) > 64 << 10, "too few for a test")
        for path in [sent(village), received(village)] { try expect(truncate(path, 0) == 0, "truncate") }
        // At once, and after a restart, and after a kill.
        if round == 2 { try await village.stop() }
        if round == 3 { village.killRelay() }
        if round == 2 || round == 3 { try await village.start() }
        number += 1
        try send(number, in: village)
        try await arrives(number, in: village)
        let header = Array("### 20".utf8)
        try expect(
          Disk.count(header, in: Disk.read(received(village)) ?? []) == 1,
          "round \(round): something came back")
      }
      number += 1
      try await quiet(village, number)
      try hearsNothing(village)
    }
  }

  @Test("H2: kills lose and double none")
  func killed() async throws {
    try await Village.with("Ross", "John") { village in
      for round in 1...8 {
        try await village.start()
        for number in 1...20 {
          try send(round * 100 + number, in: village)
          try village.say("John", to: "Ross")
        }
        village.killRelay()
      }
      try await village.start()
      for round in 1...8 {
        for number in 1...20 { try await arrives(round * 100 + number, in: village) }
      }
      village.allowsFragments = true
      try await quiet(village, 9999)
    }
  }

  @Test("R18: paused halts it like everything")
  func paused() async throws {
    try await Village.with("Ross", "John") { village in
      try await village.start()
      try Disk.write("", to: "\(village.state)/paused")
      try send(1, in: village)
      try village.say("John", to: "Ross")
      try await eventually("what waits is in the state") {
        village.log.contains("waiting to deliver to Ross")
      }
      try expect(Disk.size(received(village)) == 0, "it was delivered")
      Disk.remove("\(village.state)/paused")
      try await arrives(1, in: village)
      try await quiet(village, 2)
    }
  }

  @Test("R17: it goes on after a reload")
  func reload() async throws {
    try await Village.with("Ross", "John", "Nell") { village in
      village.settings.configured = ["Ross", "John"]
      try await village.start()
      try send(1, in: village)
      try await arrives(1, in: village)
      village.settings.configured = nil
      try village.configure()
      let mark = village.log.utf8.count
      village.relay?.signal(SIGHUP)
      try await village.logs("is in force", after: mark)
      try await quiet(village, 2)
      try expect(count(1, in: village) == 1, "it came again")
      try hearsNothing(village)
    }
  }

  enum Obstacle: CaseIterable {
    case noFolder, noFile, symlink, hardLink, folder, locked

    /// Puts it in the way, `canary` being the folder and `chat` one of its files.
    func put(_ canary: String, _ chat: String) throws {
      switch self {
      case .noFolder:
        Disk.remove(canary)
        try Disk.write("no folder", to: canary)
      case .noFile: Disk.remove(chat)
      case .symlink:
        Disk.remove(chat)
        Glibc.symlink("/etc/hostname", chat)
      case .hardLink: link(chat, chat + ".too")
      case .folder:
        Disk.remove(chat)
        try Disk.makeFolder(chat)
      case .locked: break
      }
    }
  }

  @Test("H2: whatever is wrong with its files, the others are served", arguments: Obstacle.allCases)
  func obstacle(_ obstacle: Obstacle) async throws {
    try await Village.with("Ross", "John", settings: .init(poll: "200ms")) { village in
      for isRunning in [true, false] {
        for path in [sent(village), received(village)] {
          try await village.start()
          if !isRunning { try await village.stop() }
          try obstacle.put("\(village.state)/canary", path)
          let holder = obstacle == .locked ? open(path, O_RDONLY | O_CLOEXEC) : -1
          if obstacle == .locked, !isRunning { try expect(flock(holder, LOCK_EX | LOCK_NB) == 0, "flock") }
          if !isRunning { try await village.start() }
          try village.say("John", to: "ALL")
          try village.say("Ross", to: "John")
          try await village.judgedWhenQuiet()
          try await village.stop()
          if holder >= 0 { close(holder) }
          Disk.remove("\(village.state)/canary")
        }
      }
    }
  }
}
