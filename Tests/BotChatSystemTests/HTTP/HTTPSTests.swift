import BotChatSystem
import Testing

@Suite("Posting over HTTPS", .timeLimit(.minutes(1)))
struct HTTPSTests {
  private func serve(_ certificate: TestCertificate) throws -> TestServer {
    try TestServer(secret: certificate) { peer in
      peer.answer("200 OK", String(peer.request().split(separator: "\r\n").last ?? ""))
      peer.waitForHangUp()
    }
  }

  private func expectDistrust(_ error: HTTPError?, _ words: String) {
    guard case .tls(_, let why) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(why.contains(words))
  }

  @Test("W3: a certificate that the given file trusts is good, for name and address")
  func good() async throws {
    let world = try TemporaryFolder()
    let certificate = try TestCertificate("DNS:localhost,IP:127.0.0.1")
    let client = HTTPClient(caFile: try certificate.write(to: world.path("ca.pem")))
    let server = try serve(certificate)
    for host in ["localhost", "127.0.0.1"] {
      let answer = try await client.answer(server.url(host: host), body: "secret").get()
      #expect(answer == HTTPAnswer(status: 200, body: Array("secret".utf8)))
    }
  }

  @Test("W3: one that signed itself, one for another name, and one that has expired are refused")
  func bad() async throws {
    let world = try TemporaryFolder()
    let unknown = try serve(try TestCertificate("DNS:localhost"))
    expectDistrust(try await HTTPClient().error(unknown.url(host: "localhost")), "self-signed")
    let elsewhere = try TestCertificate("DNS:example.org,IP:127.0.0.2")
    let trusting = HTTPClient(caFile: try elsewhere.write(to: world.path("elsewhere.pem")))
    let server = try serve(elsewhere)
    expectDistrust(try await trusting.error(server.url(host: "localhost")), "hostname mismatch")
    expectDistrust(try await trusting.error(server.url()), "IP address mismatch")
    let old = try TestCertificate("DNS:localhost", isExpired: true)
    let late = HTTPClient(caFile: try old.write(to: world.path("old.pem")))
    let lateServer = try serve(old)
    expectDistrust(try await late.error(lateServer.url(host: "localhost")), "expired")
  }

  @Test("W3: https to a plain port, and to one that closes at once")
  func plain() async throws {
    let client = HTTPClient()
    let speaking = try TestServer { $0.write("HTTP/1.1 400 Bad Request\r\n\r\n") }
    expectDistrust(try await client.error("https://127.0.0.1:\(speaking.port)/"), "https port")
    let closing = try TestServer { _ in }
    expectDistrust(try await client.error("https://127.0.0.1:\(closing.port)/"), "https port")
  }

  @Test("W3: a file of certificates that is missing or holds none")
  func caFile() async throws {
    let world = try TemporaryFolder()
    for path in [world.path("none"), try world.write("empty", "")] {
      expectDistrust(try await HTTPClient(caFile: path).error("https://127.0.0.1:1/"), path)
    }
  }

  @Test("W4: a server that never agrees on the encryption")
  func silent() async throws {
    let server = try TestServer {
      $0.request()
      $0.waitForHangUp()
    }
    let error = try await HTTPClient().error("https://127.0.0.1:\(server.port)/", seconds: 0.3)
    guard case .timeout(_, .connecting) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }
}
