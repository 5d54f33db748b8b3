import BotChatSystem
import Testing

// Each of these would hold up a wake for ever, or fill the memory, if nobody looked.
@Suite("Servers that misbehave", .timeLimit(.minutes(1)))
struct HTTPHostileTests {
  private let client = HTTPClient()

  /// Posts once to such a server; the error comes in time, after one connection.
  private func post(
    seconds: Double = 10, _ serve: @escaping @Sendable (TestPeer) -> Void
  ) async throws -> (error: HTTPError?, server: String) {
    let server = try TestServer(serve)
    let begin = MonotonicClock.now()
    let error = try await client.error(server.url(), seconds: seconds)
    #expect(MonotonicClock.now() - begin < Int64((seconds + 10) * 1e9))
    #expect(server.connections == 1, "a request is never sent twice")
    return (error, String(server.url().dropLast()))
  }

  @Test("W4: a server that says nothing")
  func silent() async throws {
    let (error, server) = try await post(seconds: 0.3) { peer in
      peer.request()
      peer.waitForHangUp()
    }
    #expect(error == .timeout(server: server, .answer))
  }

  @Test(
    "W4: a byte at a time",
    arguments: ["HTTP/1.1 200 OK\r\nX: ", "HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n"])
  func slow(begin: String) async throws {
    let (error, server) = try await post(seconds: 0.5) { peer in
      peer.request()
      peer.write(begin)
      while !peer.waitForHangUp(milliseconds: 20) { peer.write("x") }
    }
    #expect(error == .timeout(server: server, .answer))
  }

  @Test("W4: a header without end", arguments: ["X-Long: ", "Server: ", ""])
  func endlessHeader(begin: String) async throws {
    let (error, server) = try await post { peer in
      peer.request()
      peer.write("HTTP/1.1 200 OK\r\n\(begin)")
      while peer.write(String(repeating: "a", count: 1000)) {}
    }
    #expect(error == .badAnswer(server: server))
  }

  @Test("W4: header lines without end", arguments: ["X-Line: 1\r\n", "Date: x\r\n"])
  func endlessLines(line: String) async throws {
    let (error, server) = try await post { peer in
      peer.request()
      peer.write("HTTP/1.1 200 OK\r\n")
      while peer.write(String(repeating: line, count: 10)) {}
    }
    #expect(error == .badAnswer(server: server))
  }

  @Test(
    "W4: a body without end",
    arguments: [
      "\r\n", "Content-Length: 99999999999999\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n7fffffff\r\n",
    ])
  func endlessBody(begin: String) async throws {
    let (error, server) = try await post { peer in
      peer.request()
      peer.write("HTTP/1.1 200 OK\r\n\(begin)")
      while peer.write(String(repeating: "a", count: 10_000)) {}
    }
    #expect(error == .tooLarge(server: server))
  }

  @Test(
    "W4: closed in the middle",
    arguments: [
      "", "HTTP/1.1 2", "SSH-2.0-OpenSSH_9.2\r\n\r\n", "HTTP/1.1 200 OK\r\nX: 1\r\n",
      "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n",
    ])
  func cutOff(answer: String) async throws {
    let (error, server) = try await post { peer in
      peer.request()
      peer.write(answer)
    }
    #expect(error == .cutOff(server: server))
  }

  @Test(
    "W4: no HTTP, or none that a request can have",
    arguments: [
      "\r\n\r\n", "GET / HTTP/1.1\r\n\r\n", "HTTP/1.1 100 Continue\r\n\r\n",
      "HTTP/1.1 -5 No\r\n\r\n", "HTTP/1.1 99999999999 No\r\n\r\n",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n80000000\r\nabc",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnone\r\n",
    ])
  func noAnswer(answer: String) async throws {
    let (error, server) = try await post { peer in
      peer.request()
      peer.write(answer)
      peer.waitForHangUp()
    }
    #expect(error == .badAnswer(server: server))
  }

  @Test("W4: nobody takes the connection")
  func full() async throws {
    // A network that is reserved for documentation, so packets to it go nowhere. Source: RFC 5737
    let server = "http://192.0.2.1"
    let error = try await client.error(server, seconds: 0.3)
    if case .connect = error { return }
    #expect(error == .timeout(server: server, .connecting))
  }
}
