import BotChatCore
import Testing

@Suite("What init writes for bots and people")
struct BeginningTextTests {
  @Test(
    "the page is none of the instructions that the toolkit makes wrong",
    arguments: [nil, "/work/BOT_CHAT.md"])
  func page(inside: String?) {
    let page = InstructionPage(bot: "Ross", others: ["John", "Jack"], people: ["Coach"], chatInside: inside)
    let reader = InstructionReader(
      Neighbourhood(own: ["Ross"], others: ["John", "Jack"], otherChats: ["/work/john/BOT_CHAT.md"]))
    #expect(reader.read(page.text).isEmpty, "\(reader.read(page.text))")
    #expect(page.text.contains("botchat unread --bot Ross\(inside.map { " --chat \($0)" } ?? "")`"))
  }

  @Test(
    "a version tells the era",
    arguments: [
      ("2026.3.24", OpenClawEra.heartbeat), ("2026.6.30", .heartbeat), ("2026.7.1", .automation),
      ("2026.8.9-2", .automation), ("2026.9.8", .event), ("2027.1.1", .event), ("v2026.9.8", .event),
    ])
  func era(version: String, era: OpenClawEra) {
    #expect(OpenClawEra(version: version) == era)
  }

  @Test("what is no version tells none", arguments: ["", "latest", "7", "2026.13.1", "1.2.3"])
  func noEra(version: String) {
    #expect(OpenClawEra(version: version) == nil)
  }

  @Test("without a version the sessions tell")
  func sessions() {
    #expect(OpenClawEra(hasSessionsFile: true, hasDatabase: false) == .heartbeat)
    #expect(OpenClawEra(hasSessionsFile: true, hasDatabase: true) == .automation)
    #expect(OpenClawEra(hasSessionsFile: false, hasDatabase: false) == nil)
  }

  @Test(
    "every check has a cure when it finds something, and none when it does not",
    arguments: Finding.Check.allCases)
  func cures(check: Finding.Check) {
    let subjects = check == .messages ? ["misfiled", "missing", "split"] : ["Ross"]
    for subject in subjects where check != .step {
      #expect(Cure.of(Finding(check, subject, .warning, found: "it", expected: "that")) != nil, "\(check)")
    }
    #expect(Cure.of(.ok(check, found: "it")) == nil)
  }

  @Test("what a health check would have restarted it restarts, and a file that is not there is made")
  func cure() {
    let absent = Finding(
      .relay, .critical, found: "it does not run", expected: "a running process", done: Finding.untouched)
    #expect(Cure.of(absent) == "healthcheck --start")
    let chat = Finding(.chat, "/a b/BOT_CHAT.md", .critical, found: "it is not there", expected: "a file")
    #expect(Cure.of(chat) == "touch '/a b/BOT_CHAT.md'")
  }

  @Test("the old scripts are known by their names, and others are left alone")
  func scripts() {
    #expect(OldScriptName.isCertain("bot-chat-relay.sh") && OldScriptName.isCertain("start-monitors.sh"))
    #expect(!OldScriptName.isCertain("monitor-ross.sh") && OldScriptName.isPossible("monitor-ross.sh"))
    #expect(OldScriptName.names("monitor-ross.sh", anyOf: ["Ross"]))
    #expect(!OldScriptName.names("monitor-crossing.sh", anyOf: ["Ross"]))
    #expect(!OldScriptName.isWorthReading("backup.sh") && !OldScriptName.isWorthReading("monitor-ross.py"))
  }
}
