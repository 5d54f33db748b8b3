import BotChatCore
import Testing

@testable import BotChatTools

/// The pages in `docs`; `scripts/check-machines` runs what stands on the one of two machines.
@Suite("Pages in docs")
struct GuideTests {
  private static let machines = Page("docs/two-machines.md")

  @Test("two machines: each configuration is read as it stands")
  func configurations() throws {
    let files = Self.machines.text.matches(
      of: #/cat >(\/etc\/botchat\/[a-z]+\.yaml) <<'?END'?\n([\s\S]*?)\nEND\n/#
    ).map(\.output)
    for (_, path, text) in files {
      let written = text.replacing("$hub", with: "bot-hub.example.org")
      let root = try ConfigurationFile.tree(String(path), Array(written.utf8), hint: "")
      if path == "/etc/botchat/hub.yaml" {
        let settings = try HubSettings(root, file: String(path), folder: "/etc/botchat", home: "/root")
        #expect(settings.proxies.count == 1, "the page's proxy is trusted")
      } else {
        _ = try Configuration(root, file: String(path), folder: "/etc/botchat", home: "/root")
      }
    }
    #expect(Set(files.map(\.1)) == ["/etc/botchat/hub.yaml", "/etc/botchat/botchat.yaml"])
  }

  @Test("the hub's protocol: its configuration with every key is read as it stands")
  func keys() throws {
    let page = Page("docs/hub-protocol.md").text
    let text = try #require(page.firstMatch(of: #/```yaml\n([\s\S]*?)```/#)).output.1
    let root = try ConfigurationFile.tree("hub.yaml", Array(text.utf8), hint: "")
    _ = try HubSettings(root, file: "hub.yaml", folder: "/etc/botchat", home: "/root")
  }

  @Test("two machines: every option and command that it names is understood")
  func options() throws {
    try Self.machines.expectOptions(#/(?m)^relay[^`\n]* (--[a-z-]+)/#, in: relayCommand.help())
    try Self.machines.expectOptions(#/link --bot[^`\n]* (--[a-z-]+)/#, in: linkCommand.help())
    try Self.machines.expectOptions(#/(?m)^ *hub[^`\n]* (--[a-z-]+)/#, in: hubCommand.help())
    try Self.machines.expectCommands(atLeast: ["send", "show", "log", "status"])
  }
}
