import BotChatCore
import Testing

@Suite("Names of the bots that init finds")
struct BotNamingTests {
  private typealias Evidence = BotNaming.Evidence

  private static func names(
    _ places: [BotNaming.Evidence], _ senders: [Int: [String: Int]], people: [String] = []
  ) -> [String?] {
    BotNaming.decide(places, senders: senders, people: people).map {
      $0.map { $0.isGuess ? "\($0.name)?" : $0.name }
    }
  }

  @Test("a shared file: who is known by folder and hand leaves the other name to the other bot")
  func shared() {
    let places = [
      Evidence(home: 0), Evidence(folder: "john", home: 0), Evidence(identity: "ROSS", folder: "r", home: 1),
    ]
    let senders = [0: ["Jack": 5, "John": 9, "Ross": 8, "Coach": 1], 1: ["Ross": 3]]
    #expect(Self.names(places, senders) == ["Jack", "John", "Ross"])
  }

  @Test("what the person said counts before all else, and nobody else gets that name")
  func given() {
    let places = [Evidence(identity: "Jack", home: 0), Evidence(given: "Jack", home: 0)]
    #expect(Self.names(places, [0: ["Jack": 9, "Ann": 4]]) == ["Ann?", "Jack"])
  }

  @Test("an empty file: IDENTITY.md, else the folder; else nothing")
  func empty() {
    let places = [
      Evidence(identity: "Nell", folder: "x", home: 0), Evidence(folder: "ross", home: 1), Evidence(home: 2),
      Evidence(folder: "no name", home: 3), Evidence(folder: "Relay", home: 4),
    ]
    #expect(Self.names(places, [:]) == ["Nell", "Ross", nil, nil, nil])
  }

  @Test("two who write about as much, or a name that does not write: a person should be asked")
  func guess() {
    #expect(Self.names([Evidence(home: 0)], [0: ["Ann": 5, "Bob": 4]]) == ["Ann?"])
    #expect(Self.names([Evidence(home: 0)], [0: ["Ann": 9, "Bob": 4]]) == ["Ann"])
    #expect(Self.names([Evidence(identity: "Clawd", home: 0)], [0: ["Ann": 9]]) == ["Ann?"])
  }

  @Test("people, the relay and everybody are no bots")
  func others() {
    let senders = [0: ["Coach": 20, "Relay": 30, "ALL": 40, "Ann": 1]]
    #expect(Self.names([Evidence(home: 0)], senders, people: ["coach"]) == ["Ann"])
    #expect(BotNaming.person(senders: senders, bots: ["ann"]) == "Coach")
    #expect(BotNaming.person(senders: [0: ["Ann": 1]], bots: ["Ann"]) == nil)
  }
}
