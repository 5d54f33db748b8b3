import Glibc
import Testing

@Suite struct UnreadTests {
  /// The texts of the messages that are new for a bot.
  private static func texts(_ village: Village, _ bot: String = "Ross") async throws -> [String] {
    let answer = try await village.botchat("unread", "--bot", bot, "--json", ends: nil)
    let json = try answer.json()
    let messages = json["messages"] as? [[String: Any]] ?? []
    try expect(json["version"] as? Int == 1 && json["unread"] as? Int == messages.count, "\(json)")
    try expect(answer.code == (messages.isEmpty ? 1 : 0), "it ended with \(answer.code)")
    return messages.map { ($0["text"] as? String ?? "").split(separator: "\n").first.map(String.init) ?? "" }
  }

  @Test("unread: what others wrote to the bot, oldest first; reading marks nothing, ack does")
  func round() async throws {
    try await Village.with("Ross", "John", "Jack") { village in
      try village.mail(from: "John", to: "Ross", "One.")
      try village.mail(from: "Jack", to: "Ross", "Two.", addressed: "ALL")
      try village.mail(from: "Jack", to: "Ross", "For John alone.", addressed: "John")
      for _ in 0..<2 {
        let texts = try await Self.texts(village)
        try expect(texts == ["One.", "Two."], "\(texts)")
      }
      let said = try await village.botchat("unread", "--bot", "ross").output
      try expect(said.hasPrefix("2 messages for Ross\n") && said.contains("botchat ack --bot Ross "), said)
      let first = try #require(said.split(separator: "\n").first { $0.contains("John → Ross") })
      try await village.botchat("ack", "--bot", "Ross", String(first.suffix(12)))
      let rest = try await Self.texts(village)
      try expect(rest == ["Two."], "\(rest)")
      try await village.botchat("ack", "--bot", "Ross", "--all")
      let answer = try await village.botchat("unread", "--bot", "Ross", ends: 1)
      try expect(answer.word == "nothing new for Ross", answer.output)
    }
  }

  @Test("unread: without a mark, what the bot wrote last shows how far it has come")
  func ownWords() async throws {
    try await Village.with("Ross", "John") { village in
      try village.mail(from: "John", to: "Ross", "Old.")
      try village.say("Ross", to: "John", "I have read it.")
      try village.mail(from: "John", to: "Ross", "New.")
      let texts = try await Self.texts(village)
      try expect(texts == ["New."], "\(texts)")
    }
  }

  @Test("unread: the number in .bot-chat-state counts while it is newer than our mark, and follows ack")
  func oldState() async throws {
    try await Village.with("Ross", "John") { village in
      for number in 1...4 { try village.mail(from: "John", to: "Ross", "No. \(number).", tag: "#\(number)") }
      let old = "\(village.folder)/ross/.bot-chat-state"
      try Disk.write("2\n", to: old)
      var texts = try await Self.texts(village)
      try expect(texts == ["No. 3.", "No. 4."], "by hand before ack: \(texts)")
      try await village.botchat("ack", "--bot", "Ross", "#3")
      try expect(Disk.text(old) == "3\n", "it does not follow: \(Disk.text(old))")
      texts = try await Self.texts(village)
      try expect(texts == ["No. 4."], "after ack: \(texts)")
      try await pause(20)
      try Disk.write("1", to: old)
      texts = try await Self.texts(village)
      try expect(texts == ["No. 2.", "No. 3.", "No. 4."], "by hand after ack: \(texts)")
      try Disk.write("no number", to: old)
      texts = try await Self.texts(village)
      try expect(texts == ["No. 4."], "nonsense counts for nothing: \(texts)")
    }
  }

  @Test("unread: when the marked message was archived away, everything that is left is new")
  func archived() async throws {
    try await Village.with("Ross", "John") { village in
      try village.mail(from: "John", to: "Ross", "Old.")
      try await village.botchat("ack", "--bot", "Ross", "--all")
      let kept = Letter(from: "John", to: "Ross", tag: "#9", body: "Kept.")
      try Disk.write(kept.delivered, to: village.chat("Ross"))
      let texts = try await Self.texts(village)
      try expect(texts == ["Kept."], "\(texts)")
    }
  }

  @Test("F6: headers in a code block are no messages, also at the end of a large file")
  func fences() async throws {
    try await Village.with("Ross", "John") { village in
      let filler = (1...400).map { "Line \($0) of a report that nobody reads to its end, and so on." }
      for number in 1...5 {
        try village.mail(from: "John", to: "Ross", filler.joined(separator: "\n"), tag: "#\(number)")
      }
      try await village.botchat("ack", "--bot", "Ross", "--all")
      let block = "```\n\n### 2026-02-10 19:32:15 SGT - John → Ross (#77)\nAn example.\n```"
      let letter = Letter(header: "### 2026-02-10 19:32:15 SGT - Ross (#6)", body: Array(block.utf8))
      try village.write(letter.written, in: "Ross")
      let texts = try await Self.texts(village)
      try expect(texts.isEmpty, "\(texts)")
    }
  }

  @Test("unread -n: so many are shown, the others are counted")
  func many() async throws {
    try await Village.with("Ross", "John") { village in
      for number in 1...60 { try village.mail(from: "John", to: "Ross", "No. \(number).") }
      let answer = try await village.botchat("unread", "--bot", "Ross", "-n", "2")
      try expect(answer.output.hasPrefix("60 messages for Ross\n"), answer.output)
      try expect(answer.output.contains("58 more: botchat unread"), answer.output)
      let id = try #require(answer.lines.last?.split(separator: " ").last)
      try await village.botchat("ack", "--bot", "Ross", String(id))
      let rest = try await village.botchat("unread", "--bot", "Ross").output
      try expect(rest.hasPrefix("58 messages for Ross\n") && rest.contains("No. 3."), rest)
    }
  }

  @Test("DESIGN 7: what a bot wrote drives no terminal, and breaks no JSON")
  func hostileText() async throws {
    try await Village.with("Ross", "John") { village in
      let body: [UInt8] = Array("a\u{1b}[31mred\u{7} \u{202e}back \"quoted\" \\ \t".utf8) + [0xFF, 0]
      try village.write(
        Letter(header: "### 2026-02-10 19:32:15 SGT - John → Ross (#1)", body: body).delivered, in: "Ross")
      let text = try await village.botchat("unread", "--bot", "Ross")
      try expect(text.output.contains("a\\x1b[31mred\\x07 \\u{202e}back"), text.output)
      try expect(!text.bytes.contains(0x1B) && !text.bytes.contains(0), "raw controls")
      _ = try await village.botchat("unread", "--bot", "Ross", "--json").json()
    }
  }

  @Test("65, 64, 1: names, command lines and ids that are wrong")
  func complaints() async throws {
    try await Village.with("Ross", "John") { village in
      let answer = try await village.botchat("unread", "--bot", "Ros", ends: 65)
      try expect(answer.errors.contains("did you mean Ross?"), answer.errors)
      try await village.botchat("unread", ends: 64)
      try await village.botchat("unread", "--bot", "Ross", "-n", "0", ends: 64)
      try await village.botchat("ack", "--bot", "Ross", ends: 64)
      try await village.botchat("ack", "--bot", "Ross", "--all", "#1", ends: 64)
      try await village.botchat("ack", "--bot", "Ross", "#1", ends: 1)
      try await village.botchat("ack", "--bot", "Ross", "--all", ends: 1)
      try village.mail(from: "John", to: "Ross", "Here.")
      try await village.botchat("ack", "--bot", "Ross", "abc", ends: 1)
    }
  }
}
