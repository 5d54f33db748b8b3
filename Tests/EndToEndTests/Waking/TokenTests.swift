import Foundation
import Glibc
import Testing

/// The bearer token: from its file to the server, and nowhere else.
@Suite struct TokenTests {
  private static let secret = "s3cr3t-0f-the-hook"

  @Test("W3: the token reaches the server, and stands in no log, command line, environment or state")
  func nowhereElse() async throws {
    try await Village.with("Ross", "John", settings: Village.waking()) { village in
      let server = try await StubServer(in: village)
      try server.answer("401", "500")
      let token = try PostTests.token(Self.secret, in: village)
      PostTests.wake("Ross", in: village, at: "http://127.0.0.1:\(server.port)/hooks/wake", token: token)
      let monitor = try await village.startMonitor("Ross")
      try village.mail(from: "John", to: "Ross")
      try await server.gets(3)
      try await village.monitorLogs("Ross", "woke Ross")
      try expect(
        server.requests.allSatisfy { $0.authorization == "Bearer \(Self.secret)" }, "\(server.requests)")
      for name in ["cmdline", "environ"] {
        let bytes = Disk.contents(ofSpecial: "/proc/\(monitor.pid)/\(name)")
        try expect(Disk.count(Array(Self.secret.utf8), in: bytes) == 0, "the token stands in \(name)")
      }
      try expect(try await village.runMonitor("Ross", ["--check"]) != .signal(SIGSEGV), "--check crashed")
      try Self.expectNowhere(Self.secret, in: village, but: [token, "\(server.folder)/requests"])
    }
  }

  @Test("W3: a token file that changes is read again")
  func changed() async throws {
    try await Village.with("Ross", settings: Village.waking()) { village in
      let server = try await StubServer(in: village)
      let token = try PostTests.token("token-one", in: village)
      PostTests.wake("Ross", in: village, at: "http://127.0.0.1:\(server.port)/hooks/wake", token: token)
      try await village.startMonitor("Ross")
      try village.mail(from: "John", to: "Ross")
      try await server.gets(1)
      // In place with the same length, and then by renaming.
      try PostTests.token("token-two", in: village)
      try village.mail(from: "John", to: "Ross")
      try await server.gets(2)
      try Disk.write("token-three\n", to: "\(token).new")
      chmod("\(token).new", 0o600)
      try Disk.move("\(token).new", to: token)
      try village.mail(from: "John", to: "Ross")
      try await server.gets(3)
      let tokens = server.requests.map(\.authorization)
      try expect(tokens == ["Bearer token-one", "Bearer token-two", "Bearer token-three"], "\(tokens)")
    }
  }

  @Test("W3: a token that others may read is refused and said, and is used once it is ours alone")
  func readableByOthers() async throws {
    try await Village.with("Ross", settings: Village.waking()) { village in
      let server = try await StubServer(in: village)
      let token = try PostTests.token(Self.secret, in: village, mode: 0o644)
      PostTests.wake("Ross", in: village, at: "http://127.0.0.1:\(server.port)/hooks/wake", token: token)
      try await village.startMonitor("Ross")
      try village.mail(from: "John", to: "Ross")
      try await village.monitorLogs("Ross", "could not wake Ross, attempt 2")
      try expect(village.monitorLog("Ross").contains("hook-token"), "the log does not name the file")
      try expect(server.requests.isEmpty, "\(server.requests)")
      chmod(token, 0o600)
      try await server.gets(1)
      try expect(server.requests[0].authorization == "Bearer \(Self.secret)", "\(server.requests)")
      try Self.expectNowhere(Self.secret, in: village, but: [token, "\(server.folder)/requests"])
    }
  }

  @Test(
    "W3: a token that is missing, empty or no token is refused, and its words stand in no log",
    arguments: [nil, "", "two words-of-a-token", "ctrl\u{7}-of-a-token"])
  func unusable(_ text: String?) async throws {
    try await Village.with("Ross", settings: Village.waking()) { village in
      let server = try await StubServer(in: village)
      let token = try PostTests.token(text ?? "", in: village)
      if text == nil { Disk.remove(token) }
      PostTests.wake("Ross", in: village, at: "http://127.0.0.1:\(server.port)/hooks/wake", token: token)
      try await village.startMonitor("Ross")
      try village.mail(from: "John", to: "Ross")
      try await village.monitorLogs("Ross", "could not wake Ross, attempt 1")
      try expect(village.monitorLog("Ross").contains("hook-token"), "the log does not name the file")
      try Self.expectNowhere("-of-a-token", in: village, but: [token])
      try PostTests.token(Self.secret, in: village)
      try await server.gets(1)
      try expect(server.requests.count == 1, "\(server.requests)")
    }
  }

  /// That a text stands in no file of the village but these.
  private static func expectNowhere(
    _ text: String, in village: Village, but allowed: [String], at location: SourceLocation = #_sourceLocation
  ) throws {
    let names = FileManager.default.enumerator(atPath: village.folder)?.allObjects as? [String] ?? []
    for path in names.map({ "\(village.folder)/\($0)" }) where !allowed.contains(path) {
      let bytes = Disk.read(path) ?? []
      try expect(Disk.count(Array(text.utf8), in: bytes) == 0, "the token stands in \(path)", at: location)
    }
  }
}
