import BotChatCore
import Testing

@Suite("Hub: configuration")
struct HubSettingsTests {
  private func read(_ root: SettingNode) throws(ConfigurationError) -> HubSettings {
    try HubSettings(root, file: "hub.yaml", folder: "/etc/botchat", home: "/root")
  }

  private func failure(_ fields: KeyValuePairs<String, SettingNode>) -> String? {
    do throws(ConfigurationError) {
      _ = try read(.map(fields))
      return nil
    } catch {
      return error.problem
    }
  }

  private let tokens = SettingNode.map(["t": .map(["botId": .text("marlbot")])])

  @Test("DESIGN 9: the configuration of the original Bot Hub works as it is")
  func original() throws {
    let settings = try read(
      .map(["port": .text("18795"), "tokens": .map(["token-for-marlbot": .map(["botId": .text("marlbot")])])])
    )
    #expect(settings.port == 18795)
    #expect(settings.listen == "127.0.0.1")
    #expect(settings.tokens == .here([HubToken(.text("token-for-marlbot"), bot: "marlbot")]))
    #expect(settings.rooms == nil)
    #expect(settings.limits == HubLimits())
  }

  @Test("DESIGN 9: tokens can stand in files, one each or all in one")
  func files() throws {
    let list = SettingNode.list([.map(["botId": .text("marlbot"), "token": .text("tokens/marlbot")])])
    #expect(
      try read(.map(["tokens": list])).tokens
        == .here([HubToken(.file("/etc/botchat/tokens/marlbot"), bot: "marlbot")]))
    #expect(try read(.map(["tokens": .text("~/tokens.yaml")])).tokens == .file("/root/tokens.yaml"))
  }

  @Test("DESIGN 9: on an address that others reach it listens only with TLS, behind a proxy, or when told so")
  func openAddress() throws {
    let problem =
      "listen: 0.0.0.0 is open to other machines, and without TLS the tokens could be read on the way"
    #expect(failure(["tokens": tokens, "listen": .text("0.0.0.0")]) == problem)
    #expect(failure(["tokens": tokens, "listen": .text("0.0.0.0"), "insecure": .text("true")]) == nil)
    #expect(
      failure(["tokens": tokens, "listen": .text("10.1.2.3"), "proxies": .list([.text("10.0.0.0/8")])]) == nil
    )
    let tls = SettingNode.map(["certificate": .text("c.pem"), "key": .text("k.pem")])
    #expect(failure(["tokens": tokens, "listen": .text("::"), "tls": tls]) == nil)
    #expect(failure(["tokens": tokens, "listen": .text("::1")]) == nil)
  }

  @Test("DESIGN 9: what is wrong is named, and a token never is")
  func wrong() {
    #expect(failure(["port": .text("18795")]) == "tokens is missing")
    #expect(failure(["tokens": .map([:])]) == "tokens: nobody has one")
    #expect(
      failure(["tokens": .map(["two words": .map(["botId": .text("a")])])]) == "tokens: this key is no token")
    #expect(failure(["tokens": tokens, "port": .text("70000")]) == "port: \"70000\" is not such a number")
    #expect(
      failure(["tokens": tokens, "listen": .text("localhost")]) == "listen: \"localhost\" is not an address")
    #expect(failure(["tokens": tokens, "prot": .text("1")]) == "unknown key \"prot\"")
    #expect(
      failure(["tokens": tokens, "rooms": .map(["r": .list([.text("a"), .text("a")])])])
        == "rooms.r: a stands twice")
    #expect(
      failure(["tokens": tokens, "limits": .map(["ping": .text("80s")])])
        == "limits.idle: 75s is not longer than limits.ping: 80s")
    #expect(
      failure(["tokens": tokens, "origins": .list([.text("example.org")])])
        == "origins: \"example.org\" is not an origin")
    #expect(
      failure(["tokens": tokens, "proxies": .list([.text("10.0.0.0/33")])])
        == "proxies: \"10.0.0.0/33\" is not an address")
  }

  @Test(
    "DESIGN 9: addresses and networks",
    arguments: [
      ("127.0.0.1", "127.0.0.1", true), ("127.0.0.1", "::ffff:127.0.0.1", true),
      ("10.0.0.0/8", "10.255.1.2", true), ("10.0.0.0/8", "11.0.0.1", false),
      ("192.168.1.0/25", "192.168.1.127", true), ("192.168.1.0/25", "192.168.1.128", false),
      ("2001:db8::/32", "2001:db8:1::5", true), ("2001:db8::/32", "2001:db9::5", false),
      ("::1", "0:0:0:0:0:0:0:1", true), ("0.0.0.0/0", "8.8.8.8", true), ("0.0.0.0/0", "::1", false),
    ])
  func networks(range: String, address: String, isIn: Bool) throws {
    #expect(try #require(AddressRange(range)).contains(address) == isIn)
  }

  @Test(
    "DESIGN 9: what is no address",
    arguments: [
      "", "1.2.3", "1.2.3.4.5", "256.1.1.1", "01.2.3.4", "1.2.3.4/33", "1.2.3.4/", ":::", "1::2::3",
      "12345::",
      "1:2:3:4:5:6:7:8:9", "+1::", "::1/129", "localhost", "1.2.3.4:80", "[::1]",
    ])
  func noAddress(text: String) {
    #expect(AddressRange(text) == nil)
  }
}

extension SettingNode {
  fileprivate static func text(_ text: String) -> SettingNode {
    SettingNode(line: 1, column: 1, value: .scalar(text, quoted: false))
  }

  fileprivate static func list(_ items: [SettingNode]) -> SettingNode {
    SettingNode(line: 1, column: 1, value: .list(items))
  }

  fileprivate static func map(_ fields: KeyValuePairs<String, SettingNode>) -> SettingNode {
    SettingNode(line: 1, column: 1, value: .map(fields.map { (.text($0.key), $0.value) }))
  }
}
