import BotChatCore
import Testing

/// A session and a clock that only the test moves, in seconds.
private struct Talk {
  var session: LinkSession
  var now: Int64 = 0

  /// Without `probes` the other side is not asked whether it is there.
  init(probes: Bool = false) {
    var timing = LinkTiming(seed: 1)
    if !probes { timing.probe = .max / 2 }
    session = LinkSession(Link(hub: "ws://hub", room: "r", token: "/t", from: "pelouse"), timing)
  }

  /// Connected and in the room; nil: of a plain Bot Hub.
  static func joined(buffered: Int64? = 0, probes: Bool = false) -> Talk {
    var talk = Talk(probes: probes)
    _ = talk.session.tick(at: 0)
    _ = talk.session.opened(token: "secret", at: 0)
    _ = talk.hear(.authOK)
    _ = talk.hear(.joined(.init(room: "r", members: [], buffered: buffered)))
    if !probes { _ = talk.wait(0) }
    return talk
  }

  mutating func wait(_ seconds: Double) -> [LinkAction] {
    now += Int64(seconds * 1e9)
    return session.tick(at: now)
  }

  mutating func hear(_ frame: HubFrame) -> [LinkAction] { session.heard(frame, at: now) }

  mutating func ack(_ name: String?, seq: Int64? = 1) -> [LinkAction] {
    hear(.ack(.init(room: "r", delivered: 1, seq: seq, id: name)))
  }

  mutating func refuse(_ code: FrameErrorCode, _ name: String? = nil, retry: Int64? = nil) -> [LinkAction] {
    hear(.error(FrameError(code, "a sentence", room: "r", id: name, retry: retry)))
  }

  /// Sends letters with these numbers; their names are the numbers.
  mutating func send(_ numbers: ClosedRange<Int>) {
    _ = session.send(numbers.map { LinkLetter(number: $0, name: "\($0)", text: "t") }, at: now)
  }

  var room: Int { session.room(at: now) }

  mutating func end(_ code: Int? = nil) -> [LinkAction] { session.ended("it broke", code: code, at: now) }

  /// Seconds until the next try.
  var pause: Double { Double((session.dueAt ?? 0) - now) / 1e9 }
}

@Suite("Link: the conversation with the hub")
struct LinkSessionTests {
  @Test("DESIGN 9: connect, say who we are, join with receipts, and only then send")
  func greeting() {
    var talk = Talk()
    #expect(talk.wait(0) == [.connect])
    #expect(talk.room == 0)
    #expect(talk.session.opened(token: "secret", at: 0) == [.send(.auth(token: "secret"))])
    #expect(talk.hear(.authOK) == [.send(.join(room: "r", receipts: true, probes: true))])
    #expect(talk.room == 0)
    let joined = talk.hear(.joined(.init(room: "r", members: [], buffered: 3)))
    #expect(joined == [.state(.joined(isPlain: false))])
    #expect(talk.room == 64)
    #expect(talk.session.owed == 3)
  }

  @Test("DESIGN 9: counts as handed over on the hub's answer, by its id, in whatever order the answers come")
  func acks() {
    var talk = Talk.joined()
    talk.send(1...3)
    #expect(talk.room == 61)
    #expect(talk.ack("2", seq: 9) == [.handed(number: 2, seq: 9)])
    #expect(talk.ack("2", seq: 9) == [])
    #expect(talk.ack("unknown") == [])
    #expect(talk.ack("1") == [.handed(number: 1, seq: 1)])
    #expect(talk.session.isWaiting)
    #expect(talk.ack("3") == [.handed(number: 3, seq: 1)])
    #expect(!talk.session.isWaiting)
  }

  @Test("DESIGN 9: what was not answered when the connection broke is sent again")
  func again() {
    var talk = Talk.joined()
    talk.send(1...3)
    #expect(talk.session.sentThrough == 3)
    _ = talk.end()
    #expect(talk.session.sentThrough == 0)
    #expect(talk.room == 0)
  }

  @Test(
    "DESIGN 9: a plain Bot Hub gets one at a time, since its answers say not what they are about, and no receipts"
  )
  func plain() {
    var talk = Talk()
    _ = talk.wait(0)
    _ = talk.session.opened(token: "secret", at: 0)
    _ = talk.hear(.authOK)
    let actions = talk.hear(.joined(.init(room: "r", members: ["pelouse"])))
    #expect(actions.first == .state(.joined(isPlain: true)))
    guard case .say(let text)? = actions.last else {
      Issue.record("it is not said: \(actions)")
      return
    }
    #expect(text.contains("at least once"))
    #expect(talk.room == 1)
    talk.send(1...1)
    #expect(talk.room == 0)
    #expect(talk.ack(nil, seq: nil) == [.handed(number: 1, seq: nil)])
    #expect(talk.session.stored(4) == [])
    _ = talk.end()
    _ = talk.wait(2)
    _ = talk.session.opened(token: "secret", at: 0)
    _ = talk.hear(.authOK)
    #expect(talk.hear(.joined(.init(room: "r", members: []))) == [.state(.joined(isPlain: true))])
  }

  @Test("DESIGN 9: the other side's receipt counts even before the hub's answer; nobody else's does")
  func early() {
    var talk = Talk.joined()
    talk.send(1...2)
    #expect(talk.hear(.receipt(room: "r", by: "mallory", seq: 9)) == [])
    #expect(talk.hear(.receipt(room: "r", by: "pelouse", seq: 5)) == [.received(seq: 5)])
    #expect(talk.ack("1", seq: 5) == [.handed(number: 1, seq: 5), .received(seq: 5)])
    #expect(talk.ack("2", seq: 6) == [.handed(number: 2, seq: 6)])
  }

  @Test("DESIGN 9: a receipt goes out for what is stored; nobody hears one while there is no connection")
  func receipts() {
    var talk = Talk.joined()
    #expect(talk.session.stored(17) == [.send(.receipt(room: "r", seq: 17))])
    _ = talk.end()
    #expect(talk.session.stored(18) == [])
  }

  @Test(
    "DESIGN 9: what is not taken is sent again later, before anything that follows it",
    arguments: [FrameErrorCode.bufferFull, .rate, .storage, FrameErrorCode(rawValue: "what")])
  func notTaken(code: FrameErrorCode) {
    var talk = Talk.joined()
    talk.send(1...3)
    _ = talk.ack("1")
    let actions = talk.refuse(code, "2")
    #expect(actions.count == 1)
    #expect(talk.room == 0)
    #expect(talk.session.sentThrough == 1)
    _ = talk.wait(40)
    // The third one is still under way.
    #expect(talk.room == 0)
    #expect(talk.refuse(code, "3") == [])
    _ = talk.wait(40)
    #expect(talk.room == 1)
    talk.send(2...2)
    #expect(talk.ack("2") == [.handed(number: 2, seq: 1)])
    #expect(talk.room == 64)
  }

  @Test("DESIGN 9: each names the one before it that is under way, so that the hub takes none out of order")
  func order() {
    var talk = Talk.joined()
    let letters = (1...3).map { LinkLetter(number: $0, name: "\($0)", text: "t") }
    let sent = talk.session.send(letters, at: 0)
    #expect(
      sent == [
        .send(.message(room: "r", text: "t", id: "1")),
        .send(.message(room: "r", text: "t", id: "2", after: "1")),
        .send(.message(room: "r", text: "t", id: "3", after: "2")),
      ])
    for name in ["1", "2", "3"] { _ = talk.ack(name) }
    #expect(
      talk.session.send([LinkLetter(number: 4, name: "4", text: "t")], at: 0)
        == [.send(.message(room: "r", text: "t", id: "4"))])
  }

  @Test("DESIGN 9: the hub's own wish for a pause is kept")
  func retry() {
    var talk = Talk.joined()
    talk.send(1...1)
    _ = talk.refuse(.rate, "1", retry: 5000)
    _ = talk.wait(4.9)
    #expect(talk.room == 0)
    _ = talk.wait(0.2)
    #expect(talk.room == 1)
  }

  @Test("DESIGN 9: what was not taken is sent again, also when nothing else is left to send")
  func lastOneRefused() {
    var talk = Talk.joined()
    talk.send(1...2)
    _ = talk.session.send([], at: 0)
    #expect(!talk.session.hasUnsent)
    _ = talk.ack("1")
    #expect(!talk.session.hasUnsent)
    _ = talk.refuse(.rate, "2")
    #expect(talk.session.hasUnsent)
    #expect(talk.session.sentThrough == 1)
    // It is the same for a connection that ends.
    talk.now += 40_000_000_000
    talk.send(2...2)
    _ = talk.session.send([], at: 0)
    _ = talk.end()
    #expect(talk.session.hasUnsent)
  }

  @Test("DESIGN 9: a message that is too large is refused for good, and blocks nothing")
  func tooLarge() {
    var talk = Talk.joined()
    talk.send(1...2)
    #expect(talk.refuse(.tooLarge, "1") == [.refused(number: 1, why: "a sentence")])
    #expect(talk.ack("2") == [.handed(number: 2, seq: 1)])
  }

  @Test(
    "DESIGN 9: where the hub only hangs up on a frame that is too large, one at a time shows which one it is")
  func tooLargeUnnamed() {
    var talk = Talk.joined()
    talk.send(1...3)
    #expect(!talk.end(1009).contains { if case .refused = $0 { true } else { false } })
    _ = talk.wait(2)
    _ = talk.session.opened(token: "secret", at: talk.now)
    _ = talk.hear(.authOK)
    _ = talk.hear(.joined(.init(room: "r", members: [], buffered: 0)))
    #expect(talk.room == 1)
    talk.send(1...1)
    #expect(
      talk.end(1009).contains(.refused(number: 1, why: "the hub takes no message of that size")))
  }

  @Test("a hub that is away is asked again after 1 s, 2 s, … 1 min, each with some chance")
  func backoff() {
    var talk = Talk()
    var pauses: [Double] = []
    for _ in 0..<9 {
      _ = talk.wait(talk.pause)
      _ = talk.end()
      pauses.append(talk.pause)
    }
    for (pause, most) in zip(pauses, [1.0, 2, 4, 8, 16, 32, 60, 60, 60]) {
      #expect(pause <= most && pause >= most * 0.74, "\(pauses)")
    }
    _ = talk.wait(60)
    _ = talk.session.opened(token: "secret", at: talk.now)
    _ = talk.hear(.authOK)
    _ = talk.hear(.joined(.init(room: "r", members: [], buffered: 0)))
    _ = talk.end()
    #expect(talk.pause <= 1)
  }

  @Test(
    "a hub that does not want us is asked rarely, and it is told with its sentence",
    arguments: [FrameErrorCode.badToken, .unknownRoom, .notAllowed, .revoked, .tooMany])
  func unwelcome(code: FrameErrorCode) {
    var talk = Talk()
    _ = talk.wait(0)
    _ = talk.session.opened(token: "secret", at: 0)
    #expect(talk.refuse(code) == [.hangUp])
    #expect(talk.end() == [.state(.unwelcome(why: "a sentence"))])
    #expect(talk.pause > 10)
    _ = talk.wait(talk.pause)
    _ = talk.session.opened(token: "secret", at: talk.now)
    _ = talk.refuse(code)
    // It is known already.
    #expect(talk.end() == [])
    #expect(talk.pause > 20)
  }

  @Test("W3: without a token the hub is not asked, and it is looked for again later")
  func tokenless() {
    var talk = Talk()
    _ = talk.wait(0)
    #expect(talk.session.hasNoToken("no file", at: 0) == [.state(.tokenless(why: "no file"))])
    #expect(talk.pause > 10)
    #expect(talk.wait(talk.pause) == [.connect])
  }

  @Test("another link of our name: not at once in again, for the two would drive each other out for ever")
  func replaced() {
    var talk = Talk.joined()
    var last = 0.0
    for _ in 0..<3 {
      #expect(talk.refuse(.replaced) == [.hangUp])
      _ = talk.end()
      #expect(talk.pause > last)
      last = talk.pause
      _ = talk.wait(talk.pause)
      _ = talk.session.opened(token: "secret", at: talk.now)
      _ = talk.hear(.authOK)
      _ = talk.hear(.joined(.init(room: "r", members: [], buffered: 0)))
    }
    _ = talk.wait(130)
    _ = talk.end()
    #expect(talk.pause <= 1)
  }

  @Test("a hub that does not answer is left: a greeting after 20 s, a message after a minute")
  func silent() {
    var talk = Talk()
    _ = talk.wait(0)
    _ = talk.session.opened(token: "secret", at: 0)
    #expect(talk.wait(19) == [])
    #expect(talk.wait(2) == [.hangUp])
    var other = Talk.joined()
    other.send(1...1)
    #expect(other.wait(59) == [])
    #expect(other.wait(2).last == .hangUp)
  }

  @Test("frames of other rooms, of unknown types and out of turn do nothing")
  func ignored() {
    var talk = Talk.joined()
    talk.send(1...1)
    #expect(talk.hear(.unknown(type: "news")) == [])
    #expect(talk.hear(.message(.init(room: "other", from: "p", text: "x"))) == [])
    #expect(talk.hear(.ack(.init(room: "other", delivered: 1, id: "1"))) == [])
    #expect(talk.hear(.authOK) == [])
    #expect(talk.hear(.receipt(room: "r", by: "pelouse", seq: 3)) == [.received(seq: 3)])
    let message = HubFrame.Message(room: "r", from: "p", text: "x")
    #expect(talk.hear(.message(message)) == [.take(message)])
  }

  @Test("H2: the other side is asked at once and every minute; only the answer to the last question counts")
  func probes() {
    var talk = Talk.joined(probes: true)
    #expect(talk.session.dueAt == 0)
    #expect(talk.wait(0) == [.probing, .send(.probe(room: "r", id: "0"))])
    #expect(talk.wait(0.002) == [])
    #expect(talk.hear(.echo(room: "q", by: "pelouse", id: "0")) == [])
    #expect(talk.hear(.echo(room: "r", by: "stranger", id: "0")) == [])
    #expect(talk.hear(.echo(room: "r", by: "pelouse", id: "7")) == [])
    #expect(talk.hear(.echo(room: "r", by: "pelouse", id: "0")) == [.probed(took: 2_000_000)])
    #expect(talk.hear(.echo(room: "r", by: "pelouse", id: "0")) == [])
    #expect(talk.wait(59.9) == [])
    #expect(talk.wait(0.1).first == .probing)
    // The connection is another one: what was asked on the old one is not answered any more.
    let old = "\(talk.now)"
    _ = talk.end()
    #expect(talk.hear(.echo(room: "r", by: "pelouse", id: old)) == [])
  }

  @Test("H2: who asks is answered, if it is the other side")
  func probed() {
    var talk = Talk.joined()
    #expect(talk.hear(.probe(room: "r", by: "pelouse", id: "x")) == [.asked(by: "pelouse", id: "x")])
    #expect(talk.hear(.probe(room: "r", by: "stranger", id: "x")) == [])
    #expect(talk.hear(.probe(room: "q", by: "pelouse", id: "x")) == [])
    // It came later than it was asked: it is asked again, once.
    var early = Talk.joined(probes: true)
    _ = early.wait(0)
    #expect(early.wait(10) == [])
    _ = early.hear(.probe(room: "r", by: "pelouse", id: "x"))
    #expect(early.wait(0).first == .probing)
    #expect(early.wait(1) == [])
  }

  @Test("H2: a plain Bot Hub, and a hub that does not know the question, are not asked again")
  func unknownProbe() {
    var plain = Talk.joined(buffered: nil, probes: true)
    #expect(plain.wait(300) == [])
    var talk = Talk.joined(probes: true)
    talk.send(1...2)
    #expect(talk.wait(0).count == 2)
    #expect(talk.refuse(.badFrame, "0") == [])
    #expect(talk.wait(59) == [])
    #expect(talk.ack("1") == [.handed(number: 1, seq: 1)])
    #expect(talk.ack("2") == [.handed(number: 2, seq: 1)])
    #expect(talk.wait(300) == [])
    // Too many frames: the next minute is early enough.
    var busy = Talk.joined(probes: true)
    _ = busy.wait(0)
    #expect(busy.refuse(.rate, "0") == [])
    #expect(busy.room == 64)
    #expect(busy.wait(60).first == .probing)
  }
}
