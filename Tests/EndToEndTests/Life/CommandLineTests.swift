import Glibc
import Testing

@Suite struct CommandLineTests {
  @Test(
    "6: a wrong configuration is refused with 78 and the place of the error",
    arguments: [
      ("bots:\n  - { name: Ross, chat: /tmp/x, colour: red }\n", "2:"), ("bots: [\n", ""),
      ("bots:\n  - { name: Ross, chat: /tmp/x }\n  - { name: ross, chat: /tmp/y }\n", "3:"),
      ("bots:\n  - { name: Relay, chat: /tmp/x }\n", "2:"),
      ("bots:\n  - { name: \"a b\", chat: /tmp/x }\n", "2:"),
      ("bots:\n  - { name: Ross, chat: /tmp/ }\n", "2:"), ("bots:\n  - { name: Ross }\n", "2:"),
      ("bots: [{ name: Ross, chat: /tmp/x }]\nrelay: { poll: soon }\n", "2:"),
      ("bots: [{ name: Ross, chat: /tmp/x }]\nrelay: { pol: 2s }\n", "2:"),
      ("nonsense\n", "1:"),
      ("", ""), ("{\"bots\": [{\"name\": \"Ross\", \"chat\": [7]}]}\n", "1:"),
      ("bots:\n  - { name: Ross, chat: /tmp/x }\nbots: []\n", "3:"),
    ])
  func wrongConfiguration(_ text: String, _ place: String) async throws {
    try await Village.with("Ross") { village in
      try Disk.write(text, to: village.configuration)
      chmod(village.configuration, 0o600)
      let ending = try await village.launch(configured: true).end()
      try expect(ending == .exit(78), "ended with \(ending)")
      try expect(village.log.contains("botchat.yaml:\(place)"), "no place \(place): \(village.log)")
      try expect(village.log.hasPrefix("relay: error: "), "no error line: \(village.log)")
    }
  }

  @Test("6: a configuration that others may write is refused")
  func writableConfiguration() async throws {
    try await Village.with("Ross", "John") { village in
      try village.configure()
      chmod(village.configuration, 0o666)
      let ending = try await village.launch(configured: true).end()
      try expect(ending == .exit(78) || ending == .exit(77), "ended with \(ending)")
    }
  }

  @Test("6: JSON is accepted")
  func json() async throws {
    try await Village.with("Ross", "John") { village in
      let bots = village.bots.map { "{\"name\": \"\($0)\", \"chat\": \"\(village.chat($0))\"}" }
      let text = "{\"state\": \"\(village.state)\", \"bots\": [\(bots.joined(separator: ", "))]}"
      try Disk.write(text, to: village.configuration)
      chmod(village.configuration, 0o600)
      try village.launch(configured: true)
      try await eventually("ready") { village.readyLines == 1 }
      try village.say("John", to: "Ross")
      try await village.judgedWhenQuiet()
    }
  }

  @Test(
    "7: a wrong command line exits 64 with a hint", arguments: ["--chek", "--since", "file", "--since=never"])
  func usage(_ argument: String) async throws {
    try await Village.with("Ross") { village in
      let ending = try await village.run([argument])
      try expect(ending == .exit(64), "ended with \(ending)")
      try expect(village.log.hasPrefix("relay: error: "), "no error line: \(village.log)")
    }
  }

  @Test(
    "7: --help shows every option and one example, --version a version", arguments: ["--help", "--version"])
  func help(_ argument: String) async throws {
    try await Village.with("Ross") { village in
      let ending = try await village.run([argument])
      try expect(ending == .exit(0), "ended with \(ending)")
      let text = village.output
      let wanted =
        argument == "--help"
        ? ["--once", "--backfill", "--since", "--from-old", "--check", "--config"] : ["relay"]
      for word in wanted { try expect(text.contains(word), "\(argument) does not show \(word)") }
      try expect(!Disk.exists(village.state), "the state folder was made")
    }
  }

  @Test("7: --check shows homes, order and problems, and touches nothing")
  func check() async throws {
    try await Village.with("Ross", "John", "Jack@John", "Nell") { village in
      let good = try await village.run(["--check"])
      try expect(good == .exit(0), "ended with \(good)")
      let text = village.output + village.log
      for word in ["Ross", "John", "Jack", "Nell"] {
        try expect(text.contains(word), "--check does not show \(word)")
      }
      try expect(!Disk.exists("\(village.state)/relay.db"), "--check made a database")
      Disk.remove(village.chat("Nell"))
      let mark = (village.output + village.log).utf8.count
      let bad = try await village.run(["--check"])
      try expect(bad != .exit(0), "a missing chat file is no problem?")
      let more = String(
        decoding: (village.output + village.log).utf8.suffix(
          max(0, (village.output + village.log).utf8.count - mark)), as: UTF8.self)
      try expect(more.contains("nell") || more.contains("Nell"), "--check does not name the problem")
    }
  }

  @Test("7: --once carries everything, waits for it to settle, and ends with 0")
  func once() async throws {
    try await Village.with("Ross", "John") { village in
      let first = try await village.run(["--once"])
      try expect(first == .exit(0), "ended with \(first)")
      for number in 1...10 {
        try village.say("John", to: "Ross", "Number \(number).", isClosed: number % 2 == 0)
        try village.say("Ross", to: "John", "Number \(number).", isClosed: number % 2 != 0)
      }
      let second = try await village.run(["--once"])
      try expect(second == .exit(0), "ended with \(second)")
      try await village.judged(within: .seconds(0))
      let third = try await village.run(["--once"])
      try expect(third == .exit(0), "ended with \(third)")
      try await village.judged(within: .seconds(0))
    }
  }

  @Test("7: names and paths are made harmless wherever they are shown")
  func escaped() async throws {
    try await Village.with("Ross", "John") { village in
      try await village.start()
      let nasty = "\u{1B}[31mred\u{202E}"
      try village.write(
        "\n### 2026-02-10 19:32:15 SGT - \(nasty) → Ross\nText.\n\n\(Letter.closing)\n", in: "John")
      let letter = Letter(from: "John", to: "Ross", tag: "#1", body: "Next.")
      try Disk.append(letter.written, to: village.chat("John"))
      try await village.arrives(letter, in: "Ross")
      try await village.logs("near-header")
      try expect(
        !village.log.contains("\u{1B}") && !village.log.contains("\u{202E}"),
        "raw control characters in the log")
    }
  }
}
