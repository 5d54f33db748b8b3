import Testing

/// The hub behind Debian's nginx and Caddy, from the very files in `docs/proxies`, and a browser as its client.
@Suite struct HubProxyTests {
  private static let proxies = ["nginx", "caddy"]

  @Test(
    "DESIGN 9: wss:// through a proxy; its word for the client's address counts, the client's own never",
    arguments: proxies)
  func conversation(_ proxy: String) async throws {
    try await Scenario.play("proxies", "\(proxy)-conversation")
  }

  @Test(
    "DESIGN 9: who is silent for longer than a proxy waits is kept, by the hub's pings", arguments: proxies)
  func idle(_ proxy: String) async throws { try await Scenario.play("proxies", "\(proxy)-idle") }

  @Test("DESIGN 9: of who is gone the hub says so, before the proxy gives up", arguments: proxies)
  func waiting(_ proxy: String) async throws { try await Scenario.play("proxies", "\(proxy)-waiting") }

  @Test(
    "DESIGN 9: behind a proxy `delivered` is the proxy's TCP for who has no receipts, and the truth for who has",
    arguments: proxies)
  func delivered(_ proxy: String) async throws { try await Scenario.play("proxies", "\(proxy)-delivered") }

  @Test(
    "DESIGN 9: a proxy that is killed under load loses and reorders nothing that was acknowledged",
    arguments: proxies)
  func killing(_ proxy: String) async throws { try await Scenario.play("proxies", "\(proxy)-killing") }

  @Test(
    "DESIGN 9: link through a proxy: only with a chain that it trusts; nothing lost or doubled by a cut",
    arguments: proxies)
  func link(_ proxy: String) async throws { try await Scenario.play("proxies", "\(proxy)-link") }

  @Test("DESIGN 9: a browser's own WebSocket, direct and through nginx; only from an origin that is listed")
  func browser() async throws { try await Scenario.play("browser", "page") }
}
