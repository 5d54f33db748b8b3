/// A link's side of the conversation with its hub: when to connect, what to send, what became of what was sent.
///
/// Events in, actions out; times are of the steady clock, in nanoseconds. What was not acknowledged is sent again,
/// under the same name, so that a hub of ours takes it once.
///
/// Source: DESIGN 9, docs/hub-protocol.md.
package struct LinkSession: Sendable {
  enum Phase: Sendable, Equatable {
    case away(until: Int64)
    case connecting
    case greeting(until: Int64)
    case joined(since: Int64)
  }

  /// How many messages may be unanswered at one time.
  static let window = 64

  let link: Link
  let timing: LinkTiming
  var phase = Phase.away(until: 0)
  /// Sent and not answered, in the order of sending.
  var inFlight: [Sent] = []
  /// The highest number that was sent on this connection.
  package internal(set) var sentThrough = 0
  /// Whether the hub knows no ids: then one at a time, since its answers do not say what they are about.
  package internal(set) var isPlain = false
  /// Steady clock: nothing is sent before this, after a refusal.
  var quietUntil: Int64 = 0
  /// Whether there may be something that was not sent on this connection, or has to be sent again.
  package internal(set) var hasUnsent = true
  /// How often in a row what was sent was not taken, however many messages that were.
  var refusals = 0
  /// Whether something that was not taken waits to be sent again.
  var isPutOff = false
  /// Tries in a row that led into no room: because the hub is away, or because it does not want us.
  var failures = 0
  var rejections = 0
  /// What the hub said when it turned us away on this connection.
  var rejection: String?
  var wasReplaced = false
  /// For how many messages more one goes out at a time: one of the last was too much for the hub, which did not say
  /// which one.
  var careful = 0
  var lastState: LinkState?
  var hasSaidPlain = false
  /// Up to where the other side has everything, as far as it was heard on this connection.
  var receivedThrough: Int64 = 0
  /// How many messages the hub has kept for us that have not come yet.
  package internal(set) var owed: Int64 = 0

  /// The question to the other side that is not answered.
  var probe: Sent?
  /// Steady clock.
  var nextProbe: Int64 = 0

  struct Sent: Sendable, Equatable {
    var number: Int
    var name: String
    var at: Int64
  }

  package init(_ link: Link, _ timing: LinkTiming) {
    self.link = link
    self.timing = timing
  }

  package var isJoined: Bool { if case .joined = phase { true } else { false } }

  /// Why the last try led into no room, or out of it; nil: it is in the room, or nothing was tried yet.
  package var obstacle: String? {
    switch lastState {
    case .away(let why), .unwelcome(let why), .tokenless(let why): why
    case .joined, nil: nil
    }
  }

  /// Whether something is under way that the hub has not answered.
  package var isWaiting: Bool { !inFlight.isEmpty }

  /// How many more messages may be sent now.
  package func room(at now: Int64) -> Int {
    guard isJoined, now >= quietUntil else { return 0 }
    // After a refusal nothing goes out before everything is answered, so that the order is kept.
    if refusals > 0, !inFlight.isEmpty { return 0 }
    return max(0, (isPlain || careful > 0 || refusals > 0 ? 1 : Self.window) - inFlight.count)
  }

  /// Steady clock: when ``tick(at:)`` has something to do; nil: nothing but an event brings it on.
  package var dueAt: Int64? {
    switch phase {
    case .away(let until): return until
    case .connecting: return nil
    case .greeting(let until): return until
    case .joined:
      let answer = inFlight.first.map { $0.at + timing.answer }
      return [answer, quietUntil > 0 ? quietUntil : nil, isPlain ? nil : nextProbe].compactMap(\.self).min()
    }
  }

  /// Does what the clock asks for.
  package mutating func tick(at now: Int64) -> [LinkAction] {
    switch phase {
    case .away(let until) where now >= until:
      phase = .connecting
      return [.connect]
    case .greeting(let until) where now >= until:
      rejection = rejection ?? "the hub does not answer"
      return [.hangUp]
    case .joined:
      if now >= quietUntil { quietUntil = 0 }
      guard let first = inFlight.first, now >= first.at + timing.answer else { return ask(at: now) }
      return [
        .say("the hub has not answered for \(Interval(nanoseconds: timing.answer)): connecting anew"),
        .hangUp,
      ]
    default: return []
    }
  }

  /// That the hub answers does not say that anybody listens at the other end of the room.
  private mutating func ask(at now: Int64) -> [LinkAction] {
    guard !isPlain, now >= nextProbe else { return [] }
    nextProbe = now + timing.probe
    probe = Sent(number: 0, name: "\(now)", at: now)
    return [.probing, .send(.probe(room: link.room, id: "\(now)"))]
  }

  // MARK: what is sent

  /// There is something new to send.
  package mutating func noteUnsent() { hasUnsent = true }

  /// Sends these, which follow each other and what was sent before.
  ///
  /// None: everything was sent.
  package mutating func send(_ letters: [LinkLetter], at now: Int64) -> [LinkAction] {
    if letters.isEmpty { hasUnsent = false } else { isPutOff = false }
    return letters.map { letter in
      sentThrough = max(sentThrough, letter.number)
      // Several are under way: a hub that does not take one must not take those behind it either.
      let before = inFlight.last?.name
      inFlight.append(Sent(number: letter.number, name: letter.name, at: now))
      return .send(.message(room: link.room, text: letter.text, id: letter.name, after: before))
    }
  }

  /// Everything up to this place is stored here: the hub need not keep it.
  package func stored(_ seq: Int64) -> [LinkAction] {
    isJoined && !isPlain ? [.send(.receipt(room: link.room, seq: seq))] : []
  }

  // MARK: the connection

  /// It is open; `token` says who we are.
  package mutating func opened(token: String, at now: Int64) -> [LinkAction] {
    phase = .greeting(until: now + timing.greeting)
    return [.send(.auth(token: token))]
  }

  /// It has ended, or there was none; `why` in a few words, `code` as WebSocket has it.
  package mutating func ended(_ why: String, code: Int? = nil, at now: Int64) -> [LinkAction] {
    var actions: [LinkAction] = []
    if code == 1009, let first = inFlight.first {
      let isFound = inFlight.count == 1
      if isFound {
        actions.append(.refused(number: first.number, why: "the hub takes no message of that size"))
      }
      careful = isFound ? 0 : Self.window
    }
    if case .joined(let since) = phase {
      failures = 0
      if now - since >= timing.peace { rejections = 0 }
    }
    hasUnsent = true
    inFlight = []
    sentThrough = 0
    quietUntil = 0
    refusals = 0
    isPutOff = false
    owed = 0
    receivedThrough = 0
    probe = nil
    if let rejection {
      actions += keepAway(.unwelcome(why: rejection), at: now)
    } else {
      failures += 1
      phase = .away(until: now + timing.away.pause(afterFailures: failures, of: failures))
      actions += change(.away(why: why))
    }
    rejection = nil
    return actions
  }

  /// The token cannot be read: nobody is asked before it can.
  package mutating func hasNoToken(_ why: String, at now: Int64) -> [LinkAction] {
    keepAway(.tokenless(why: why), at: now)
  }

  private mutating func keepAway(_ state: LinkState, at now: Int64) -> [LinkAction] {
    rejections += 1
    phase = .away(until: now + timing.unwelcome.pause(afterFailures: rejections, of: rejections))
    return change(state)
  }

  mutating func change(_ state: LinkState) -> [LinkAction] {
    guard state != lastState else { return [] }
    lastState = state
    return [.state(state)]
  }
}
