import Glibc
import Testing

/// The hub with clients of another make: Debian's python3-websockets, and sockets of which every byte is chosen.
///
/// The scenarios are the programs in `Tests/Clients`; each starts hubs of its own and fails with what it saw.
@Suite struct HubClientTests {
  @Test("DESIGN 9: the frames of the original Bot Hub, spoken by a foreign client")
  func original() async throws { try await play("scenarios", "original") }

  @Test("DESIGN 9: every example of docs/hub-protocol.md")
  func examples() async throws { try await play("examples", "examples") }

  @Test("DESIGN 9: what an absent member missed survives kill -9 and comes in order, until its receipt")
  func kept() async throws { try await play("scenarios", "kept") }

  @Test("DESIGN 9: kill -9 under load: what was acknowledged is not lost, and the order is kept")
  func killing() async throws { try await play("scenarios", "killing") }

  @Test("DESIGN 9: a second connection of a bot takes over, and the first is told why")
  func takeover() async throws { try await play("scenarios", "takeover") }

  @Test(
    "R17: tokens are rotated by SIGHUP, revoked ones cut off at once, a wrong configuration changes nothing")
  func rotation() async throws { try await play("scenarios", "rotation") }

  @Test("DESIGN 9: who answers no ping is given up in time")
  func halfOpen() async throws { try await play("scenarios", "half_open") }

  @Test("DESIGN 9: a slow reader costs bounded memory, holds up nobody, and gets all of it in the end")
  func slow() async throws { try await play("scenarios", "slow") }

  @Test("DESIGN 9: delivered means that the other end's TCP has it, not that it was written")
  func unread() async throws { try await play("scenarios", "unread") }

  @Test("DESIGN 9: limits are told, nothing is dropped in silence")
  func limits() async throws { try await play("scenarios", "limits") }

  @Test("DESIGN 9: TLS with a chain of certificates; the wrong ones are refused")
  func tls() async throws { try await play("scenarios", "tls") }

  @Test("DESIGN 9: the client's address only from a trusted proxy; only listed origins")
  func proxies() async throws { try await play("scenarios", "proxies") }

  @Test("DESIGN 9: health and metrics")
  func pages() async throws { try await play("scenarios", "pages") }

  @Test("R12: with a full disk nothing is acknowledged, and it goes on by itself", .enabled(if: canMount))
  func disk() async throws { try await play("scenarios", "disk") }

  @Test("R16: a second hub, a damaged and a newer state, an open token file; a clean end")
  func beginnings() async throws { try await play("scenarios", "beginnings") }

  @Test("DESIGN 9: each way to break a frame harms that connection alone")
  func frames() async throws { try await play("hostile", "frames") }

  @Test("DESIGN 9: thousands of hostile connections: memory is bounded, others are served")
  func flood() async throws { try await play("hostile", "flood") }

  @Test("DESIGN 9: requests that come byte by byte end in time, others come in meanwhile")
  func slowloris() async throws { try await play("hostile", "slowloris") }

  /// The scenario mounts a file system of its own, and makes it larger from outside.
  private static let canMount = Sandbox.hasMountNamespaces && getuid() == 0

  private func play(
    _ file: String, _ scenario: String, at location: SourceLocation = #_sourceLocation
  ) async throws { try await Scenario.play(file, scenario, at: location) }
}
