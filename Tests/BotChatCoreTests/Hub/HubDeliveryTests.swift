import BotChatCore
import Testing

@Suite("Hub: delivery")
struct HubDeliveryTests {
  @Test("DESIGN 9: a message goes to the others at once, and is acknowledged when it is stored")
  func honestAck() {
    let stage = HubStage()
    stage.enter(1, "ta", receipts: true)
    stage.enter(2, "tb", receipts: true)
    stage.say(1, "hello", id: "7")
    #expect(stage.texts(2) == ["hello"])
    #expect(stage.acks(1).isEmpty)
    stage.store()
    let ack = stage.acks(1)
    #expect(ack == [.init(room: "r", delivered: 0, buffered: 1, seq: 1, ts: 1_800_000_000_000, id: "7")])
  }

  @Test("DESIGN 9: the sender is stamped by the hub, and the order of seq is the same for everybody")
  func order() {
    let stage = HubStage()
    stage.enter(1, "ta")
    stage.enter(2, "tb")
    stage.enter(3, "tc")
    stage.say(1, "one")
    stage.say(2, "two")
    stage.say(1, "three")
    let seen = stage.take(3).compactMap { frame -> String? in
      guard case .message(let message) = frame else { return nil }
      return "\(message.seq ?? 0) \(message.from) \(message.text)"
    }
    #expect(seen == ["1 a one", "2 b two", "3 a three"])
    #expect(stage.texts(1) == ["two"])
    #expect(stage.texts(2) == ["one", "three"])
  }

  @Test("DESIGN 9: the ack of a client without receipts waits until the others have the message")
  func waitsForTCP() {
    let stage = HubStage()
    stage.enter(1, "ta")
    stage.enter(2, "tb")
    stage.say(1, "hello")
    stage.store()
    #expect(stage.acks(1).isEmpty)
    stage.acknowledge(2)
    #expect(stage.acks(1).map { [$0.delivered, $0.buffered ?? -1] } == [[1, 0]])
  }

  @Test("DESIGN 9: that ack waits for a second and no longer, and tells what is true then")
  func ackWait() {
    let stage = HubStage()
    stage.enter(1, "ta")
    stage.enter(2, "tb", receipts: true)
    stage.say(1, "hello")
    stage.store()
    stage.pass(.milliseconds(999))
    stage.tick()
    #expect(stage.acks(1).isEmpty)
    #expect(stage.engine?.dueAt == stage.moment.steady + 1_000_000)
    stage.pass(.milliseconds(1))
    stage.tick()
    #expect(stage.acks(1).map { [$0.delivered, $0.buffered ?? -1] } == [[0, 1]])
  }

  @Test("DESIGN 9: an ack never comes before the message is durable, however long the disk takes")
  func neverBeforeDurable() {
    let stage = HubStage()
    stage.enter(1, "ta")
    stage.enter(2, "tb")
    stage.say(1, "hello")
    stage.acknowledge(2)
    stage.pass(.minutes(1))
    stage.tick()
    #expect(stage.acks(1).isEmpty)
    stage.store()
    #expect(stage.acks(1).count == 1)
  }

  @Test("DESIGN 9: acks without ids come in the order of the messages")
  func acksInOrder() {
    let stage = HubStage()
    stage.enter(1, "ta")
    stage.enter(2, "tb", receipts: true)
    for text in ["one", "two", "three"] { stage.say(1, text) }
    stage.store()
    stage.give(.receipt(room: "r", seq: 2), 2)
    #expect(stage.acks(1).map(\.seq) == [1, 2])
    stage.give(.receipt(room: "r", seq: 3), 2)
    #expect(stage.acks(1).map(\.seq) == [3])
  }

  @Test("DESIGN 9: receipts are cumulative, and senders with receipts hear of them")
  func receipts() {
    let stage = HubStage()
    stage.enter(1, "ta", receipts: true)
    stage.enter(2, "tb", receipts: true)
    stage.enter(3, "tc")
    for text in ["one", "two", "three"] { stage.say(1, text) }
    stage.store()
    _ = stage.take(1)
    stage.give(.receipt(room: "r", seq: 3), 2)
    #expect(stage.receipts(1) == ["b 3"])
    stage.give(.receipt(room: "r", seq: 2), 2)
    #expect(stage.receipts(1).isEmpty)
    // What TCP acknowledged is no receipt.
    stage.acknowledge(3)
    #expect(stage.receipts(1).isEmpty)
    stage.tick()
    stage.store()
    #expect(stage.memory.kept.isEmpty)
  }

  @Test("DESIGN 9: a receipt for what nobody sent, or by somebody who gives none, is an error")
  func wrongReceipt() {
    let stage = HubStage()
    stage.enter(1, "ta")
    stage.enter(2, "tb", receipts: true)
    stage.say(1, "one")
    stage.store()
    _ = stage.take(2)
    stage.give(.receipt(room: "r", seq: 2), 2)
    #expect(stage.errors(2).map(\.code) == [.badFrame])
    stage.give(.receipt(room: "r", seq: 1), 1)
    #expect(stage.errors(1).map(\.code) == [.badFrame])
    stage.give(.receipt(room: "q", seq: 1), 2)
    #expect(stage.errors(2).map(\.code) == [.notMember])
    #expect(stage.memory.kept.count == 1)
  }

  @Test("DESIGN 9: a repetition of an id goes nowhere and is acknowledged with the first one's number")
  func repetition() {
    let stage = HubStage()
    stage.enter(1, "ta", receipts: true)
    stage.enter(2, "tb", receipts: true)
    stage.say(1, "hello", id: "7")
    stage.say(1, "hello", id: "7")
    stage.store()
    #expect(stage.acks(1).map(\.seq) == [1, 1])
    stage.say(1, "hello", id: "7")
    #expect(stage.acks(1).map(\.seq) == [1])
    #expect(stage.texts(2) == ["hello"])
    #expect(stage.changes.isEmpty)
  }

  @Test("DESIGN 9: ids belong to their sender and their room")
  func idsOfOthers() {
    let stage = HubStage()
    stage.enter(1, "ta", receipts: true)
    stage.enter(2, "tb", receipts: true)
    stage.enter(3, "ta2", "q", receipts: true)
    stage.say(1, "from a", id: "7")
    stage.say(2, "from b", id: "7")
    stage.say(3, "in q", id: "7", room: "q")
    stage.store()
    #expect(stage.texts(2) == ["from a"])
    #expect(stage.texts(1) == ["from b"])
    #expect(stage.acks(3).map(\.seq) == [3])
  }

  @Test("DESIGN 9: without an id the same text twice is two messages")
  func noID() {
    let stage = HubStage()
    stage.enter(1, "ta")
    stage.enter(2, "tb")
    stage.say(1, "hello")
    stage.say(1, "hello")
    #expect(stage.texts(2) == ["hello", "hello"])
  }

  @Test("DESIGN 9: who leaves does not hold up an ack, and counts as one who will get it")
  func leaving() {
    let stage = HubStage()
    stage.enter(1, "ta")
    stage.enter(2, "tb")
    stage.say(1, "hello")
    stage.store()
    stage.leave(2)
    #expect(stage.acks(1).map { [$0.delivered, $0.buffered ?? -1] } == [[0, 1]])
  }

  @Test("DESIGN 9: what names a message that was not taken as the one before it is not taken either")
  func orderOverRefusals() {
    let stage = HubStage()
    stage.enter(1, "ta", receipts: true)
    stage.enter(2, "tb", receipts: true)
    stage.say(1, "one", id: "1")
    stage.failToStore()
    stage.say(1, "two", id: "2", after: "1")
    stage.pass(.seconds(1))
    stage.tick()
    stage.store()
    stage.say(1, "three", id: "3", after: "2")
    #expect(
      stage.errors(1).map { [$0.code.rawValue, $0.id] } == [
        ["storage", "1"], ["storage", "2"], ["storage", "3"],
      ])
    for (id, before) in [("1", nil), ("2", "1"), ("3", "2")] { stage.say(1, id, id: id, after: before) }
    stage.store()
    #expect(stage.acks(1).map(\.id) == ["1", "2", "3"])
    #expect(stage.texts(2) == ["one", "1", "2", "3"])
  }
}
