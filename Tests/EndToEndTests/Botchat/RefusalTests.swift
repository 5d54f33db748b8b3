import Glibc
import Testing

/// Files and state that a user may not look into: that is said, and never taken for "there is nothing".
@Suite struct RefusalTests {
  private static let other = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"]

  /// A village that another user walks through, but for its state.
  private static func open(
    _ scenario: (Village) async throws -> Void
  ) async throws {
    guard getuid() == 0 else { return }
    try await Village.with("Ross", "John", settings: .init(settle: "150ms", extra: "humans: [Coach]")) {
      village in
      try await village.start()
      chmod(village.folder, 0o755)
      chmod(village.configuration, 0o644)
      try await village.botchat("send", "--from", "Ross", "--to", "John", "--wait", "Hello.")
      try await village.botchat("send", "--from", "John", "--to", "Ross", "--wait", "Yes.")
      try await scenario(village)
    }
  }

  @Test(
    "77: the state of another user: nothing is said of it but that, and what to do",
    arguments: [
      ["status"], ["doctor"], ["pause"], ["pause", "Ross"], ["resume"], ["drop", "#1"], ["resend", "#1"],
    ])
  func state(words: [String]) async throws {
    try await Self.open { village in
      let answer = try await village.botchat(words, through: Self.other, ends: 77)
      try expect(answer.errors.contains("hint: run this as the relay's user"), answer.errors)
      try expect(answer.output.isEmpty, answer.output)
    }
  }

  @Test("77: a person whose file only the relay's user can open is told of the cure")
  func person() async throws {
    try await Self.open { village in
      for words in [["unread", "--bot", "Coach"], ["send", "--from", "Coach", "--to", "Ross", "Hm."]] {
        let answer = try await village.botchat(words, through: Self.other, ends: 77)
        try expect(answer.errors.contains("give Coach a \"chat\" in the configuration"), answer.errors)
      }
    }
  }

  @Test("77: a chat file that cannot be read is left out aloud; one that is not there is no failure of log")
  func chats() async throws {
    try await Self.open { village in
      chmod(village.chat("John"), 0o600)
      let log = try await village.botchat("log", through: Self.other, ends: 77)
      try expect(
        log.errors.contains("left out: cannot open the chat file: open \(village.chat("John"))"), log.errors)
      try expect(log.output.contains("Hello."), log.output)
      let missing = try await village.botchat("show", "#2", through: Self.other, ends: 77)
      try expect(missing.errors.contains("in the chat files that can be read"), missing.errors)
      Disk.remove(village.chat("John"))
      let gone = try await village.botchat("log")
      try expect(gone.errors.contains("left out: ") && gone.output.contains("Hello."), "\(gone)")
      let status = try await village.botchat("status", ends: 1)
      try expect(status.output.contains("file     cannot open the chat file: "), status.output)
    }
  }

  @Test("a person's file that the relay has not made yet: who makes it; an empty log says that it is")
  func notMade() async throws {
    try await Village.with("Ross", "John", settings: .init(extra: "humans: [Coach]")) { village in
      let answer = try await village.botchat("send", "--from", "Coach", "--to", "Ross", "Hm.", ends: 74)
      try expect(answer.errors.contains("the relay makes it when it starts"), answer.errors)
      let log = try await village.botchat("log", ends: 1)
      try expect(log.errors == "botchat: error: there is no message yet\n", log.errors)
      let none = try await village.botchat("log", "--grep", "x", ends: 1)
      try expect(none.errors.contains("there is no such message"), none.errors)
    }
  }

  @Test("show: of several messages with one number the newest, and the ids of the others")
  func numbers() async throws {
    try await Village.with("Ross", "John") { village in
      try village.say("John", to: "Ross", "The other.", tag: "#1")
      try await village.botchat("send", "--from", "Ross", "--to", "John", "--tag", "#1", "The newest.")
      let other = try await village.id(of: "The other.").prefix(12)
      let answer = try await village.botchat("show", "#1")
      try expect(answer.output.contains("The newest."), answer.output)
      try expect(
        answer.errors.contains("botchat: #1 is also \(other); the newest is shown"), answer.errors)
    }
  }
}
