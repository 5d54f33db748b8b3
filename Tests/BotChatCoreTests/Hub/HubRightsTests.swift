import BotChatCore
import Testing

@Suite("Hub: who may do what")
struct HubRightsTests {
  private func settings(_ change: (inout HubSettings) -> Void) -> HubSettings {
    var settings = HubSettings()
    change(&settings)
    return settings
  }

  private var listed: HubSettings {
    settings { $0.rooms = [.init(name: "r", bots: ["a", "b"]), .init(name: "q", bots: ["b", "c"])] }
  }

  @Test("DESIGN 9: a wrong token is told so and sent away; a token appears in no frame and no entry")
  func badToken() {
    let stage = HubStage()
    stage.connect(1)
    stage.give(.auth(token: "secret"), 1)
    let errors = stage.errors(1)
    #expect(errors.map(\.code) == [.badToken])
    #expect(stage.closed[1] == .policy)
    #expect(!"\(errors) \(stage.entries)".contains("secret"))
    stage.give(.auth(token: "ta"), 1)
    #expect(stage.take(1).isEmpty)
  }

  @Test("DESIGN 9: before auth nothing else is taken")
  func authFirst() {
    let stage = HubStage()
    stage.connect(1)
    stage.give(.join(room: "r", receipts: false), 1)
    #expect(stage.errors(1).map(\.code) == [.notAuthenticated])
    #expect(stage.closed[1] == .policy)
  }

  @Test("DESIGN 9: who does not authenticate within five seconds is sent away")
  func authTimeout() {
    let stage = HubStage()
    stage.connect(1)
    stage.connect(2)
    stage.give(.auth(token: "ta"), 2)
    stage.pass(.milliseconds(4999))
    stage.tick()
    #expect(stage.closed.isEmpty)
    stage.pass(.milliseconds(1))
    stage.tick()
    #expect(stage.closed == [1: .policy])
    #expect(stage.errors(1).map(\.code) == [.authTimeout])
  }

  @Test("DESIGN 9: a message to a room that was not joined is an error with its id, not silence")
  func notMember() {
    let stage = HubStage(listed)
    stage.enter(1, "ta")
    stage.say(1, "hello", id: "7", room: "q")
    let error = stage.errors(1).first
    #expect(error?.code == .notMember)
    #expect(error?.id == "7")
    #expect(error?.rooms == ["r"])
  }

  @Test("DESIGN 9: unknown and foreign rooms are told apart, with the rooms that the token may join")
  func rooms() {
    let stage = HubStage(listed)
    stage.connect(1)
    stage.give(.auth(token: "ta"), 1)
    stage.give(.join(room: "x", receipts: false), 1)
    stage.give(.join(room: "q", receipts: false), 1)
    let errors = stage.errors(1)
    #expect(errors.map(\.code) == [.unknownRoom, .notAllowed])
    #expect(errors.map(\.rooms) == [["r"], ["r"]])
    #expect(stage.closed.isEmpty)
  }

  @Test("DESIGN 9: the newest connection of a bot takes the room over, and the older one is told why")
  func takeover() {
    let stage = HubStage()
    stage.enter(1, "ta")
    stage.enter(2, "tb")
    stage.enter(3, "tb")
    #expect(stage.errors(2).map(\.code) == [.replaced])
    #expect(stage.closed == [2: .replaced])
    stage.say(1, "hello")
    #expect(stage.texts(3) == ["hello"])
    #expect(stage.take(2).isEmpty)
    stage.leave(2)
    stage.say(1, "still there")
    #expect(stage.texts(3) == ["still there"])
  }

  @Test("DESIGN 9: a connection that loses one of two rooms keeps the other")
  func takeoverOfOneRoom() {
    let stage = HubStage()
    stage.enter(1, "ta")
    stage.give(.join(room: "q", receipts: false), 1)
    stage.enter(2, "ta2")
    #expect(stage.closed.isEmpty)
    _ = stage.take(1)
    stage.say(1, "lost", id: "1", room: "r")
    #expect(stage.errors(1).map(\.code) == [.notMember])
    stage.say(1, "kept", room: "q")
    stage.store()
    #expect(stage.acks(1).count == 1)
  }

  @Test("DESIGN 9: what was sent over the replaced connection and not received comes again")
  func takeoverRedelivers() {
    let stage = HubStage()
    stage.enter(1, "ta")
    stage.enter(2, "tb", receipts: true)
    stage.say(1, "hello")
    stage.store()
    stage.enter(3, "tb", receipts: true)
    #expect(stage.texts(3) == ["hello"])
  }

  @Test("DESIGN 9: who comes back with receipts has only what those say, not what the old connection took")
  func takeoverWithReceipts() {
    let stage = HubStage()
    stage.enter(1, "ta", receipts: true)
    stage.enter(2, "tb")
    stage.say(1, "hello")
    stage.store()
    stage.enter(3, "tb", receipts: true)
    stage.acknowledge(2)
    stage.leave(3)
    stage.enter(4, "tb", receipts: true)
    #expect(stage.texts(4) == ["hello"])
  }

  @Test("DESIGN 9: a token that is revoked is cut off at once, others go on; a rotated one is in force")
  func rotation() {
    let stage = HubStage()
    stage.enter(1, "ta")
    stage.enter(2, "tb")
    stage.tokens = ["tb": "b", "new": "a"]
    stage.engine?.reload(HubSettings(), at: stage.moment)
    #expect(stage.errors(1).map(\.code) == [.revoked])
    #expect(stage.closed == [1: .revoked])
    stage.enter(3, "new")
    stage.say(3, "hello")
    #expect(stage.texts(2) == ["hello"])
  }

  @Test("DESIGN 9: a token that is another bot's now is revoked, too")
  func reassigned() {
    let stage = HubStage()
    stage.enter(1, "ta")
    stage.tokens["ta"] = "c"
    stage.engine?.reload(HubSettings(), at: stage.moment)
    #expect(stage.closed == [1: .revoked])
  }

  @Test("DESIGN 9: who is taken off a room's list leaves it at once")
  func takenOffList() {
    let stage = HubStage(listed)
    stage.enter(1, "ta")
    stage.enter(2, "tb")
    var settings = listed
    settings.rooms?[0].bots = ["a"]
    stage.engine?.reload(settings, at: stage.moment)
    #expect(stage.errors(2).map(\.code) == [.notAllowed])
    stage.say(1, "hello")
    #expect(stage.texts(2).isEmpty)
  }

  @Test("DESIGN 9: who is taken off a room's list while the hub is down is forgotten at its start")
  func takenOffListMeanwhile() {
    let stage = HubStage(listed)
    stage.enter(1, "ta")
    stage.enter(2, "tb")
    stage.leave(2)
    stage.say(1, "for b alone")
    stage.store()
    var settings = listed
    settings.rooms?[0].bots = ["a"]
    stage.begin(settings)
    #expect(stage.entries.contains(.forgotten(bot: "b", room: "r", messages: 1)))
    #expect(stage.memory.members.filter { $0.room == 0 }.map(\.name) == ["a"])
  }

  @Test("DESIGN 9: too many messages in a second are refused with when to try again, and not taken")
  func rate() {
    let stage = HubStage(settings { $0.limits.rate = 10 })
    stage.enter(1, "ta")
    stage.enter(2, "tb")
    for number in 1...25 { stage.say(1, "\(number)", id: "\(number)") }
    let errors = stage.errors(1)
    // Joining took one of the twenty.
    #expect(errors.map(\.id) == ["20", "21", "22", "23", "24", "25"])
    #expect(errors.allSatisfy { $0.code == .rate && 1...101 ~= $0.retry ?? 0 })
    #expect(stage.texts(2).count == 19)
    stage.pass(.milliseconds(100))
    stage.say(1, "again")
    stage.say(1, "too soon")
    #expect(stage.texts(2) == ["again"])
  }

  @Test("DESIGN 9: a text over the limit is refused with its id")
  func tooLarge() {
    let stage = HubStage(settings { $0.limits.message = .kibibytes(1) })
    stage.enter(1, "ta")
    stage.say(1, String(repeating: "x", count: 1025), id: "7")
    #expect(stage.errors(1).map { [$0.code.rawValue, $0.id] } == [["too_large", "7"]])
  }

  @Test("DESIGN 9: connections are limited, in all and for each token")
  func connections() {
    let stage = HubStage(
      settings {
        $0.limits.connections = 3
        $0.limits.perToken = 1
      })
    stage.enter(1, "ta")
    stage.connect(2)
    stage.give(.auth(token: "ta"), 2)
    #expect(stage.errors(2).map(\.code) == [.tooMany])
    #expect(stage.closed[2] == .tooMany)
    stage.connect(3)
    stage.connect(4)
    #expect(stage.closed[4] == .tooMany)
    #expect(stage.closed[3] == nil)
  }

  @Test("DESIGN 9: rooms are limited, and those that are there can still be joined")
  func roomLimit() {
    let stage = HubStage(settings { $0.limits.rooms = 1 })
    stage.enter(1, "ta")
    stage.give(.join(room: "q", receipts: false), 1)
    #expect(stage.errors(1).map(\.code) == [.tooMany])
    stage.give(.join(room: "r", receipts: false), 1)
    #expect(stage.joined(1) != nil)
  }

  @Test("DESIGN 9: who sends only nonsense is sent away in the end")
  func nonsense() {
    let stage = HubStage()
    stage.enter(1, "ta")
    for _ in 1...100 { stage.refuse(1) }
    #expect(stage.closed.isEmpty)
    stage.refuse(1)
    #expect(stage.closed == [1: .tooMany])
    #expect(stage.errors(1).last?.code == .tooMany)
  }

  @Test("DESIGN 9: everybody is pinged, and who gives no sign of life is given up")
  func idle() {
    let stage = HubStage()
    stage.enter(1, "ta")
    stage.enter(2, "tb")
    _ = stage.tick()
    stage.pass(.seconds(30))
    #expect(stage.tick().sorted() == [1, 2])
    stage.engine?.heard(2, at: stage.moment)
    stage.pass(.seconds(45))
    stage.tick()
    #expect(stage.closed == [1: .idle])
  }

  @Test("DESIGN 9: while the disk takes nothing, nothing is taken; then it goes on by itself")
  func storage() {
    let stage = HubStage()
    stage.enter(1, "ta", receipts: true)
    stage.enter(2, "tb", receipts: true)
    stage.say(1, "lost", id: "1")
    stage.failToStore()
    #expect(stage.errors(1).map { [$0.code.rawValue, $0.id] } == [["storage", "1"]])
    stage.say(1, "refused", id: "2")
    #expect(stage.errors(1).map { [$0.code.rawValue, $0.id] } == [["storage", "2"]])
    #expect(stage.engine?.health.storageFailure == "the disk is full")
    #expect(stage.texts(2) == ["lost"])
    stage.pass(.seconds(1))
    stage.tick()
    #expect(stage.changes.contains(.trial))
    stage.store()
    #expect(stage.engine?.health.storageFailure == nil)
    stage.say(1, "lost", id: "1")
    stage.store()
    #expect(stage.acks(1).map(\.id) == ["1"])
    #expect(stage.memory.kept.count == 1)
  }

  @Test("DESIGN 9: no message is taken before its number is reserved on disk")
  func reservation() {
    let stage = HubStage()
    stage.begin()
    #expect(stage.memory.reserved >= HubEngine.block)
    let fresh = HubStage()
    fresh.enter(1, "ta")
    #expect(fresh.memory.reserved == HubEngine.block)
    fresh.begin()
    #expect(fresh.memory.reserved == 2 * HubEngine.block)
  }

  @Test("DESIGN 9: a hub that ends stores what it took, acknowledges it, and says goodbye")
  func closing() {
    let stage = HubStage()
    stage.enter(1, "ta")
    stage.enter(2, "tb", receipts: true)
    stage.say(1, "taken", id: "1")
    stage.engine?.beginClosing(at: stage.moment)
    stage.say(1, "too late", id: "2")
    #expect(stage.errors(1).map { [$0.code.rawValue, $0.id] } == [["closing", "2"]])
    #expect(stage.engine?.isDrained == false)
    stage.store()
    #expect(stage.engine?.isDrained == true)
    stage.engine?.finishClosing(at: stage.moment)
    let frames = stage.take(1)
    guard case .ack(let ack) = frames.first, case .error(let error) = frames.last else {
      Issue.record("\(frames)")
      return
    }
    #expect(ack.id == "1")
    #expect(error.code == .closing)
    #expect(stage.closed == [1: .goingAway, 2: .goingAway])
  }
}
