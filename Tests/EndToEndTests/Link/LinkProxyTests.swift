import Foundation
import Glibc
import Testing

/// A link behind Debian's tinyproxy, as behind that of a company.
@Suite("Link: through a proxy")
struct LinkProxyTests {
  /// A hub, a link to it, and the proxy between them.
  private struct Way {
    let village: Village
    let hub: HubProgram
    let proxy: Int

    /// What a link with this environment says first about its connection.
    func tries(_ environment: [String]) async throws -> String {
      Disk.remove("\(village.folder)/link-pelouse.log")
      let link = try village.launchLink("Pelouse", environment: environment)
      try await eventually("it has tried") {
        ["in the room", "not connected"].contains(where: village.linkLog("Pelouse").contains)
      }
      link.signal(SIGTERM)
      _ = try await link.end()
      return village.linkLog("Pelouse")
    }

    /// How often the proxy was asked for the way to the hub.
    var asked: Int {
      Disk.text("\(village.folder)/tinyproxy.log").components(separatedBy: "CONNECT 2130706433:").count - 1
    }
  }

  /// `lines` are of the proxy's configuration, where `PORT` is the hub's.
  private static func behind(_ lines: [String], _ scenario: (Way) async throws -> Void) async throws {
    try await Village.with("Marlbot") { village in
      let hub = try await HubProgram(in: village, tokens: ["token-of-marlbot-1": "marlbot"])
      try village.link("Pelouse", port: hub.port, token: "token-of-marlbot-1")
      // To this machine itself no proxy is asked; this is its address in another spelling.
      let link = village.settings.linked["Pelouse"] ?? ""
      village.settings.linked["Pelouse"] = link.replacing("127.0.0.1", with: "2130706433")
      let port = try HubProgram.freePort()
      let log = "\(village.folder)/tinyproxy.log"
      let settings =
        ["Port \(port)", "Listen 127.0.0.1", "Allow 127.0.0.1", "LogFile \"\(log)\"", "LogLevel Connect"]
        + lines.map { $0.replacing("PORT", with: "\(hub.port)") }
      try Disk.write(
        settings.map { "\($0)\n" }.joined(), to: "\(village.folder)/tinyproxy.conf")
      let proxy = try Program(
        ["tinyproxy", "-d", "-c", "\(village.folder)/tinyproxy.conf"],
        output: "\(village.folder)/tinyproxy.out", errors: "\(village.folder)/tinyproxy.out")
      village.programs.append(proxy)
      try await eventually("the proxy listens") {
        try expect(proxy.ended() == nil, Disk.text("\(village.folder)/tinyproxy.out"))
        return String(decoding: Disk.contents(ofSpecial: "/proc/net/tcp"), as: UTF8.self)
          .contains(String(format: "0100007F:%04X 00000000:0000 0A", port))
      }
      try await scenario(Way(village: village, hub: hub, proxy: port))
    }
  }

  @Test("DESIGN 9: what the environment names as proxy is asked for the way, and no_proxy leaves it out")
  func asked() async throws {
    try await Self.behind(["ConnectPort PORT"]) { way in
      let through = try await way.tries(["http_proxy=http://127.0.0.1:\(way.proxy)/"])
      try expect(through.contains("in the room meadow"), through)
      try expect(way.asked == 1, "asked \(way.asked) times")
      let past = try await way.tries([
        "http_proxy=http://127.0.0.1:\(way.proxy)/", "no_proxy=example.org,2130706433",
      ])
      try expect(past.contains("in the room meadow"), past)
      // For wss there is another variable.
      let other = try await way.tries(["https_proxy=http://127.0.0.1:\(way.proxy)/"])
      try expect(other.contains("in the room meadow"), other)
      try expect(way.asked == 1, "asked \(way.asked) times")
    }
  }

  @Test("DESIGN 9: a proxy that refuses (403), or is not there, is named")
  func refusing() async throws {
    try await Self.behind(["ConnectPort 443"]) { way in
      let refused = try await way.tries(["http_proxy=http://127.0.0.1:\(way.proxy)"])
      try expect(
        refused.contains("no connection through the proxy 127.0.0.1:\(way.proxy): it refuses"), refused)
      let gone = try HubProgram.freePort()
      let absent = try await way.tries(["http_proxy=http://ann:secret-7@127.0.0.1:\(gone)"])
      try expect(
        absent.contains("no connection through the proxy 127.0.0.1:\(gone): refused or not reachable"), absent
      )
      try expect(!absent.contains("secret-7"), absent)
    }
  }

  @Test("DESIGN 9: name and password for a proxy (407) are sent, and never told")
  func credentials() async throws {
    try await Self.behind(["ConnectPort PORT", "BasicAuth ann secret-7"]) { way in
      let none = try await way.tries(["http_proxy=http://127.0.0.1:\(way.proxy)"])
      try expect(none.contains("wants a name and a password"), none)
      let wrong = try await way.tries(["http_proxy=http://ann:wrong-8@127.0.0.1:\(way.proxy)"])
      try expect(wrong.contains("no connection through the proxy 127.0.0.1:\(way.proxy): "), wrong)
      let right = try await way.tries(["http_proxy=http://ann:secret-7@127.0.0.1:\(way.proxy)"])
      try expect(right.contains("in the room meadow"), right)
      let status = try await way.village.botchat("status", ends: nil)
      for text in [none, wrong, right, status.output] {
        try expect(!text.contains("secret-7") && !text.contains("wrong-8"), text)
      }
    }
  }
}
