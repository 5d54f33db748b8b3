import Foundation
import Glibc
import Testing

/// Wakes by HTTP, as OpenClaw's `POST /hooks/wake` takes them.
@Suite struct PostTests {
  @Test("W3: a wake by post is one JSON object with the text and the mode, and says what it is")
  func body() async throws {
    try await Village.with("Ross", settings: Village.waking()) { village in
      let server = try await StubServer(in: village)
      Self.wake("Ross", in: village, at: "http://127.0.0.1:\(server.port)/hooks/wake?x=1")
      try await village.startMonitor("Ross")
      try village.mail(from: "John", to: "Ross", tag: "#12")
      try await server.gets(1)
      let request = server.requests[0]
      try expect(request.method == "POST" && request.path == "/hooks/wake?x=1", "\(request)")
      try expect(request.contentType.hasPrefix("application/json"), "\(request)")
      try expect(request.authorization.isEmpty, "\(request)")
      let object = try JSONSerialization.jsonObject(with: Data(request.body.utf8)) as? [String: String] ?? [:]
      try expect(object.keys.sorted() == ["mode", "text"] && object["mode"] == "now", request.body)
      try expect(object["text"] == "BOT_CHAT: 1 new message from John (#12)", request.body)
      try await village.monitorLogs("Ross", "woke Ross for 1 from John")
    }
  }

  @Test(
    "W4: an answer that is not 2xx is a failed wake, is said, and is tried again",
    arguments: ["401", "404", "500", "503"])
  func refused(_ status: String) async throws {
    try await Village.with("Ross", settings: Village.waking()) { village in
      let server = try await StubServer(in: village)
      try server.answer(status, status)
      Self.wake("Ross", in: village, at: "http://127.0.0.1:\(server.port)/hooks/wake")
      try await village.startMonitor("Ross")
      try village.mail(from: "John", to: "Ross")
      try await village.monitorLogs("Ross", "could not wake Ross, attempt 2: status \(status)")
      try await village.monitorLogs("Ross", "woke Ross for 1 from John")
      try expect(server.requests.count == 3, "\(server.requests)")
    }
  }

  @Test("W4: 429 is tried again no sooner than Retry-After says")
  func tooMany() async throws {
    try await Village.with("Ross", settings: Village.waking()) { village in
      let server = try await StubServer(in: village)
      try server.answer("429 Retry-After: 2")
      Self.wake("Ross", in: village, at: "http://127.0.0.1:\(server.port)/hooks/wake")
      try await village.startMonitor("Ross")
      try village.mail(from: "John", to: "Ross")
      try await server.gets(1)
      let begin = ContinuousClock.now
      try await server.gets(2)
      let took = ContinuousClock.now - begin
      try expect(took > .milliseconds(1700), "tried again after \(took)")
      try await village.monitorLogs("Ross", "attempt 1: status 429")
    }
  }

  @Test("W3: a redirect is not followed, since a token must not go elsewhere")
  func redirect() async throws {
    try await Village.with("Ross", settings: Village.waking()) { village in
      let server = try await StubServer(in: village)
      try server.answer("302 Location: http://127.0.0.1:\(server.port)/elsewhere")
      Self.wake("Ross", in: village, at: "http://127.0.0.1:\(server.port)/hooks/wake")
      try await village.startMonitor("Ross")
      try village.mail(from: "John", to: "Ross")
      try await village.monitorLogs("Ross", "attempt 1: status 302")
      try await village.monitorLogs("Ross", "woke Ross for 1 from John")
      try expect(server.requests.allSatisfy { $0.path == "/hooks/wake" }, "\(server.requests)")
    }
  }

  @Test("W3: a certificate that nobody has signed is refused, and no word of the wake is sent")
  func badCertificate() async throws {
    try await Village.with("Ross", settings: Village.waking()) { village in
      let server = try await StubServer(in: village, certified: true)
      let token = try Self.token("secret-token-1", in: village)
      Self.wake("Ross", in: village, at: "https://localhost:\(server.port)/hooks/wake", token: token)
      try await village.startMonitor("Ross")
      try village.mail(from: "John", to: "Ross")
      try await village.monitorLogs("Ross", "could not wake Ross, attempt 2")
      try expect(village.monitorLog("Ross").contains("certificate"), "the log does not say certificate")
      try expect(server.requests.isEmpty, "\(server.requests)")
    }
  }

  @Test("W4: a server that is down is tried again until it is there, with one wake for everything")
  func downThenUp() async throws {
    try await Village.with("Ross", settings: Village.waking()) { village in
      // Its port is free again once it has ended.
      let first = try await StubServer(in: village)
      first.program.destroy()
      Self.wake("Ross", in: village, at: "http://127.0.0.1:\(first.port)/hooks/wake")
      try await village.startMonitor("Ross")
      try village.mail(from: "John", to: "Ross", tag: "#1")
      try await village.monitorLogs("Ross", "could not wake Ross, attempt 1")
      try village.mail(from: "Jack", to: "Ross", tag: "#2")
      let second = try await StubServer(in: village, port: first.port)
      try await second.gets(1)
      try expect(second.requests[0].body.contains("2 new messages"), second.requests[0].body)
      try await village.monitorLogs("Ross", "woke Ross for 2 from")
    }
  }

  @Test("W4: a server that takes the request and says nothing is given up at the time-out")
  func silent() async throws {
    let settings = Village.waking(wake: "timeout: 500ms, retryFirst: 100ms")
    try await Village.with("Ross", settings: settings) { village in
      let server = try await StubServer(in: village)
      server.program.signal(SIGSTOP)
      Self.wake("Ross", in: village, at: "http://127.0.0.1:\(server.port)/hooks/wake")
      try await village.startMonitor("Ross")
      try village.mail(from: "John", to: "Ross")
      try await village.monitorLogs("Ross", "could not wake Ross, attempt 1")
      server.program.signal(SIGCONT)
      try await village.monitorLogs("Ross", "woke Ross for 1 from John")
    }
  }

  @Test("W3: the relay posts too")
  func relay() async throws {
    try await Village.with("Ross", "John", settings: Village.waking()) { village in
      let server = try await StubServer(in: village)
      Self.wake("Ross", in: village, at: "http://127.0.0.1:\(server.port)/hooks/wake")
      try await village.start()
      try village.say("John", to: "Ross")
      try await server.gets(1)
      try await village.logs("woke Ross for 1 from John")
      try await village.judged()
    }
  }

  // MARK: shared with TokenTests

  static func wake(_ bot: String, in village: Village, at url: String, token: String? = nil) {
    let file = token.map { ", token: \($0)" } ?? ""
    village.settings.ofBots[bot] = "burst: 50ms, wake: { post: \"\(url)\"\(file) }"
  }

  /// A token file; its path.
  @discardableResult
  static func token(_ text: String, in village: Village, mode: mode_t = 0o600) throws -> String {
    let path = "\(village.folder)/hook-token"
    try Disk.write(text + "\n", to: path)
    chmod(path, mode)
    return path
  }
}
