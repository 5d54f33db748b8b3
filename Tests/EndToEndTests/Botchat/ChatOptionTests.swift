import Glibc
import Testing

@Suite struct ChatOptionTests {
  @Test(
    "--chat: a bot that sees only its workspace writes, reads, marks and looks, without configuration or state"
  )
  func alone() async throws {
    try await Village.with("Ross", "John") { village in
      let chat = ["--chat", village.chat("Ross")]
      try village.mail(from: "John", to: "Ross", "Are you there?", tag: "#4")
      var answer = try await village.botchat(["unread", "--bot", "Ross"] + chat, configured: false)
      try expect(answer.output.contains("Are you there?"), answer.output)
      // The command that it names can be copied as it stands.
      let copied = answer.lines.last?.split(separator: " ").drop { $0 != "ack" }.map(String.init) ?? []
      try await village.botchat(copied, configured: false)
      Disk.remove("\(village.folder)/ross/.bot-chat-read")
      Disk.remove("\(village.folder)/ross/.bot-chat-state")
      try await village.botchat(["ack", "--bot", "Ross", "#4"] + chat, configured: false)
      try await village.botchat(["unread", "--bot", "Ross"] + chat, configured: false, ends: 1)
      try await village.botchat(
        ["send", "--from", "Ross", "--to", "John", "Here."] + chat, configured: false)
      try expect(village.text("Ross").contains(" - Ross → John (#5)\nHere."), village.text("Ross"))
      answer = try await village.botchat(["log"] + chat, configured: false)
      try expect(answer.output.contains("Are you there?") && answer.output.contains("Here."), answer.output)
      answer = try await village.botchat(["check"] + chat, configured: false)
      try expect(answer.word == "2 messages, and nothing else", answer.output)
      try expect(!Disk.exists(village.state), "a state folder was made")
    }
  }

  @Test("--chat: a bot's own link leads to the file that it shares, and its mark stands beside its own path")
  func ownLink() async throws {
    try await Village.with("John", "Jack@John") { village in
      try village.mail(from: "Ross", to: "John", "For both.", tag: "#1", addressed: "John, Jack")
      let link = ["--chat", village.usual("Jack")]
      try await village.botchat(
        ["send", "--from", "Jack", "--to", "John", "Hello."] + link, configured: false)
      try expect(village.count(" - Jack → John (#2)\nHello.", in: "John") == 1, village.text("John"))
      try await village.botchat(["ack", "--bot", "Jack", "--all"] + link, configured: false)
      try await village.botchat(["unread", "--bot", "Jack"] + link, configured: false, ends: 1)
      let john = try await village.botchat(
        ["unread", "--bot", "John", "--chat", village.chat("John")], configured: false)
      try expect(john.output.contains("For both."), "Jack's mark is John's: \(john.output)")
    }
  }

  @Test("DESIGN 8: root is not led to its own files by a link that a bot has made")
  func plantedLink() async throws {
    guard getuid() == 0 else { return }
    try await Village.with("Ross", "John") { village in
      try Disk.write("secret\n", to: "\(village.folder)/secret")
      Disk.remove(village.chat("Ross"))
      try expect(symlink("\(village.folder)/secret", village.usual("Ross")) == 0, "no link")
      lchown(village.usual("Ross"), 1000, 1000)
      for words in [["send", "--from", "Ross", "x"], ["log"], ["unread", "--bot", "Ross"], ["check"]] {
        let answer = try await village.botchat(
          words + ["--chat", village.usual("Ross")], configured: false, ends: 77)
        try expect(answer.errors.contains("a link that somebody else made"), answer.errors)
      }
      try expect(Disk.text("\(village.folder)/secret") == "secret\n", "it was written to")
    }
  }

  @Test(
    "65: names that nobody can have are refused without a configuration, too",
    arguments: [
      ["--from", "Relay"], ["--from", "and"], ["--from", "a b"], ["--from", "Ross", "--to", "relay"],
    ])
  func reserved(_ names: [String]) async throws {
    try await Village.with("Ross", "John") { village in
      try await village.botchat(
        ["send"] + names + ["--chat", village.chat("Ross"), "x"], configured: false, ends: 65)
      try expect(village.bytes("Ross") == Village.preamble, "written")
    }
  }
}
