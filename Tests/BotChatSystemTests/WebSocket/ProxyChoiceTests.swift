import BotChatSystem
import Testing

@Suite("WebSocket: which proxy")
struct ProxyChoiceTests {
  private func proxy(_ url: String, _ variables: [String: String]) throws -> String? {
    ProxyChoice.proxy(for: try WebAddress(socket: url)) { variables[$0] }
  }

  @Test("by scheme, in small letters before capitals; HTTP_PROXY is a CGI program's header, and not asked")
  func schemes() throws {
    let all = [
      "https_proxy": "http://a:1/", "http_proxy": "http://me:secret@b:2", "HTTPS_PROXY": "c:3",
      "HTTP_PROXY": "d:4",
    ]
    #expect(try proxy("wss://hub.example.org", all) == "a:1")
    #expect(try proxy("ws://hub.example.org", all) == "me:secret@b:2")
    #expect(try proxy("wss://hub.example.org", ["HTTPS_PROXY": "c"]) == "c:1080")
    #expect(try proxy("ws://hub.example.org", ["HTTP_PROXY": "d:4"]) == nil)
    #expect(try proxy("wss://hub.example.org", ["https_proxy": "socks5://a:1"]) == nil)
    #expect(try proxy("wss://hub.example.org", [:]) == nil)
  }

  @Test("no_proxy: a name and all below it, a star for all; this machine never")
  func exceptions() throws {
    func asks(_ exceptions: String, _ host: String = "hub.example.org") throws -> Bool {
      try proxy("wss://\(host)", ["https_proxy": "a:1", "no_proxy": exceptions]) != nil
    }
    #expect(try !asks("example.org"))
    #expect(try !asks("other.net, .example.org"))
    #expect(try !asks("HUB.example.org"))
    #expect(try !asks("*"))
    #expect(try asks("ample.org,org.example"))
    #expect(try !asks("", "localhost") && !asks("", "127.0.0.1"))
  }
}
