import BotChatCore
import Testing

@Suite("Hub: keeping")
struct HubKeepingTests {
  private func settings(_ change: (inout HubSettings) -> Void) -> HubSettings {
    var settings = HubSettings()
    change(&settings)
    return settings
  }

  @Test("DESIGN 9: what an absent member missed comes in order when it joins, before anything newer")
  func flush() {
    let stage = HubStage()
    stage.enter(1, "ta")
    stage.enter(2, "tb")
    stage.leave(2)
    for text in ["one", "two"] { stage.say(1, text) }
    stage.store()
    #expect(stage.acks(1).map { [$0.delivered, $0.buffered ?? -1] } == [[0, 1], [0, 1]])
    stage.connect(3)
    stage.give(.auth(token: "tb"), 3)
    stage.give(.join(room: "r", receipts: false), 3)
    stage.say(1, "three")
    var frames = stage.take(3).dropFirst()
    #expect(frames.popFirst() == .joined(.init(room: "r", members: ["a"], buffered: 2)))
    let texts = frames.compactMap { if case .message(let message) = $0 { message.text } else { nil } }
    #expect(texts == ["one", "two", "three"])
  }

  @Test("DESIGN 9: kept messages survive a kill; numbers go on and none is given twice")
  func kill() {
    let stage = HubStage()
    stage.enter(1, "ta")
    stage.enter(2, "tb", receipts: true)
    stage.say(1, "stored")
    stage.store()
    stage.say(1, "sent, but lost with the hub")
    #expect(stage.take(2).count == 2)
    stage.begin()
    stage.enter(1, "tb", receipts: true)
    #expect(stage.texts(1) == ["stored"])
    stage.enter(2, "ta", receipts: true)
    stage.say(2, "after")
    stage.store()
    #expect((stage.acks(2).first?.seq ?? 0) > 2)
  }

  @Test("DESIGN 9: with receipts a message stays until the receipt, over connections and kills")
  func staysUntilReceipt() {
    let stage = HubStage()
    stage.enter(1, "ta")
    stage.enter(2, "tb", receipts: true)
    for text in ["one", "two"] { stage.say(1, text) }
    stage.store()
    stage.give(.receipt(room: "r", seq: 1), 2)
    stage.leave(2)
    stage.tick()
    stage.store()
    stage.begin()
    stage.enter(3, "tb", receipts: true)
    #expect(stage.texts(3) == ["two"])
  }

  @Test("DESIGN 9: a receipt for a message of the last connection counts on the next one")
  func lateReceipt() {
    let stage = HubStage()
    stage.enter(1, "ta")
    stage.enter(2, "tb", receipts: true)
    stage.say(1, "one")
    stage.store()
    stage.leave(2)
    stage.enter(3, "tb", receipts: true)
    #expect(stage.texts(3) == ["one"])
    stage.give(.receipt(room: "r", seq: 1), 3)
    stage.tick()
    stage.store()
    #expect(stage.memory.kept.isEmpty)
  }

  @Test("DESIGN 9: alone in a room, the sender is told; the first who joins gets everything")
  func alone() {
    let stage = HubStage()
    stage.enter(1, "ta")
    stage.say(1, "anybody?")
    stage.store()
    let ack = stage.acks(1).first
    #expect(ack?.note == "nobody else has ever been in r: it is kept for whoever joins first")
    #expect(ack.map { [$0.delivered, $0.buffered ?? -1] } == [0, 0])
    stage.pass(.hours(1))
    stage.tick()
    stage.enter(2, "tb")
    #expect(stage.texts(2) == ["anybody?"])
    stage.say(1, "so there you are")
    stage.store()
    stage.acknowledge(2)
    #expect(stage.acks(1).first?.note == nil)
  }

  @Test("DESIGN 9: a newcomer among several gets what comes from then on")
  func newcomer() {
    let stage = HubStage()
    stage.enter(1, "ta")
    stage.enter(2, "tb")
    stage.leave(2)
    stage.say(1, "between a and b")
    stage.store()
    stage.enter(3, "tc")
    #expect(stage.texts(3).isEmpty)
    stage.say(1, "for all")
    #expect(stage.texts(3) == ["for all"])
  }

  @Test("DESIGN 9: listed members that were never there count as those who will get it")
  func listed() {
    let stage = HubStage(settings { $0.rooms = [.init(name: "r", bots: ["a", "b", "c"])] })
    stage.enter(1, "ta")
    stage.say(1, "hello")
    stage.store()
    #expect(stage.acks(1).map { [$0.delivered, $0.buffered ?? -1] } == [[0, 2]])
    stage.enter(3, "tc")
    #expect(stage.texts(3) == ["hello"])
  }

  @Test("DESIGN 9: at the limit the sender is told, nothing is dropped, and room comes with the receipts")
  func full() {
    let stage = HubStage(settings { $0.retention.messages = 2 })
    stage.enter(1, "ta", receipts: true)
    stage.enter(2, "tb", receipts: true)
    for number in 1...3 { stage.say(1, "\(number)", id: "\(number)") }
    let error = stage.errors(1).first
    #expect(error?.code == .bufferFull)
    #expect(error?.id == "3")
    stage.store()
    #expect(stage.memory.kept.count == 2)
    stage.give(.receipt(room: "r", seq: 1), 2)
    stage.say(1, "3", id: "3")
    stage.store()
    #expect(stage.acks(1).last?.id == "3")
    #expect(stage.texts(2) == ["1", "2", "3"])
  }

  @Test("DESIGN 9: the limit counts bytes, too")
  func fullOfBytes() {
    let stage = HubStage(settings { $0.retention.size = ByteCount(bytes: 10) })
    stage.enter(1, "ta")
    stage.enter(2, "tb", receipts: true)
    stage.say(1, "123456")
    stage.say(1, "12345")
    #expect(stage.errors(1).map(\.code) == [.bufferFull])
    stage.say(1, "1234")
    #expect(stage.errors(1).isEmpty)
  }

  @Test("DESIGN 9: what everybody has is dropped; of its own messages nobody needs any")
  func dropping() {
    let stage = HubStage()
    stage.enter(1, "ta", receipts: true)
    stage.enter(2, "tb", receipts: true)
    stage.say(1, "one")
    stage.say(2, "two")
    stage.say(1, "three")
    stage.store()
    stage.give(.receipt(room: "r", seq: 3), 2)
    stage.tick()
    stage.store()
    #expect(stage.memory.kept.map(\.seq) == [2, 3])
    stage.give(.receipt(room: "r", seq: 2), 1)
    stage.tick()
    stage.store()
    #expect(stage.memory.kept.isEmpty)
  }

  @Test("DESIGN 9: a slow reader is bounded, resumed from disk in order, and nobody else's problem")
  func slowReader() {
    let stage = HubStage(settings { $0.limits.output = .kibibytes(4) })
    stage.enter(1, "ta", receipts: true)
    stage.enter(2, "tb", receipts: true)
    stage.enter(3, "tc", receipts: true)
    stage.writesAtOnce = false
    let numbers = (1...100).map { "\($0) " + String(repeating: "x", count: 200) }
    for text in numbers {
      stage.say(1, text)
      stage.drain(1)
      stage.drain(3)
    }
    stage.store()
    stage.drain(1)
    #expect(stage.acks(1).count == 100)
    #expect(stage.texts(3) == numbers)
    var seen = stage.texts(2)
    #expect(seen.count < 20)
    #expect(stage.loads == 0)
    while true {
      stage.drain(2)
      let more = stage.texts(2)
      if more.isEmpty { break }
      #expect(more.count < 30)
      seen += more
    }
    #expect(seen == numbers)
    stage.say(1, "live again")
    #expect(stage.texts(2) == ["live again"])
  }

  @Test("DESIGN 9: a member that is behind gets what is not stored yet from memory, in order")
  func behindAndUndurable() {
    let stage = HubStage(settings { $0.limits.output = .kibibytes(4) })
    stage.enter(1, "ta", receipts: true)
    stage.enter(2, "tb", receipts: true)
    stage.writesAtOnce = false
    let texts = (1...60).map { "\($0) " + String(repeating: "x", count: 200) }
    for text in texts.prefix(30) {
      stage.say(1, text)
      stage.drain(1)
    }
    stage.store()
    for text in texts.dropFirst(30) {
      stage.say(1, text)
      stage.drain(1)
    }
    var seen = stage.texts(2)
    while true {
      stage.drain(2)
      let more = stage.texts(2)
      if more.isEmpty { break }
      seen += more
    }
    #expect(seen == texts)
  }

  @Test("DESIGN 9: receipts for a slow reader are summed up")
  func receiptsForSlowReader() {
    let stage = HubStage(settings { $0.limits.output = .kibibytes(4) })
    stage.enter(1, "ta", receipts: true)
    stage.enter(2, "tb", receipts: true)
    for number in 1...500 { stage.say(1, "\(number)") }
    stage.store()
    _ = stage.take(1)
    stage.writesAtOnce = false
    for seq in 1...500 { stage.give(.receipt(room: "r", seq: Int64(seq)), 2) }
    #expect(stage.receipts(1).count < 100)
    stage.drain(1)
    #expect(stage.receipts(1) == ["b 500"])
  }

  @Test("DESIGN 9: a member that is not listed is forgotten after a long absence, and that is told")
  func forgetting() {
    let stage = HubStage(settings { $0.retention.members = .days(2) })
    stage.enter(1, "ta")
    stage.enter(2, "tb")
    stage.leave(2)
    stage.say(1, "one")
    stage.store()
    stage.pass(.days(1))
    stage.tick()
    #expect(!stage.entries.contains(.forgotten(bot: "b", room: "r", messages: 1)))
    stage.pass(.days(1))
    stage.tick()
    #expect(stage.entries.contains(.forgotten(bot: "b", room: "r", messages: 1)))
    stage.store()
    #expect(stage.memory.members.map(\.name) == ["a"])
  }
}
