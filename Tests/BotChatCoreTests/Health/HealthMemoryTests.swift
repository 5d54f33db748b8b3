import BotChatCore
import Testing

@Suite("HealthMemory")
struct HealthMemoryTests {
  private let full = HealthMemory(
    boot: "b1", lastRun: 12, clockOffset: -5, tries: ["monitor/ross": RestartPolicy(attempts: 3, last: 9)],
    starts: ["relay": 7], canaries: 41, standing: ["chat /srv/a b/x": .critical, "disk": .warning])

  @Test("H3: what one check leaves, the next one reads")
  func roundTrip() {
    #expect(HealthMemory(text: full.text, boot: "b1") == full)
  }

  @Test("H3: after another boot times and tries are forgotten, and counts stay")
  func otherBoot() {
    let memory = HealthMemory(text: full.text, boot: "b2")
    #expect(memory.lastRun == nil && memory.clockOffset == nil && memory.tries.isEmpty)
    #expect(memory.starts == ["relay": 7])
    #expect(memory.canaries == 41)
    #expect(memory.standing == full.standing)
  }

  @Test(
    "H2: rubbish in its file costs the memory and nothing else",
    arguments: [
      "", "\n\n", "boot", "boot b1\nrun x\ntry 1\ntry a b c\nstanding 9 x\nstanding\ncanaries -3\nstarts 1",
      "try 99999999999999999999 1 relay\nboot b1", "\u{0}\u{1}", "standing 1",
    ])
  func rubbish(_ text: String) {
    let memory = HealthMemory(text: text, boot: "b1")
    #expect(memory.canaries == 0)
    #expect(memory.tries.isEmpty)
    #expect(!memory.standing.values.contains(.ok))
  }

  @Test("H2: a key with a line end forges no line")
  func forgery() {
    var memory = HealthMemory(boot: "b1")
    memory.standing = ["chat x\nstarts 9 relay": .critical]
    #expect(HealthMemory(text: memory.text, boot: "b1").starts.isEmpty)
  }
}
