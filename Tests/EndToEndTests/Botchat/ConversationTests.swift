import Glibc
import Testing

@Suite struct ConversationTests {
  /// The bodies of `botchat log`, in its order.
  private static func bodies(_ village: Village, _ options: String...) async throws -> [String] {
    let answer = try await village.botchat(["log", "--json"] + options, ends: nil)
    return try answer.lines.map { line in
      let text = try Answer(code: 0, bytes: Array(line.utf8), errors: "").json()["text"] as? String ?? ""
      return text.split(separator: "\n").first.map(String.init) ?? ""
    }
  }

  private static func write(
    _ village: Village, _ time: String, _ sender: String, _ to: String?, _ body: String
  ) throws {
    try village.write(
      Letter(from: sender, to: to, tag: village.nextTag(), body: body, time: "2026-02-10 \(time) SGT")
        .written,
      in: sender)
  }

  @Test("log: all files merged by time, the order within a file kept, each message once")
  func merged() async throws {
    try await Village.with("Ross", "John", "Jack@John") { village in
      try Self.write(village, "10:00:01", "John", "Ross", "1")
      try Self.write(village, "10:00:02", "Ross", "John", "2")
      try Self.write(village, "10:00:04", "Jack", "Ross", "4")
      try Self.write(village, "10:00:03", "John", "Jack", "5, with a clock that was set back")
      try Self.write(village, "10:00:05", "Ross", "ALL", "6")
      // Copies, as the relay brings them.
      try village.mail(from: "John", to: "Ross", "1", tag: "#1")
      let bodies = try await Self.bodies(village)
      try expect(bodies == ["1", "2", "4", "5, with a clock that was set back", "6"], "\(bodies)")
      let last = try await Self.bodies(village, "-n", "2")
      try expect(last == Array(bodies.suffix(2)), "\(last)")
    }
  }

  @Test("log: what a person wrote stands once, also where it was carried to")
  func persons() async throws {
    try await Village.with("Ross", "John", settings: .init(settle: "150ms", extra: "humans: [Coach]")) {
      village in
      try await village.start()
      try village.write(
        Letter(from: "Coach", to: "ALL", tag: "#1", body: "Good morning.").written, in: "John")
      try await village.appears("Good morning.", in: "Ross")
      let bodies = try await Self.bodies(village)
      try expect(bodies == ["Good morning."], "\(bodies)")
    }
  }

  @Test("log: --bot, --between, --since, --grep")
  func filters() async throws {
    try await Village.with("Ross", "John", "Jack") { village in
      try Self.write(village, "10:00:01", "John", "Ross", "one, Überraschung")
      try Self.write(village, "10:00:02", "Jack", "John", "two, CAFE\u{301}")
      try Self.write(village, "10:00:03", "Ross", "ALL", "three, naïve")
      try Self.write(village, "10:00:04", "Ross", "Jack", "four")
      let cases: [([String], [String])] = [
        (["--bot", "john"], ["one", "two", "three"]), (["--between", "Ross,jack"], ["three", "four"]),
        (["--between", "John,Jack"], ["two"]), (["--since", "2026-02-10 10:00:03"], ["three", "four"]),
        (["--since", "2h"], []), (["--grep", "OnE"], ["one"]), (["--grep", "überRASCHUNG"], ["one"]),
        (["--grep", "café"], ["two"]), (["--grep", "NAÏVE"], ["three"]), (["--grep", "→ jack"], ["four"]),
        (["--grep", "[a-z"], []), (["-n", "1", "--grep", "e,"], ["three"]), (["-n", "0"], []),
      ]
      for (options, expected) in cases {
        let answer = try await village.botchat(["log", "--json"] + options, ends: expected.isEmpty ? 1 : 0)
        try expect(answer.lines.count == expected.count, "\(options): \(answer.output)")
        for (line, word) in zip(answer.lines, expected) {
          try expect(line.contains("\"text\": \"\(word)"), "\(options): \(line)")
        }
      }
      try await village.botchat("log", "--bot", "Jhon", ends: 65)
      try await village.botchat("log", "--between", "Ross", ends: 64)
      try await village.botchat("log", "-n", "many", ends: 64)
    }
  }

  @Test("log: where each message has come: delivered, waiting, answered; show says the same")
  func states() async throws {
    try await Village.with("Ross", "John", "Jack") { village in
      try await village.start()
      try await village.botchat("send", "--from", "Ross", "--to", "John, Jack", "--wait", "All well?")
      try await village.botchat("send", "--from", "John", "--to", "Ross", "--wait", "Yes.")
      var log = try await village.botchat("log").output
      try expect(log.contains("→ John: delivered, answered; Jack: delivered\n"), log)
      let shown = try await village.botchat("show", "#1", "--json").json()
      let deliveries = (shown["message"] as? [String: Any])?["deliveries"] as? [[String: Any]]
      try expect(
        deliveries?.map { $0["state"] as? String } == ["delivered, answered", "delivered"], "\(shown)")
      try await village.botchat("pause")
      let id = try await village.botchat("send", "--from", "Ross", "--to", "John", "Wait.").word
      let deadline = ContinuousClock.now + .seconds(25)
      repeat {
        log = try await village.botchat("log").output
      } while !log.hasSuffix("\(id)\nWait.\n→ John: waits, paused\n") && ContinuousClock.now < deadline
      try expect(log.hasSuffix("→ John: waits, paused\n"), log)
    }
  }

  @Test("log | head: it ends quietly with 0")
  func closedPipe() async throws {
    try await Village.with("Ross", "John") { village in
      for number in 1...3000 { try Self.write(village, "10:00:00", "Ross", "John", "No. \(number).") }
      for words in [
        ["log", "-n", "all"], ["log", "-n", "all", "--json"], ["unread", "--bot", "John"], ["--help"],
      ] {
        let shell = ["bash", "-c", "set -o pipefail; \"$0\" \"$@\" | head -1"]
        let answer = try await village.botchat(words, through: shell, ends: words[0] == "unread" ? 1 : 0)
        try expect(answer.lines.count == 1 && answer.errors.isEmpty, "\(words): \(answer)")
      }
    }
  }

  @Test("74: an answer that a full disk swallows is a failure")
  func fullDisk() async throws {
    try await Village.with("Ross", "John") { village in
      try Self.write(village, "10:00:00", "Ross", "John", "Hello.")
      for words in [["log"], ["names"], ["check", village.chat("Ross")]] {
        let answer = try await village.botchat(
          words, through: ["bash", "-c", "exec \"$0\" \"$@\" > /dev/full"], ends: 74)
        try expect(answer.errors.contains("No space left on device"), answer.errors)
      }
    }
  }

  @Test("log: a file that is rewritten and cleared again and again is read without harm")
  func rewritten() async throws {
    try await Village.with("Ross", "John") { village in
      let letters = (1...400).flatMap {
        Letter(from: "Ross", to: "John", tag: "#\($0)", body: "No. \($0).").written
      }
      try Disk.write(letters, to: village.chat("Ross"))
      try Disk.write(letters, to: "\(village.folder)/copy")
      let writer = try Program(
        ["bash", "-c", "while :; do cat \(village.folder)/copy > $f; : > $f; done"],
        environment: ["f=\(village.chat("Ross"))"], output: "/dev/null", errors: "/dev/null")
      village.programs.append(writer)
      for _ in 0..<10 {
        let log = try await village.botchat("log", "-n", "all", "--json", ends: nil)
        try expect(log.code == 0 || log.code == 1, "it ended with \(log.code): \(log.errors)")
        for line in log.lines { _ = try Answer(code: 0, bytes: Array(line.utf8), errors: "").json() }
        let unread = try await village.botchat("unread", "--bot", "John", ends: nil)
        try expect(unread.code == 0 || unread.code == 1, "unread ended with \(unread.code): \(unread.errors)")
      }
    }
  }
}
