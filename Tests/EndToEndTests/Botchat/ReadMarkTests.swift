import Glibc
import Testing

@Suite struct ReadMarkTests {
  @Test(
    "DESIGN 8: links at the marks' names are replaced, and never followed",
    arguments: [".bot-chat-read", ".bot-chat-state"])
  func links(_ name: String) async throws {
    try await Village.with("Ross", "John") { village in
      let secret = "\(village.folder)/secret"
      try Disk.write("3\n", to: secret)
      for number in 1...4 { try village.mail(from: "John", to: "Ross", "No. \(number).", tag: "#\(number)") }
      let mark = "\(village.folder)/ross/\(name)"
      try expect(symlink(secret, mark) == 0, "no link")
      let unread = try await village.botchat("unread", "--bot", "Ross").output
      try expect(unread.hasPrefix("4 messages"), "the link was followed: \(unread)")
      try await village.botchat("ack", "--bot", "Ross", "--all")
      try expect(Disk.text(secret) == "3\n", "it was written through the link")
      try await village.botchat("unread", "--bot", "Ross", ends: 1)
    }
  }

  @Test("DESIGN 8: a pipe, a folder or a huge file at the marks' names stops nobody from reading")
  func obstacles() async throws {
    try await Village.with("Ross", "John") { village in
      try village.mail(from: "John", to: "Ross", "Here.", tag: "#1")
      let mark = "\(village.folder)/ross/.bot-chat-read"
      try expect(mkfifo(mark, 0o666) == 0, "no pipe")
      try Disk.write([UInt8](repeating: 0x31, count: 1 << 20), to: "\(village.folder)/ross/.bot-chat-state")
      try await village.botchat("unread", "--bot", "Ross")
      Disk.remove(mark)
      try Disk.makeFolder(mark)
      try await village.botchat("unread", "--bot", "Ross")
      let answer = try await village.botchat("ack", "--bot", "Ross", "--all", ends: 74)
      try expect(answer.errors.contains("cannot mark it as read"), answer.errors)
    }
  }

  @Test("DESIGN 8: what root marks for a bot is the bot's own, and nothing is left beside it")
  func owner() async throws {
    guard getuid() == 0 else { return }
    try await Village.with("Ross", "John") { village in
      try village.mail(from: "John", to: "Ross", "Here.", tag: "#1")
      chown("\(village.folder)/ross", 1000, 1000)
      try await village.botchat("ack", "--bot", "Ross", "--all")
      let names = Disk.names(in: "\(village.folder)/ross").sorted()
      try expect(names == [".bot-chat-read", ".bot-chat-state", "BOT_CHAT.md"], "\(names)")
      for name in names.prefix(2) {
        let identity = Disk.identity("\(village.folder)/ross/\(name)")
        try expect(identity.hasPrefix("uid 1000 gid 1000 mode 100644 "), identity)
      }
    }
  }

  @Test("77: who may not write the mark is told")
  func refused() async throws {
    guard getuid() == 0 else { return }
    try await Village.with("Ross", "John") { village in
      try village.mail(from: "John", to: "Ross", "Here.")
      chmod(village.folder, 0o755)
      let other = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"]
      let answer = try await village.botchat(
        "ack", "--bot", "Ross", "--all", "--chat", village.chat("Ross"), configured: false, through: other,
        ends: 77)
      try expect(answer.errors.contains("cannot mark it as read"), answer.errors)
    }
  }

  @Test("those who share a file have a mark each, beside their own paths")
  func shared() async throws {
    try await Village.with("John", "Jack@John") { village in
      try village.mail(from: "Ross", to: "John", "For both.", addressed: "John, Jack")
      try await village.botchat("ack", "--bot", "Jack", "--all")
      try await village.botchat("unread", "--bot", "Jack", ends: 1)
      try await village.botchat("unread", "--bot", "John")
    }
  }
}
