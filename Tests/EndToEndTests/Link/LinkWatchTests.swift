import Foundation
import Glibc
import Testing

@Suite("Link: health check and what is shown")
struct LinkWatchTests {
  private static func meadow(_ scenario: (Village, PlainHub) async throws -> Void) async throws {
    try await Village.with("Marlbot") { village in
      let hub = try await PlainHub(in: village, tokens: ["token-of-marlbot-1": "marlbot"])
      try village.link("Pelouse", port: hub.port, token: "token-of-marlbot-1")
      try village.configure()
      try await scenario(village, hub)
    }
  }

  private static func log(_ village: Village) -> String { Disk.text("\(village.state)/log/link-pelouse.log") }

  @Test("H2, H3: the health check starts a link, sees how it stands to its hub, and brings it back")
  func kept() async throws {
    try await Self.meadow { village, _ in
      village.logFile = "\(village.state)/log/relay.log"
      let start = try await village.health("--start")
      try start.finds("link", "Pelouse", "ok")
      try await eventually("it is in the room") { Self.log(village).contains("in the room meadow") }
      let well = try await village.health()
      try expect(
        try well.check("room", "Pelouse").found == "in its room of a plain Bot Hub", "\(well)")
      let pid = try Self.pid(village)
      kill(pid, SIGKILL)
      // Its threads end one after the other, and the last one has the lock.
      try await eventually("it is gone") {
        Disk.names(in: "/proc/\(pid)/task").count <= 1 && !Disk.isAlive(pid)
      }
      try (try await village.health()).finds("link", "Pelouse", "warning", done: "started as process ")
      try await eventually("the other one is in the room") {
        Self.log(village).components(separatedBy: "in the room meadow").count >= 3
      }
      // Not before: the token is read at each connection.
      chmod("\(village.folder)/hub-token", 0o644)
      kill(try Self.pid(village), SIGHUP)
      try await eventually("the token is refused") { Self.log(village).contains("is refused") }
      try (try await village.health()).finds("room", "Pelouse", "critical")
      try await village.stopAll()
    }
  }

  @Test("H2: a link that has only just started is no news, whatever the one before it left there")
  func beginning() async throws {
    try await Self.meadow { village, _ in
      village.logFile = "\(village.state)/log/relay.log"
      // The kernel takes the connection, and nobody answers.
      village.programs.last?.signal(SIGSTOP)
      let token = "\(village.folder)/hub-token"
      chmod(token, 0o644)
      _ = try await village.health("--start")
      try await eventually("it has no token") { Self.log(village).contains("token") }
      try (try await village.health()).finds("room", "Pelouse", "critical")
      kill(try Self.pid(village), SIGKILL)
      try await eventually("it is gone") { (try? Self.pid(village)).map(Disk.isAlive) != true }
      chmod(token, 0o600)
      let start = try await village.health("--start")
      try expect(
        try start.check("room", "Pelouse").found == "connecting: it has only just started", "\(start)")
      try await village.stopAll()
    }
  }

  /// The process that holds the link's lock, or held it last.
  private static func pid(_ village: Village) throws -> pid_t {
    let lock = Disk.text("\(village.state)/links/Pelouse/link.lock")
    guard let pid = pid_t(lock.split(separator: "\n").first?.dropFirst(4) ?? "") else {
      throw Trouble("no pid in \(lock)")
    }
    return pid
  }

  @Test("botchat show and status: how far a message has come on its way to another machine")
  func hops() async throws {
    try await Self.meadow { village, hub in
      try await village.start()
      try village.say("Marlbot", to: "Pelouse", "Bonjour.", reaching: [])
      try await village.startLink("Pelouse")
      try await eventually("it is handed over") { village.linkLog("Pelouse").contains("handed") }
      let shown = try await village.botchat("show", "#1")
      try expect(shown.output.contains("Pelouse: delivered, handed to the hub"), "\(shown)")
      let status = try await village.botchat("status")
      try expect(status.output.contains("room     in its room of a plain Bot Hub"), "\(status)")
      let check = try await Self.check(village)
      try expect(check.contains("no problems"), check)
    }
  }

  private static func check(_ village: Village) async throws -> String {
    let output = "\(village.folder)/check.out"
    let program = try Program(
      [try Binary.path(of: "link"), "--config", village.configuration, "--bot", "pelouse", "--check"],
      output: output, errors: output)
    let ending = try await program.end()
    try expect(ending == .exit(0), Disk.text(output))
    return Disk.text(output)
  }
}
