import Testing

@testable import BotChatSystem

@Suite("Requests, addresses and dates")
struct HTTPRequestTests {
  private func refusal(_ url: String) -> String? {
    do throws(HTTPError) {
      _ = try WebAddress(url)
      return nil
    } catch {
      return "\(error)"
    }
  }

  @Test("W3: a URL is taken apart: name, address or IPv6 address, port, path and query")
  func urls() throws {
    let wake = try WebAddress("http://127.0.0.1:18789/hooks/wake")
    #expect(wake.host == "127.0.0.1" && wake.port == 18789 && wake.target == "/hooks/wake")
    #expect(!wake.isEncrypted && wake.isNumeric && wake.authority == "127.0.0.1:18789")
    let bare = try WebAddress("HTTPS://Example.org")
    #expect(bare.host == "Example.org" && bare.port == 443 && bare.target == "/" && bare.isEncrypted)
    #expect(!bare.isNumeric && bare.authority == "Example.org")
    let six = try WebAddress("http://[fe80::1]:80?a=b:c@d")
    #expect(
      six.host == "fe80::1" && six.port == 80 && six.target == "/?a=b:c@d" && six.authority == "[fe80::1]")
    #expect(try WebAddress("http://a_b-c.d:/x").port == 80)
  }

  @Test(
    "W3: what is no URL, or none for us, is refused with what is wrong",
    arguments: [
      ("", "http://"), ("ftp://a/", "http://"), ("http:/a", "http://"), ("a/b", "http://"),
      ("http://", "no host"),
      ("http:///x", "no host"), ("http://:80/", "no host"), ("http://user:secret@a/", "user or password"),
      ("http://a/#x", "fragment"), ("http://a:0/", "port"), ("http://a:65536/", "port"),
      ("http://a:8x/", "port"),
      ("http://a:-1/", "port"), ("http://[::1/", "bracket"), ("http://[1.2.3.4]/", "no IPv6"),
      ("http://[::1]x/", "no port"), ("http://a b/", "printable"), ("http://a/\r\nX: y", "printable"),
      ("http://ä/", "printable"), ("http://a%41/", "character"), ("http://a\\b/", "character"),
      ("https://[::1]/", "IPv6"), ("http://" + String(repeating: "a", count: 101), "longer"),
      ("http://a/" + String(repeating: "a", count: 2000), "longer"),
    ])
  func refused(url: String, words: String) throws {
    let text = try #require(refusal(url))
    #expect(text.contains(words))
    #expect(!text.contains("secret"))
  }

  @Test("W3: nothing that comes in with a value can begin a header of its own")
  func headers() throws {
    func refused(_ name: String, _ value: String) -> Bool {
      (try? HTTPRequest(url: "http://a", headers: [(name, value)], body: [])) == nil
    }
    for value in ["a\r\nX: b", "a\nb", "a\0", "a\u{7F}", "\u{1B}[0m", String(repeating: "a", count: 8193)] {
      #expect(refused("X", value))
    }
    for name in ["", "X:", "X Y", "X\r\n", "Ä", "host", "Content-Length", "TRANSFER-ENCODING"] {
      #expect(refused(name, "a"))
    }
    #expect(!refused("Authorization", "Bearer ä~"))
    let large = [UInt8](repeating: 0, count: 1 << 20)
    #expect(throws: HTTPError.self) { try HTTPRequest(url: "http://a", headers: [], body: large + [0]) }
  }

  @Test("W3: no description shows a path, a header or a body")
  func descriptions() throws {
    let request = try HTTPRequest(
      url: "https://a/bot-secret/send?secret", headers: [("Authorization", "Bearer secret")],
      body: Array("secret".utf8))
    var dumped = ""
    dump(request, to: &dumped)
    dump(request.address, to: &dumped)
    for text in ["\(request)", String(reflecting: request), "\(request.address)", dumped] {
      #expect(text.contains("https://a") && !text.contains("secret"))
    }
  }

  @Test("W4: the times that servers send")
  func dates() {
    #expect(HTTPDate.seconds("Thu, 01 Jan 1970 00:00:00 GMT") == 0)
    #expect(HTTPDate.seconds("Sun, 06 Nov 1994 08:49:37 GMT") == 784_111_777)
    #expect(HTTPDate.seconds("Thu, 29 Feb 2024 23:59:60 GMT") == 1_709_251_200)
    #expect(HTTPDate.seconds("Mon, 01 Mar 2100 00:00:00 GMT") == 4_107_542_400)
    for text in [
      "", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "Sun, 06 Nov 1994 08:49:37 SGT",
      "Sun, 06 Nov 1994 24:00:00 GMT", "Sun, 00 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 994 08:49:37 GMT",
      "Sun, 06 nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49 GMT", "Sun, +6 Nov 1994 08:49:37 GMT",
    ] {
      #expect(HTTPDate.seconds(text) == nil, "\(text)")
    }
    #expect(HTTPDate.retryAfter("120", now: 5) == 120)
    #expect(HTTPDate.retryAfter(" 0 ", now: 5) == 0)
    #expect(HTTPDate.retryAfter("99999999999999999999", now: 5) == .max)
    #expect(HTTPDate.retryAfter("-1", now: 5) == nil)
    #expect(HTTPDate.retryAfter("Thu, 01 Jan 1970 00:01:00 GMT", now: 20) == 40)
    #expect(HTTPDate.retryAfter("Thu, 01 Jan 1970 00:01:00 GMT", now: 100) == 0)
  }
}
