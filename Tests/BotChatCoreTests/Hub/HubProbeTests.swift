import BotChatCore
import Testing

@Suite("Hub: members that ask each other whether they are there")
struct HubProbeTests {
  /// Three in a room: two that answer, and one that knows nothing of it.
  private func stage(_ settings: HubSettings = HubSettings()) -> HubStage {
    let stage = HubStage(settings)
    for (connection, token) in [(1, "ta"), (2, "tb"), (3, "tc")] {
      stage.connect(connection)
      stage.give(.auth(token: token), connection)
      stage.give(.join(room: "r", receipts: false, probes: connection < 3), connection)
      stage.store()
    }
    for connection in 1...3 { _ = stage.take(connection) }
    return stage
  }

  @Test("H2: a question goes to those that answer and to nobody else, and the answer to whoever asked")
  func crossing() {
    let stage = stage()
    stage.give(.probe(room: "r", id: "7"), 1)
    #expect(stage.take(2) == [.probe(room: "r", by: "a", id: "7")])
    #expect(stage.take(3).isEmpty)
    stage.give(.echo(room: "r", to: "a", id: "7"), 2)
    #expect(stage.take(1) == [.echo(room: "r", by: "b", id: "7")])
    #expect(stage.take(3).isEmpty)
    // Who did not say that it answers may ask, and hears no answer.
    stage.give(.probe(room: "r", id: "8"), 3)
    #expect(stage.take(1) == [.probe(room: "r", by: "c", id: "8")])
    stage.give(.echo(room: "r", to: "c", id: "8"), 1)
    #expect(stage.take(3).isEmpty)
  }

  @Test("H2: nothing of it is kept: who comes later is not asked")
  func notKept() {
    let stage = stage()
    stage.leave(2)
    stage.give(.probe(room: "r", id: "7"), 1)
    #expect(stage.take(1).isEmpty)
    stage.connect(4)
    stage.give(.auth(token: "tb"), 4)
    stage.give(.join(room: "r", receipts: true, probes: true), 4)
    stage.store()
    #expect(stage.take(4).count == 2)
    stage.give(.probe(room: "r", id: "8"), 1)
    #expect(stage.take(4) == [.probe(room: "r", by: "a", id: "8")])
  }

  @Test("DESIGN 9: a question needs a room that was joined, and counts for the rate")
  func limits() {
    var settings = HubSettings()
    settings.limits.rate = 2
    let stage = stage(settings)
    stage.give(.probe(room: "q", id: "1"), 1)
    #expect(stage.errors(1).map(\.code) == [.notMember])
    stage.give(.echo(room: "q", to: "b", id: "1"), 1)
    #expect(stage.errors(1).map(\.code) == [.notMember])
    for number in 1...6 { stage.give(.probe(room: "r", id: "\(number)"), 1) }
    let errors = stage.errors(1)
    #expect(!errors.isEmpty && errors.allSatisfy { $0.code == .rate && $0.id != nil })
    #expect(stage.take(2).count + errors.count == 6)
  }
}
