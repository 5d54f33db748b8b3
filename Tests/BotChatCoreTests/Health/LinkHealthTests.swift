import BotChatCore
import Testing

@Suite("Health: bots on other machines")
struct LinkHealthTests {
  private static let minute: Int64 = 60_000_000_000
  private let now: Int64 = 1_000_000 * minute

  private func judge(
    _ state: LinkState?, since minutes: Int64 = 0, isExpected: Bool = true,
    _ change: (inout LinkHealth.Reading) -> Void = { _ in }
  ) -> Finding {
    var reading = LinkHealth.Reading()
    reading.standing = state.map { LinkStanding($0, since: now - minutes * Self.minute) }
    change(&reading)
    return LinkHealth.judge("Pelouse", reading, at: now, isExpected: isExpected)
  }

  @Test(
    "H2: a link that is away for a moment is no news, for a minute a warning, for ten critical, with the reason"
  )
  func away() {
    for (minutes, severity) in [(0, Severity.ok), (2, .warning), (9, .warning), (11, .critical)] {
      let finding = judge(.away(why: "no route"), since: Int64(minutes)) { $0.waiting = 3 }
      #expect(finding.severity == severity, "\(minutes)")
      #expect(finding.found.contains("no route") && finding.found.contains("3 messages"), "\(finding.found)")
    }
  }

  @Test("H2: a hub that does not let it in is critical at once, and so is what the hub does not take")
  func unwelcome() {
    #expect(judge(.unwelcome(why: "bad token")).severity == .critical)
    #expect(judge(.joined(isPlain: false)) { ($0.waiting, $0.waitingAge) = (1, Self.minute) }.severity == .ok)
    #expect(
      judge(.joined(isPlain: false)) { ($0.waiting, $0.waitingAge) = (1, 3 * Self.minute) }.severity
        == .critical)
  }

  @Test("H2: what the other side has not fetched for an hour is told; in its room all is well")
  func unfetched() {
    let finding = judge(.joined(isPlain: false)) { ($0.unfetched, $0.unfetchedAge) = (2, 61 * Self.minute) }
    #expect(finding.severity == .warning)
    #expect(finding.found.contains("2 messages at the hub"), "\(finding.found)")
    #expect(judge(.joined(isPlain: true)).found == "in its room of a plain Bot Hub")
  }

  @Test("H2: a room where nobody answers any more is a warning; where nobody ever did it is no news")
  func silence() {
    func probe(unanswered: Int, answered: Bool) -> Finding {
      judge(.joined(isPlain: false)) { reading in
        var probe = LinkProbe()
        if answered { probe.answered(at: now - 5 * Self.minute, took: 420_000) }
        for _ in 0..<unanswered { probe.ask() }
        reading.probe = LinkProbe(text: probe.text)
      }
    }
    #expect(probe(unanswered: 2, answered: true).severity == .ok)
    #expect(probe(unanswered: 2, answered: true).found.contains("the other side answered in 0.42 ms, 5m ago"))
    let silent = probe(unanswered: 3, answered: true)
    #expect(silent.severity == .warning)
    #expect(silent.found == "nobody has answered at the other end of its room for 5m")
    #expect(probe(unanswered: 30, answered: false).found == "in its room")
    for rubbish in ["", "x", "1 2", "1 2 x", "1 2 3 4"] { #expect(LinkProbe(text: rubbish) == nil) }
  }

  @Test("H3: stopped and paused are said, and nothing is expected then")
  func stopped() {
    #expect(judge(.away(why: "x"), since: 99, isExpected: false).severity == .ok)
    #expect(judge(.joined(isPlain: false)) { $0.stoppedBy = "everything is paused" }.severity == .warning)
    #expect(judge(nil).severity == .warning)
    #expect(judge(.joined(isPlain: false)) { $0.damage = "no database" }.severity == .critical)
  }
}
