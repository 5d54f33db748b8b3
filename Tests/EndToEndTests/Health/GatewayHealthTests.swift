import Foundation
import Glibc
import Testing

/// The gateways that bots live in (H2): looked at, never restarted.
@Suite struct GatewayHealthTests {
  /// A port of this machine at which somebody listens and never answers, or nobody listens any more.
  private struct Deaf: ~Copyable {
    let port: Int
    private let socket: Int32

    init() throws {
      socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_addr.s_addr = inet_addr("127.0.0.1")
      var length = socklen_t(MemoryLayout<sockaddr_in>.size)
      let socket = socket
      let isBound = withUnsafeMutablePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          bind(socket, $0, length) == 0 && listen(socket, 16) == 0 && getsockname(socket, $0, &length) == 0
        }
      }
      try expect(isBound, "cannot listen")
      port = Int(UInt16(bigEndian: address.sin_port))
    }

    deinit { close(socket) }
  }

  private static func gateway(_ port: Int, _ more: String = "") -> String {
    ", gateway: { url: \"http://127.0.0.1:\(port)\"\(more) }"
  }

  @Test("H2: a gateway that answers is well, also behind a slash")
  func answers() async throws {
    try await Village.watched { village in
      let server = try await StubServer(in: village)
      village.settings.ofBots["Ross"]? += Self.gateway(server.port)
      village.settings.ofBots["John"] = "gateway: { url: \"http://127.0.0.1:\(server.port)/\" }"
      let checkup = try await village.startAll()
      try checkup.finds("gateway", "Ross", "ok")
      try checkup.finds("gateway", "John", "ok")
      try expect(
        server.requests.map { "\($0.method) \($0.path)" } == ["GET /healthz", "GET /healthz"],
        "\(server.requests)")
    }
  }

  @Test("H2, H3: one that answers 500, or where nobody listens, is critical, and nothing is restarted for it")
  func sick() async throws {
    try await Village.watched { village in
      let server = try await StubServer(in: village)
      let free = try Deaf().port
      try server.answer("500", "500")
      village.settings.ofBots["Ross"]? += Self.gateway(server.port)
      village.settings.ofBots["John"] = String(Self.gateway(free).dropFirst(2))
      try village.configure()
      let checkup = try await village.health("--start")
      try checkup.finds("gateway", "Ross", "critical")
      try expect(try checkup.check("gateway", "Ross").found.hasSuffix("status 500"), "\(checkup)")
      try checkup.finds("gateway", "John", "critical")
      try expect(checkup.exit == 2, "\(checkup)")
      let processes = [try village.daemon(), try village.daemon("Ross")]
      let again = try await village.health()
      try expect(again.exit == 2 && again.checks.allSatisfy { $0.done == nil }, "\(again)")
      try expect(try [village.daemon(), village.daemon("Ross")] == processes, "something was restarted")
      try await village.health().finds("gateway", "Ross", "ok")
    }
  }

  @Test("H2: four that never answer are told in one run, and hold up nothing else")
  func deaf() async throws {
    try await Village.watched("Ross", "John", "Nell", "Jack") { village in
      let deaf = try Deaf()
      try await village.startAll()
      village.settings.ofBots["Ross"]? += Self.gateway(deaf.port)
      for bot in ["John", "Nell", "Jack"] {
        village.settings.ofBots[bot] = String(Self.gateway(deaf.port).dropFirst(2))
      }
      try village.configure()
      let checkup = try await village.health("--start")
      for bot in village.bots { try checkup.finds("gateway", bot, "critical") }
      try checkup.finds("canary", "", "ok")
      try await village.carries()
    }
  }

  @Test("H2: failed sessions are critical while messages wait for the bot, and else its own affair")
  func sessions() async throws {
    try await Village.watched { village in
      let server = try await StubServer(in: village)
      let folder = "\(village.folder)/sessions"
      try Disk.makeFolder(folder)
      try Disk.write(
        #"{"agent:main": {"status": "failed", "endedAt": 1}, "agent:b": {"status": "done"}}"#,
        to: "\(folder)/sessions.json")
      village.settings.ofBots["Ross"]? += Self.gateway(server.port, ", sessions: \(folder)")
      try await village.startAll()

      try Disk.write("", to: "\(village.botState("Ross"))/paused")
      let letter = try village.say("John", to: "Ross")
      try await village.arrives(letter, in: "Ross")
      try await village.sql("SELECT count(*) FROM arrival", on: "bots/ross/wake.db", becomes: "1")
      let waiting = try await village.health()
      let findings = waiting.all("gateway", "Ross")
      try expect(findings.map(\.severity) == ["ok", "critical"], "\(waiting)")
      try expect(findings[1].found == "1 of its sessions failed, and messages wait for it", "\(waiting)")

      Disk.remove("\(village.botState("Ross"))/paused")
      try await village.sql(
        "SELECT count(*) FROM arrival WHERE woken IS NULL", on: "bots/ross/wake.db", becomes: "0")
      try await village.health().isWell()

      for content in ["{ no JSON", nil] {
        Disk.remove("\(folder)/sessions.json")
        if let content { try Disk.write(content, to: "\(folder)/sessions.json") }
        let unread = try await village.health()
        try expect(unread.all("gateway", "Ross").map(\.severity) == ["ok", "warning"], "\(unread)")
        try expect(unread.exit == 1, "\(unread)")
      }
    }
  }
}
