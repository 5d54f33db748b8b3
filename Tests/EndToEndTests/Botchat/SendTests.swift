import Glibc
import Testing

@Suite struct SendTests {
  @Test(
    "send: one append with a right header, the next number, a closing line; the answer is the id that all know"
  )
  func form() async throws {
    try await Village.with("Ross", "John") { village in
      try await village.start()
      let before = village.bytes("Ross").count
      let id = try await village.botchat("send", "--from", "ross", "--to", "john", "The backup is done.").word
      let written = String(decoding: village.bytes("Ross").dropFirst(before), as: UTF8.self)
      let form =
        #/\n### \d{4}-\d\d-\d\d \d\d:\d\d:\d\d \S+ - Ross → John \(#1\)\nThe backup is done\.\n\n⏱ \d\d:\d\d:\d\d[ap]m \S+\n/#
      try expect(written.wholeMatch(of: form) != nil, "written: \(written.debugDescription)")
      try await village.appears(written, in: "John")
      try await village.logs("delivered \(id)")
    }
  }

  @Test(
    "send, 65: a name that nobody has is refused with the nearest right one, and nothing is written",
    arguments: [
      (["--from", "Ros", "--to", "John"], "did you mean Ross?"),
      (["--from", "Ross", "--to", "Jhon"], "did you mean John?"),
      (["--from", "Ross", "--to", "John, Nobody"], "there are Ross, John, Coach"),
      (["--from", "Relay", "--to", "John"], "give a bot or a person"),
      (["--from", "Ross", "--to", "Relay"], "give a bot or a person"),
      (["--from", "ALL", "--to", "John"], "give one bot or person"),
    ])
  func wrongNames(_ names: [String], _ hint: String) async throws {
    try await Village.with("Ross", "John", settings: .init(extra: "humans: [Coach]")) { village in
      let answer = try await village.botchat(["send"] + names + ["Hello."], ends: 65)
      try expect(answer.errors.contains(hint), "it says: \(answer.errors)")
      try expect(answer.output.isEmpty, "an id: \(answer.output)")
      try expect(village.bytes("Ross") == Village.preamble, "written: \(village.text("Ross"))")
    }
  }

  @Test(
    "F2: recipients may be typed as a header may have them",
    arguments: [
      ("ross,john", "Ross, John"), (" @Ross , John ", "Ross, John"), ("ross & john", "Ross, John"),
      ("Ross and John", "Ross, John"), ("ross+john/ROSS", "Ross, John"), ("all", "ALL"), ("rossie", "Ross"),
    ])
  func spellings(_ typed: String, _ written: String) async throws {
    try await Village.with("Jack", "Ross", "John") { village in
      village.settings.ofBots["Ross"] = "aliases: [Rossie]"
      try await village.botchat("send", "--from", "Jack", "--to", typed, "Hello.")
      try expect(village.text("Jack").contains(" - Jack → \(written) (#1)\n"), village.text("Jack"))
    }
  }

  @Test(
    "DESIGN 7: a wrong command line is told with what is accepted, and ends with 64",
    arguments: [
      (["--to", "John", "x"], "--from is missing"), (["--from", "Ross"], "the text is missing"),
      (["--from", "Ross", "--to", "", "x"], "is no NAME"),
      (["--from", "Ross", "--to", "a(#1)", "x"], "is no NAME"),
      (["--from", "Ross", "a", "b"], "quote a text of several words"),
      (["--from", "Ross", "--file", "f", "x"], "do not go together"),
      (["--from", "Ross", "--wait", "--timeout", "soon", "x"], "accepted: a number with a unit"),
      (["--from", "Ross", "--chat", "/c", "--wait", "x"], "--chat sees one file only"),
      (["--form", "Ross", "x"], "did you mean --from?"),
    ])
  func usage(_ words: [String], _ told: String) async throws {
    try await Village.with("Ross", "John") { village in
      let answer = try await village.botchat(["send"] + words, ends: 64)
      try expect(answer.errors.hasPrefix("botchat: error: ") && answer.errors.contains(told), answer.errors)
    }
  }

  @Test("send: what --tag says stands in the parentheses; one that a wake could not name is refused")
  func tags() async throws {
    try await Village.with("Ross", "John") { village in
      try await village.botchat("send", "--from", "Ross", "--tag", "#12 Final", "Done.")
      try await village.botchat("send", "--from", "Ross", "--tag", "(x)", "Done.", ends: 65)
      try await village.botchat("send", "--from", "Ross", "And the next one.")
      let text = village.text("Ross")
      try expect(text.contains(" - Ross (#12 Final)\n") && text.contains(" - Ross (#13)\n"), text)
    }
  }

  @Test("F8: twenty at once into one file: each message whole, each delivered once")
  func together() async throws {
    try await Village.with("Ross", "John") { village in
      try await village.start()
      let body = String(repeating: "All that I have to say. ", count: 400)
      let senders = try (1...20).map { number in
        try village.launchBotchat(["send", "--from", "Ross", "--to", "John", "\(body)No. \(number)."])
      }
      for sender in senders {
        let ending = try await sender.end()
        try expect(ending == .exit(0), "a sender ended with \(ending)")
      }
      for number in 1...20 {
        try await village.appears("\n\(body)No. \(number).\n\n⏱ ", in: "John")
        try expect(village.count("\n\(body)No. \(number).\n\n⏱ ", in: "Ross") == 1, "No. \(number) is torn")
      }
      let check = try await village.botchat("check", village.chat("Ross"))
      try expect(check.word == "20 messages, and nothing else", check.word)
    }
  }

  @Test("R8: who is in the middle of a message is waited for, and not cut off")
  func turns() async throws {
    try await Village.with("Ross@John", "John") { village in
      try village.write("\n### 2026-02-10 19:32:15 SGT - John → Ross (#7)\n", in: "John")
      let sender = try village.launchBotchat(["send", "--from", "Ross", "--to", "John", "Between."])
      try await pause(40)
      try village.write("The body that follows.\n\n\(Letter.closing)\n", in: "John")
      _ = try await sender.end()
      let text = village.text("John")
      try expect(text.contains("(#7)\nThe body that follows."), text)
      try expect(text.contains(" - Ross → John (#8)\nBetween."), text)
    }
  }

  @Test("77, 74: a file that this user may not write, that is missing or no file, is told with what to do")
  func obstacles() async throws {
    guard getuid() == 0 else { return }
    try await Village.with("Ross", "John") { village in
      chmod(village.folder, 0o755)
      chmod(village.chat("Ross"), 0o644)
      let other = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"]
      let send = ["send", "--chat", village.chat("Ross"), "--from", "Ross", "x"]
      let refused = try await village.botchat(send, configured: false, through: other, ends: 77)
      try expect(refused.errors.contains("hint: run this as a user who may"), refused.errors)
      try expect(village.bytes("Ross") == Village.preamble, "written")
      Disk.remove(village.chat("John"))
      let missing = try await village.botchat("send", "--from", "John", "x", ends: 74)
      try expect(missing.errors.contains("the file must exist"), missing.errors)
      try expect(!Disk.exists(village.chat("John")), "it was made")
    }
  }

  @Test("R20: only a person's own uid may speak as that person; where it stands then, the line is trusted")
  func persons() async throws {
    guard getuid() == 0 else { return }
    try await Village.with("Ross", "John") { village in
      let desk = "\(village.folder)/desk"
      try Disk.makeFolder(desk)
      try Disk.write("", to: "\(desk)/BOT_CHAT.md")
      for path in [desk, "\(desk)/BOT_CHAT.md"] { chown(path, 1000, 1000) }
      chmod(village.folder, 0o755)
      village.settings.extra = "humans: [{ name: Coach, uid: 1000, chat: \(desk)/BOT_CHAT.md }, Anna]"
      try await village.start()
      chmod(village.configuration, 0o644)
      let refused = try await village.botchat("send", "--from", "Coach", "--to", "Ross", "Forged.", ends: 77)
      try expect(refused.errors.contains("only uid 1000 may speak as Coach"), refused.errors)
      let coach = ["setpriv", "--reuid", "1000", "--regid", "1000", "--clear-groups"]
      try await village.botchat("send", "--from", "Coach", "--to", "Ross", "Truly.", through: coach)
      try await village.appears("Truly.", in: "Ross")
      try village.write(Letter(from: "Coach", to: "Ross", tag: "#1", body: "Perhaps.").written, in: "John")
      try await village.appears("Perhaps.", in: "Ross")
      let unread = try await village.botchat("unread", "--bot", "Ross").output
      try expect(unread.contains("not verified\nPerhaps."), unread)
      try expect(!unread.contains("not verified\nTruly."), unread)
    }
  }
}
