import Glibc
import Testing

@Suite struct AbuseTests {
  @Test("R20: what a bot writes forges no line of the log, and no escape sequence reaches a terminal")
  func log() async throws {
    try await Village.with("Ross", "John") { village in
      try await village.start()
      let forged = "2026-02-10 19:32:15 delivered 000000000000 from Ross to John"
      let near = "### 2026-02-10 19:32 - Ross -> \u{1b}]0;owned\u{7}\u{202e}"
      try Disk.append(Array("\n\(near)\n".utf8), to: village.chat("Ross"))
      let letter = try village.say("John", to: "Ross")
      try await village.arrives(letter, in: "Ross")
      try Disk.append(Array("stray \u{1b}[2J\r\n\(forged)\n".utf8), to: village.chat("Ross"))
      try await village.logs("stray \\x1b[2J\\r\\n")
      let lines = village.log.split(separator: "\n")
      try expect(!lines.contains { $0 == forged }, "a line of the log was forged")
      try expect(
        !village.log.unicodeScalars.contains { $0 == "\u{1b}" || $0 == "\u{202e}" || $0 == "\u{7}" },
        "a control character stands in the log")
    }
  }

  @Test("DESIGN 7: with standard output and error closed nothing else is opened in their place")
  func closedStreams() async throws {
    try await Village.with("Ross", "John") { village in
      let program = try village.launch(through: ["bash", "-c", "exec \"$0\" \"$@\" <&- >&- 2>&-"])
      try await eventually("the relay serves the files") { Disk.exists("\(village.state)/relay.id") }
      let letter = try village.say("Ross", to: "John, Nobody", reaching: ["John"])
      try await village.arrives(letter, in: "John")
      for number in 0...2 {
        var target = [CChar](repeating: 0, count: 256)
        let count = readlink("/proc/\(program.pid)/fd/\(number)", &target, 255)
        let path = String(decoding: target.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        try expect(path == "/dev/null", "descriptor \(number) is \(path)")
      }
    }
  }

  @Test("R12: a file that cannot be opened is said once, and --once does not wait for it")
  func unreadable() async throws {
    try await Village.with("Ross", "John") { village in
      // Root may read everything of its own: as another user's it is read with that user's rights.
      if geteuid() == 0 { chown(village.chat("Ross"), 1000, 1000) }
      chmod(village.chat("Ross"), 0)
      let ending = try await village.run(["--once"])
      try expect(ending == .exit(74), "it ended with \(ending)")
      let count = Disk.count(Array("problem: refused".utf8), in: Array(village.log.utf8))
      try expect(count == 1, "the problem is said \(count) times")
    }
  }

  @Test("R14: a header with thousands of unknown names gets one notice")
  func manyNames() async throws {
    try await Village.with("Ross", "John") { village in
      try await village.start()
      let names = (1000..<2200).map { "x\($0)" }.joined(separator: ",")
      let letter = Letter(from: "Ross", to: "John,\(names)", tag: "#many", body: "Hello.")
      try Disk.append(letter.written, to: village.chat("Ross"))
      try await village.arrives(letter, in: "John")
      try await village.appears("- Relay → Ross", in: "Ross")
      let next = try village.say("Ross", to: "John")
      try await village.arrives(next, in: "John")
      try expect(village.count("- Relay → Ross", in: "Ross") == 1, "there is more than one notice")
    }
  }

  @Test("R12: when the state folder is removed, delivery stops and the end is no success")
  func stateRemoved() async throws {
    try await Village.with("Ross", "John", settings: .init(poll: "200ms")) { village in
      try await village.start()
      try Disk.move(village.state, to: "\(village.folder)/aside")
      let first = try village.say("Ross", to: "John")
      try await village.arrives(first, in: "John")
      try await village.logs("removed or replaced")
      village.relay?.signal(SIGTERM)
      let ending = try await village.relay?.end()
      try expect(ending == .exit(74), "it ended with \(String(describing: ending))")
      // With its state back nothing is missing and nothing doubled.
      try Disk.move("\(village.folder)/aside", to: village.state)
      try await village.start()
      try await village.judgedWhenQuiet()
    }
  }

  @Test("R6: an archive that is written behind the file again sends nothing, and what follows goes on")
  func archiveAgain() async throws {
    try await Village.with("Ross", "John") { village in
      let archive = (0..<3000).map { number in
        let time = "\(12 + number / 3600):\(10 + number / 60 % 50):\(10 + number % 50)"
        return
          "\n### 2026-01-02 \(time) SGT - Ross → John (#a\(number))\nOld \(number).\n\n\(Letter.closing)\n"
      }.joined()
      try village.write(archive, in: "Ross")
      // Older than `settle`: history.
      var times = [timeval(tv_sec: 1_700_000_000, tv_usec: 0), timeval(tv_sec: 1_700_000_000, tv_usec: 0)]
      utimes(village.chat("Ross"), &times)
      try await village.start()
      try village.write(archive, in: "Ross")
      try await village.judgedWhenQuiet()
      try await village.logs("dropped")
    }
  }

  @Test("R6: thousands of messages under one header that identifies nothing all arrive")
  func oneHeader() async throws {
    try await Village.with("Ross", "John") { village in
      try await village.start()
      for number in 0..<3000 {
        let text = "### 2026-01-02 12:00 SGT - Ross → John\nNews \(number).\n\n\(Letter.closing)"
        village.own["Ross", default: []].append(Array("\n\(text)\n".utf8))
        village.expects(Array("\n\(text)\n".utf8), from: "Ross", in: ["John"])
      }
      let all = (village.own["Ross"] ?? []).dropFirst().flatMap { $0 }
      try Disk.append(Array(all), to: village.chat("Ross"))
      try await village.judgedWhenQuiet()
    }
  }
}

@Suite struct TruthfulCheckTests {
  @Test(
    "DESIGN 7: --check names what the relay would refuse: a file it cannot open, a state that others may write"
  )
  func refusals() async throws {
    try await Village.with("Ross", "John") { village in
      if geteuid() == 0 { chown(village.chat("Ross"), 1000, 1000) }
      chmod(village.chat("Ross"), 0)
      try Disk.makeFolder(village.state)
      chmod(village.state, 0o777)
      let ending = try await village.run(["--check"])
      try expect(ending == .exit(74), "--check ended with \(ending)")
      try expect(village.output.contains("Permission denied"), "the file that cannot be opened is not named")
      try expect(village.output.contains("lets others write"), "the state folder is not named")
    }
  }
}
