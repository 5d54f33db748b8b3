import BotChatCore
import Testing

@Suite("Health: the hub")
struct HubHealthTests {
  private static let hour = Interval.hours(1).nanoseconds

  private func judge(_ answer: HubHealth.Answer, _ rooms: [HubHealth.Room]? = []) -> [Finding] {
    HubHealth.judge("http://127.0.0.1:18795/healthz", answer, rooms, HubRetention())
  }

  @Test("H2: a hub that answers is well, and says how much it keeps, and how long the oldest of it")
  func well() {
    let rooms = [
      HubHealth.Room(name: "a", messages: 2, bytes: 9, age: 3 * Self.hour),
      HubHealth.Room(name: "b", messages: 1, bytes: 9, age: Self.hour),
    ]
    let finding = judge(.well, rooms)
    #expect(finding.count == 1 && finding[0].severity == .ok && finding[0].messages == 3)
    #expect(
      finding[0].found == "http://127.0.0.1:18795/healthz answers, 3 messages are kept, the oldest for 3h")
    #expect(judge(.well)[0].found.hasSuffix("0 messages are kept"))
  }

  @Test("H2: one that says that it cannot store, or does not answer, is critical, with its reason")
  func ill() {
    for answer in [HubHealth.Answer.ill(why: "the disk is full"), .none(why: "the disk is full")] {
      let finding = judge(answer, nil)
      #expect(finding.count == 1 && finding[0].severity == .critical)
      #expect(finding[0].found.contains("the disk is full"), "\(finding[0].found)")
    }
  }

  @Test("H2: a room that has nine tenths of what it may keep is named, with those who do not fetch it")
  func full() {
    let mebibyte = 1 << 20
    for (messages, bytes, isFull) in [
      (8_999, 0, false), (9_000, 0, true), (10_000, 0, true), (1, 57 * mebibyte, false),
      (1, 58 * mebibyte, true),
    ] {
      let room = HubHealth.Room(
        name: "meadow", messages: messages, bytes: bytes, age: 1, awaited: ["pelouse", "ross"])
      let findings = judge(.well, [room])
      #expect(findings.count == (isFull ? 2 : 1), "\(messages) \(bytes)")
      guard let warning = findings.dropFirst().first else { continue }
      #expect(warning.severity == .warning && warning.subject == "meadow" && warning.messages == messages)
      #expect(warning.found.contains("for pelouse, ross"), "\(warning.found)")
    }
  }

  @Test("H2: a hub that runs while nobody is at home is all that must run")
  func alone() throws {
    let alone = Configuration(bots: [], hub: "/etc/botchat/hub.yaml")
    #expect(alone.daemons == [.hub])
    let beside = Configuration(bots: [Bot(name: "A", chat: "/a")], hub: "/etc/botchat/hub.yaml")
    #expect(beside.daemons == [.relay, .hub])
    #expect(Daemon.hub.title == "hub" && Daemon.hub.key == "hub" && Daemon.hub.bot == nil)
  }
}
