import Glibc
import Testing

@Suite("Link: over TLS")
struct LinkTLSTests {
  @Test(
    "DESIGN 9: a hub is talked to over TLS when its certificate is good for its name, and else not at all")
  func certificates() async throws {
    try await Village.with("Marlbot") { village in
      let hub = try await HubProgram(in: village, tokens: ["token-of-marlbot-1": "marlbot"], certified: true)
      try village.link("Pelouse", port: hub.port, token: "token-of-marlbot-1")
      let settings = village.settings.linked["Pelouse"] ?? ""
      let trust = ["SSL_CERT_FILE=\(hub.certificate)"]
      func tries(_ host: String, _ environment: [String]) async throws -> String {
        village.settings.linked["Pelouse"] = settings.replacing("ws://127.0.0.1", with: "wss://\(host)")
        Disk.remove("\(village.folder)/link-pelouse.log")
        let link = try village.launchLink("Pelouse", environment: environment)
        try await eventually("it has tried") {
          ["in the room", "not connected"].contains(where: village.linkLog("Pelouse").contains)
        }
        link.signal(SIGTERM)
        _ = try await link.end()
        return village.linkLog("Pelouse")
      }
      let unknown = try await tries("localhost", [])
      try expect(unknown.contains("no trusted connection"), unknown)
      let otherName = try await tries("127.0.0.1", trust)
      try expect(otherName.contains("no trusted connection"), otherName)
      let trusted = try await tries("localhost", trust)
      try expect(trusted.contains("in the room meadow"), trusted)
    }
  }
}
