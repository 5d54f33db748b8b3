import Foundation
import Glibc
import Testing

/// A wake that was only queued: signs of life, reminders, the person, the rescue.
@Suite struct AnswerTests {
  private static let answer = "burst: 50ms, answer: { within: 1s, repeat: 2 }"

  @Test("W5: a bot that shows no life is woken again, then the person is told, once")
  func silence() async throws {
    try await Village.with("Ross", settings: Village.waking()) { village in
      let bell = try village.bell(for: "Ross", Self.answer)
      let alarm = try village.alarm()
      try await village.startMonitor("Ross")
      try village.mail(from: "John", to: "Ross", tag: "#1")
      try await alarm.rings(1)
      let texts = bell.calls.map(\.text)
      try expect(texts.count == 3, "\(texts)")
      try expect(texts[1].contains("reminder 1") && texts[2].contains("reminder 2"), "\(texts)")
      try expect(texts.allSatisfy { $0.contains("from John (#1") }, "\(texts)")
      try expect(Set(texts).count == 3, "\(texts)")
      try expect(alarm.calls[0].text.contains("Ross"), alarm.calls[0].text)
      // It may be silent: what comes next wakes it as before, from the beginning.
      try village.mail(from: "John", to: "Ross", tag: "#2")
      try await bell.rings(4)
      try expect(!bell.calls[3].text.contains("reminder"), bell.calls[3].text)
      try expect(alarm.calls.count == 1, "\(alarm.calls.map(\.text))")
    }
  }

  @Test(
    "W5: a message by the bot, or its .bot-chat-state touched, is a sign of life: no reminder",
    arguments: ["message", "state"])
  func life(_ sign: String) async throws {
    try await Village.with("Ross", settings: Village.waking()) { village in
      let bell = try village.bell(for: "Ross", Self.answer)
      let silent = try village.alarm()
      try await village.startMonitor("Ross")
      try village.mail(from: "John", to: "Ross", tag: "#1")
      try await bell.rings(1)
      try await village.monitorLogs("Ross", "woke Ross")
      if sign == "message" {
        try village.write(Letter(from: "Ross", to: "John", tag: "#r", body: "Here.").written, in: "Ross")
      } else {
        try Disk.write("{}\n", to: "\(village.folder)/ross/.bot-chat-state")
      }
      // Twice as long as its reminder would take.
      try await pause(2000)
      try expect(bell.calls.count == 1 && silent.calls.isEmpty, "\(bell.calls.map(\.text))")
      try await village.settles(bell, of: "Ross", at: 1)
    }
  }

  @Test("W5: a neighbour's words are no sign of life")
  func neighbour() async throws {
    try await Village.with("John", "Jack@John", settings: Village.waking()) { village in
      let bell = try village.bell(for: "Jack", Self.answer)
      try await village.startMonitor("Jack")
      try village.mail(from: "Ross", to: "Jack", tag: "#1")
      try await bell.rings(1)
      try village.write(Letter(from: "John", to: "Ross", tag: "#n", body: "Busy.").written, in: "John")
      try await bell.rings(2)
      try expect(bell.calls[1].text.contains("reminder 1"), bell.calls[1].text)
    }
  }

  @Test("W5: rescue with when: always runs after the last reminder, and the bot is woken once more")
  func rescue() async throws {
    try await Village.with("Ross", settings: Village.waking()) { village in
      let rescue = try Stub(in: "\(village.folder)/rescue")
      let alarm = try village.alarm()
      let bell = try village.bell(
        for: "Ross",
        "burst: 50ms, answer: { within: 1s, repeat: 1 }, rescue: { run: [\(rescue.program), restart], when: always }"
      )
      try await village.startMonitor("Ross")
      try village.mail(from: "John", to: "Ross", tag: "#1")
      try await rescue.rings(1)
      try await bell.rings(3)
      try expect(rescue.calls[0].arguments == ["restart"], "\(rescue.calls[0].arguments)")
      try expect(bell.calls[2].began > rescue.calls[0].began, "woken before the rescue")
      try await alarm.rings(1)
      try await village.monitorLogs("Ross", "rescued Ross")
      // It stays silent after that: nobody restarts it for ever.
      try await pause(2000)
      try expect(rescue.calls.count == 1, "rescued \(rescue.calls.count) times")
    }
  }

  @Test(
    "W5: a rescue needs evidence: a session that failed, was killed or timed out after the wake",
    arguments: ["failed", "killed", "timeout"])
  func evidence(_ status: String) async throws {
    try await Self.withSessions { village, bell, rescue in
      try village.mail(from: "John", to: "Ross", tag: "#1")
      try await bell.rings(1)
      try Self.sessions(status, endedAt: Self.now() + 1, in: village)
      try await rescue.rings(1)
      try await village.monitorLogs("Ross", "rescued Ross")
    }
  }

  @Test(
    "W5: no evidence, no rescue: sessions that are well, that failed long ago, or no sessions at all",
    arguments: ["running", "done", "old", "none", "broken"])
  func noEvidence(_ case: String) async throws {
    try await Self.withSessions { village, bell, rescue in
      switch `case` {
      case "old": try Self.sessions("failed", endedAt: Self.now() - 60_000, in: village)
      case "none": break
      case "broken": try Disk.write("{ \"a\": ", to: "\(village.folder)/sessions/sessions.json")
      default: try Self.sessions(`case`, endedAt: Self.now() + 600_000, in: village)
      }
      try village.mail(from: "John", to: "Ross", tag: "#1")
      try await village.monitorLogs("Ross", "Ross is not rescued")
      try expect(rescue.calls.isEmpty, "rescued without evidence")
      try await village.settles(bell, of: "Ross", at: bell.sum)
    }
  }

  @Test("W5: a rescue that fails is said, and told to the person")
  func failingRescue() async throws {
    try await Village.with("Ross", settings: Village.waking()) { village in
      let rescue = try Stub(in: "\(village.folder)/rescue")
      try rescue.tell("echo broken; exit 4")
      let alarm = try village.alarm()
      let bell = try village.bell(
        for: "Ross",
        "burst: 50ms, answer: { within: 1s, repeat: 0 }, rescue: { run: [\(rescue.program)], when: always }")
      try await village.startMonitor("Ross")
      try village.mail(from: "John", to: "Ross")
      try await village.monitorLogs("Ross", "rescue of Ross failed")
      try expect(village.monitorLog("Ross").contains("exit code 4"), "the log does not say why")
      try await alarm.rings(1)
      try await village.settles(bell, of: "Ross", at: 1)
    }
  }

  @Test(
    "W5: a reminder that was due while the monitor was down comes after it is back, not from the beginning")
  func overRestart() async throws {
    try await Village.with("Ross", settings: Village.waking()) { village in
      let bell = try village.bell(for: "Ross", "burst: 50ms, answer: { within: 2s, repeat: 1 }")
      let first = try await village.startMonitor("Ross")
      try village.mail(from: "John", to: "Ross")
      try await village.monitorLogs("Ross", "woke Ross")
      first.destroy()
      try await village.startMonitor("Ross")
      try await bell.rings(2)
      try expect(bell.calls[1].text.contains("reminder 1"), bell.calls[1].text)
      let gap = (bell.calls[1].began - bell.calls[0].began) / 1_000_000
      try expect(gap > 1500, "the reminder came after \(gap) ms")
    }
  }

  // MARK: sessions

  private static func withSessions(_ scenario: (Village, Stub, Stub) async throws -> Void) async throws {
    try await Village.with("Ross", settings: Village.waking()) { village in
      let rescue = try Stub(in: "\(village.folder)/rescue")
      try Disk.makeFolder("\(village.folder)/sessions")
      let bell = try village.bell(
        for: "Ross",
        "burst: 50ms, answer: { within: 1s, repeat: 0 }, rescue: { run: [\(rescue.program)] }, "
          + "gateway: { url: \"http://127.0.0.1:9\", sessions: \(village.folder)/sessions }")
      try await village.startMonitor("Ross")
      try await scenario(village, bell, rescue)
    }
  }

  /// Milliseconds since 1970, as OpenClaw counts.
  private static func now() -> Int { Int(Date().timeIntervalSince1970 * 1000) }

  private static func sessions(_ status: String, endedAt: Int, in village: Village) throws {
    let text = """
      { "agent:main:main": { "sessionId": "a", "updatedAt": \(endedAt), "status": "done", "endedAt": \(endedAt) },
        "agent:main:other": { "sessionId": "b", "nested": { "x": [1, 2] }, "status": "\(status)", "endedAt": \(endedAt) } }
      """
    try Disk.write(text, to: "\(village.folder)/sessions/sessions.json")
  }
}
