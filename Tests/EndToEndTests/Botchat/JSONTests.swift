import Foundation
import Testing

@Suite struct JSONTests {
  private static let readme: String = {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    return ((try? String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)) ?? "")
      .split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }()

  /// The keys that the README names behind these words.
  private static func described(_ words: String) throws -> Set<String> {
    let place = try #require(readme.range(of: "\(words) `"), "the README does not say: \(words)")
    return Set(readme[place.upperBound...].prefix { $0 != "`" }.split(separator: " ").map(String.init))
  }

  @Test("the JSON of log, unread, show and status has the keys that the README names, and version 1")
  func keys() async throws {
    try await Village.with("Ross", "John") { village in
      try await village.start()
      try await village.botchat("send", "--from", "Ross", "--to", "John", "--wait", "Hello.")
      let message = try Self.described("A message has")
      let log = try await village.botchat("log", "--json").json()
      try expect(Set(log.keys) == message.union(["version", "deliveries"]), "log: \(log.keys)")
      let delivery = (log["deliveries"] as? [[String: Any]])?.first ?? [:]
      try expect(Set(delivery.keys) == (try Self.described("`deliveries` of")), "deliveries: \(delivery)")

      let unread = try await village.botchat("unread", "--bot", "John", "--json").json()
      try expect(
        Set(unread.keys) == (try Self.described("`unread` with")).union(["version"]), "\(unread.keys)")
      let new = (unread["messages"] as? [[String: Any]])?.first ?? [:]
      try expect(Set(new.keys) == message, "unread: \(new.keys)")

      let show = try await village.botchat("show", "#1", "--json").json()
      let shown = show["message"] as? [String: Any] ?? [:]
      let further = try Self.described("`message`, which has")
      try expect(Set(shown.keys) == message.union(further), "show: \(shown.keys)")

      let status = try await village.botchat("status", "--json").json()
      try expect(
        Set(status.keys) == (try Self.described("`status` with")).union(["version"]), "\(status.keys)")
      for (list, words) in [("programs", "a program has"), ("residents", "a resident")] {
        let first = (status[list] as? [[String: Any]])?.first ?? [:]
        try expect(Set(first.keys) == (try Self.described(words)), "\(list): \(first.keys)")
      }
      for answer in [log, unread, show, status] { try expect(answer["version"] as? Int == 1, "\(answer)") }
    }
  }

  @Test("so has that of doctor and init, of a problem, and of a message that arrives while it is followed")
  func others() async throws {
    try await Village.with("Ross", "John") { village in
      try await village.start()
      try village.say("Ross", to: "Nobody", reaching: [])
      try await village.logs("nobody")
      let status = try await village.botchat("status", "--json", ends: 1).json()
      let problem = (status["problems"] as? [[String: Any]])?.first ?? [:]
      try expect(Set(problem.keys) == (try Self.described("a problem")), "\(problem)")

      let doctor = try await village.botchat("doctor", "--json", ends: nil).json()
      let report = try Self.described("`healthcheck` and `doctor` with").union(["version"])
      try expect(Set(doctor.keys) == report, "\(doctor.keys)")
      let check = (doctor["checks"] as? [[String: Any]])?.first ?? [:]
      try expect(Set(check.keys) == (try Self.described("a check has")), "\(check.keys)")

      let initiation = try await village.botchat(
        "init", "--json", "--dry-run", "--workspace", "Ross=\(village.folder)/ross", ends: nil
      ).json()
      let described = try Self.described("`init` with").union(["version"])
      try expect(Set(initiation.keys) == described, "\(initiation.keys)")

      try await village.botchat("pause")
      let log = try village.launchBotchat(["log", "--follow", "--json"])
      try await eventually("it follows") {
        try village.say("John", to: "Ross", "Later.")
        return village.output(of: log).contains("Later.")
      }
      // That one may have stood there when it began.
      try village.say("John", to: "Ross", "Still later.")
      try await eventually("it is shown") { village.output(of: log).contains("Still later.") }
      try await village.botchat("resume")
      try await eventually("it has arrived") { village.output(of: log).contains("\"state\": \"delivered") }
      let last = village.output(of: log).split(separator: "\n").last ?? ""
      let news = try Answer(code: 0, bytes: Array(last.utf8), errors: "").json()
      try expect(Set(news.keys) == (try Self.described("when it has, of")), "\(news)")
    }
  }
}
