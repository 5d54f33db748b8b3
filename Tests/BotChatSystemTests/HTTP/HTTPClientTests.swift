import BotChatSystem
import Glibc
import Synchronization
import Testing

@Suite("Posting over HTTP", .timeLimit(.minutes(1)))
struct HTTPClientTests {
  private let client = HTTPClient()

  @Test("W3: headers and body arrive as given, and status and body come back")
  func whole() async throws {
    let seen = Mutex("")
    let server = try TestServer { peer in
      let request = peer.request()
      seen.withLock { $0 = request }
      peer.answer("200 OK", headers: "Content-Type: text/plain\r\n", "done ⏱")
    }
    let headers = [("Authorization", "Bearer abc.def"), ("Content-Type", "application/json")]
    let answer = try await client.answer(
      server.url("/hooks/wake?x=1%202"), headers: headers, body: #"{"text":"é"}"#)
    #expect(try answer.get() == HTTPAnswer(status: 200, body: Array("done ⏱".utf8)))
    let request = seen.withLock { $0 }
    let lines = request.split(separator: "\r\n", omittingEmptySubsequences: false).map(String.init)
    #expect(lines.first == "POST /hooks/wake?x=1%202 HTTP/1.1")
    #expect(lines.last == #"{"text":"é"}"#)
    for line in [
      "Host: 127.0.0.1:\(server.port)", "Authorization: Bearer abc.def", "Content-Type: application/json",
      "Content-Length: 13", "connection: close",
    ] {
      #expect(lines.filter { $0 == line }.count == 1, "\(line) in \(lines)")
    }
  }

  @Test(
    "W3: every status is an answer, and a redirect is not followed",
    arguments: [201, 204, 301, 302, 307, 401, 404, 500, 503])
  func statuses(status: Int) async throws {
    let server = try TestServer { peer in
      peer.request()
      peer.answer("\(status) Because", headers: "Location: /elsewhere\r\n", status == 204 ? "" : "why")
      peer.waitForHangUp()
    }
    let answer = try await client.answer(server.url()).get()
    #expect(answer.status == status)
    #expect(answer.isSuccess == (status < 300))
    #expect(answer.body == Array(status == 204 ? "".utf8 : "why".utf8))
    #expect(server.connections == 1)
  }

  @Test(
    "W4: Retry-After comes as seconds, also when it is a time by the server's clock",
    arguments: [
      ("Retry-After: 17\r\n", 17), ("", nil), ("Retry-After: soon\r\n", nil),
      ("Date: Sun, 06 Nov 1994 08:49:37 GMT\r\nRetry-After: Sun, 06 Nov 1994 08:50:00 GMT\r\n", 23),
      ("retry-after:  5 \r\n", 5),
    ])
  func retryAfter(headers: String, seconds: Int?) async throws {
    let server = try TestServer { peer in
      peer.request()
      peer.answer("429 Too Many Requests", headers: headers)
    }
    let answer = try await client.answer(server.url()).get()
    #expect(answer == HTTPAnswer(status: 429, retryAfter: seconds))
  }

  @Test(
    "W3: a body in chunks, one until the hang-up, and none are read whole",
    arguments: [
      ("Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n", "abc0123456789"),
      ("\r\nuntil the end", "until the end"), ("Content-Length: 0\r\n\r\n", ""),
      ("Content-Length: 3\r\n\r\nabcdef", "abc"),
    ])
  func bodies(answer: String, body: String) async throws {
    let server = try TestServer { peer in
      peer.request()
      peer.write("HTTP/1.1 200 OK\r\n\(answer)")
    }
    let got = try await client.answer(server.url()).get()
    #expect(got == HTTPAnswer(status: 200, body: Array(body.utf8)))
  }

  @Test("W3: of a long body the first 4 KiB are kept")
  func longBody() async throws {
    let server = try TestServer { peer in
      peer.request()
      peer.answer("200 OK", String(repeating: "x", count: 300_000))
    }
    let answer = try await client.answer(server.url()).get()
    #expect(answer.body == [UInt8](repeating: UInt8(ascii: "x"), count: 4096))
  }

  @Test("W3: a body of 1 MiB and headers of 8 KiB are sent whole")
  func largeRequest() async throws {
    let size = Mutex(0)
    let server = try TestServer { peer in
      let count = peer.request().utf8.count
      size.withLock { $0 = count }
      peer.answer("200 OK")
    }
    let body = String(repeating: "b", count: 1 << 20)
    let token = String(repeating: "t", count: 4096)
    let headers = [("Authorization", "Bearer \(token)"), ("X-More", String(repeating: "m", count: 4000))]
    let path = "/" + String(repeating: "p", count: 1999)
    let answer = try await client.answer(server.url(path), headers: headers, body: body).get()
    #expect(answer.status == 200)
    let sent = 1_048_576 + 4096 + 4000 + 2000
    #expect(size.withLock { $0 } > sent)
  }

  @Test("W3: nothing listens, or the name has no address: said at once")
  func nobody() async throws {
    let url: String
    do {
      let server = try TestServer { _ in }
      url = server.url()
    }
    #expect(
      try await client.error(url) == .connect(server: String(url.dropLast()), why: "refused or not reachable")
    )
    guard case .lookup("no-such-name.invalid", _) = try await client.error("http://no-such-name.invalid/")
    else {
      Issue.record("a name that cannot be")
      return
    }
  }

  @Test("W3: of the addresses of a name each is tried until one answers", arguments: [AF_INET, AF_INET6])
  func addresses(family: Int32) async throws {
    let server = try TestServer(family: family) { peer in
      peer.request()
      peer.answer("200 OK")
    }
    let host = family == AF_INET ? "localhost" : "[::1]"
    #expect(try await client.answer(server.url(host: host)).get().status == 200)
  }

  @Test(
    "W4: 300 requests at once are all answered, each with its own", arguments: ["127.0.0.1", "localhost"])
  func many(host: String) async throws {
    let server = try TestServer { peer in
      peer.answer("200 OK", String(peer.request().split(separator: "\r\n").last ?? ""))
    }
    try await withThrowingTaskGroup(of: (Int, HTTPAnswer).self) { group in
      for number in 1...300 {
        group.addTask { (number, try await client.answer(server.url(host: host), body: "\(number)").get()) }
      }
      for try await (number, answer) in group {
        #expect(String(decoding: answer.body, as: UTF8.self) == "\(number)")
      }
    }
    #expect(server.connections == 300)
  }

  @Test("W3: a client that is closed ends what is under way, once, and takes no more")
  func closing() async throws {
    let server = try TestServer { peer in
      peer.request()
      peer.waitForHangUp()
    }
    async let results = withTaskGroup(of: HTTPError?.self) { group in
      for _ in 1...80 { group.addTask { try? await client.error(server.url()) } }
      return await group.reduce(into: [HTTPError?]()) { $0.append($1) }
    }
    #expect(eventually { server.connections == 64 })
    client.close()
    let ended = await results
    #expect(ended == [HTTPError?](repeating: .closed, count: 80))
    #expect(try await client.error(server.url()) == .closed)
    client.close()
  }

  @Test("W3: a client can be closed and let go by an answer's own call")
  func closingInside() async throws {
    let server = try TestServer { peer in
      peer.request()
      peer.answer("200 OK")
    }
    let request = try HTTPRequest(url: server.url(), headers: [], body: [])
    await withCheckedContinuation { continuation in
      let last = HTTPClient()
      last.send(request, timeout: 10_000_000_000) { _ in
        last.close()
        continuation.resume()
      }
    }
  }

  @Test("W3: the environment's proxy is not asked")
  func proxy() async throws {
    // In a process of its own, since other tests read the environment meanwhile.
    await #expect(processExitsWith: .success) {
      let proxy = try TestServer { $0.answer("502 Bad Gateway") }
      let server = try TestServer { peer in
        peer.request()
        peer.answer("200 OK")
      }
      setenv("http_proxy", proxy.url(), 1)
      #expect(try await HTTPClient().answer(server.url()).get().status == 200)
      #expect(proxy.connections == 0)
    }
  }
}
