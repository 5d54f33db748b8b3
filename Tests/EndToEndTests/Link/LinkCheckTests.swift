import Glibc
import Testing

@Suite("Link: --check and --once")
struct LinkCheckTests {
  private static func meadow(_ scenario: (Village, HubProgram) async throws -> Void) async throws {
    try await Village.with("Marlbot") { village in
      let hub = try await HubProgram(
        in: village, tokens: ["token-of-marlbot-1": "marlbot", "token-of-pelouse-1": "pelouse"])
      try village.link("Pelouse", port: hub.port, token: "token-of-marlbot-1")
      try village.configure()
      try await scenario(village, hub)
    }
  }

  private static func check(_ village: Village) async throws -> (ending: Program.Ending, text: String) {
    let output = "\(village.folder)/check.out"
    let program = try Program(
      [try Binary.path(of: "link"), "--config", village.configuration, "--bot", "Pelouse", "--check"],
      environment: ["HOME=\(village.folder)"], output: output, errors: output)
    return (try await program.end(), Disk.text(output))
  }

  @Test("DESIGN 9: --check asks the hub, and puts nobody out of the room")
  func checking() async throws {
    try await Self.meadow { village, hub in
      try await village.startLink("Pelouse")
      try await eventually("it is in the room") { village.linkLog("Pelouse").contains("in the room meadow") }
      let well = try await Self.check(village)
      try expect(well.ending == .exit(0) && well.text.contains("no problems"), well.text)
      try expect(!hub.log.contains("took over"), hub.log)

      try village.link("Pelouse", port: hub.port, token: "token-of-nobody")
      let unknown = try await Self.check(village)
      try expect(unknown.ending == .exit(74), "\(unknown.ending)")
      try expect(unknown.text.contains("the hub does not know this token"), unknown.text)
      try expect(!unknown.text.contains("token-of-nobody"), unknown.text)

      hub.kill()
      let away = try await Self.check(village)
      try expect(away.ending == .exit(74), "\(away.ending)")
      try expect(away.text.contains("127.0.0.1:\(hub.port): no connection"), away.text)
    }
  }

  @Test("DESIGN 9: --once ends when all is done, and says why it could not be")
  func once() async throws {
    try await Self.meadow { village, hub in
      let done = try village.launchLink("Pelouse", ["--once"])
      try expect(try await done.end() == .exit(0), village.linkLog("Pelouse"))
      try await village.start()
      try await village.botchat("pause", "Pelouse")
      try village.say("Marlbot", to: "Pelouse", "Later.", reaching: [])
      try await village.logs("to Pelouse")
      let paused = try village.launchLink("Pelouse", ["--once"])
      try expect(try await paused.end() == .exit(0), village.linkLog("Pelouse"))
      hub.kill()
      let away = try village.launchLink("Pelouse", ["--once"])
      try expect(try await away.end() == .exit(74), village.linkLog("Pelouse"))
      try expect(
        village.linkLog("Pelouse").contains(
          "error: Pelouse is not in its room: ws://127.0.0.1:\(hub.port): "),
        village.linkLog("Pelouse"))
    }
  }
}
