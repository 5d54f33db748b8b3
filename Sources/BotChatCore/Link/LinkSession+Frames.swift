// What the hub says.
extension LinkSession {
  /// A frame came.
  package mutating func heard(_ frame: HubFrame, at now: Int64) -> [LinkAction] {
    switch frame {
    case .authOK:
      guard case .greeting = phase else { return [] }
      return [.send(.join(room: link.room, receipts: true, probes: true))]
    case .joined(let joined): return joined.room == link.room ? self.joined(joined, at: now) : []
    case .message(let message):
      guard message.room == link.room else { return [] }
      owed = max(0, owed - 1)
      return [.take(message)]
    case .ack(let ack): return ack.room == link.room ? answered(ack) : []
    case .receipt(let room, let by, let seq): return room == link.room ? received(by, seq) : []
    case .probe(let room, let by, let id):
      guard room == link.room, by == link.from else { return [] }
      // It was not there when it was asked, and is now.
      if probe != nil { nextProbe = min(nextProbe, now) }
      return [.asked(by: by, id: id)]
    case .echo(let room, let by, let id):
      guard room == link.room, by == link.from, let probe, probe.name == id else { return [] }
      self.probe = nil
      return [.probed(took: now - probe.at)]
    case .error(let error): return failed(error, at: now)
    case .unknown: return []
    }
  }

  private mutating func joined(_ joined: HubFrame.Joined, at now: Int64) -> [LinkAction] {
    guard case .greeting = phase else { return [] }
    phase = .joined(since: now)
    isPlain = joined.buffered == nil
    owed = joined.buffered ?? 0
    nextProbe = now
    // A quarrel about the room is over only when nobody else has come for a while.
    if !wasReplaced { rejections = 0 }
    wasReplaced = false
    var actions = change(.joined(isPlain: isPlain))
    if isPlain, !hasSaidPlain {
      hasSaidPlain = true
      actions.append(
        .say(
          "this is a plain Bot Hub, without ids: what is under way when a program is killed arrives at least once, perhaps twice"
        ))
    }
    return actions
  }

  private mutating func answered(_ ack: HubFrame.Ack) -> [LinkAction] {
    guard let place = place(ack.id) else { return [] }
    let sent = inFlight.remove(at: place)
    careful = max(0, careful - 1)
    if inFlight.isEmpty { refusals = 0 }
    // The other side may have had it before it was durable at the hub.
    let isThere = ack.seq.map { $0 <= receivedThrough } ?? false
    return [.handed(number: sent.number, seq: ack.seq)]
      + (isThere ? [.received(seq: receivedThrough)] : [])
      + (ack.note.map { [.say("the hub says: \($0)")] } ?? [])
  }

  private mutating func received(_ by: String, _ seq: Int64) -> [LinkAction] {
    guard by == link.from else { return [] }
    receivedThrough = max(receivedThrough, seq)
    return [.received(seq: seq)]
  }

  /// Which of those under way it is about; without an id the first one.
  private func place(_ id: String?) -> Int? {
    guard let id else { return inFlight.isEmpty ? nil : 0 }
    return inFlight.firstIndex { $0.name == id }
  }

  private mutating func failed(_ error: FrameError, at now: Int64) -> [LinkAction] {
    if let probe, error.id == probe.name {
      self.probe = nil
      // A hub that does not know the question is not asked again on this connection.
      if error.code == .badFrame { nextProbe = .max }
      return []
    }
    switch error.code {
    case .bufferFull, .rate, .storage: return notTaken(error, at: now)
    case .tooLarge, .badJSON, .badFrame:
      guard let id = error.id, let place = place(id) else {
        // It does not say which one: from here on one at a time.
        if careful > 0, inFlight.count == 1 {
          careful = 0
          return [.refused(number: inFlight.removeFirst().number, why: Self.sentence(error))]
        }
        careful = Self.window
        return inFlight.isEmpty ? [.say("the hub says: \(Self.sentence(error))")] : [.hangUp]
      }
      return [.refused(number: inFlight.remove(at: place).number, why: Self.sentence(error))]
    case .badToken, .authTimeout, .notAuthenticated, .unknownRoom, .notAllowed, .revoked, .tooMany:
      rejection = Self.sentence(error)
      return [.hangUp]
    case .replaced:
      rejection = "another link of this name has taken over the room"
      wasReplaced = true
      return [.hangUp]
    case .notMember: return [.hangUp]
    case .closing: return [.say("the hub is ending")]
    default:
      // A word that we do not know: what it is about was not taken as far as we can tell.
      return error.id == nil ? [.say("the hub says: \(Self.sentence(error))")] : notTaken(error, at: now)
    }
  }

  /// Not taken, and to be tried again: nothing else goes out before, so that the order is kept.
  private mutating func notTaken(_ error: FrameError, at now: Int64) -> [LinkAction] {
    guard let place = place(error.id) else { return [] }
    let sent = inFlight.remove(at: place)
    let isFirst = !isPutOff
    if isFirst { refusals += 1 }
    isPutOff = true
    sentThrough = min(sentThrough, sent.number - 1)
    hasUnsent = true
    let wish = error.retry.map { min($0, 86_400_000) * 1_000_000 }
    quietUntil = max(
      quietUntil, now + timing.again.pause(afterFailures: refusals, of: sent.number, retryAfter: wish))
    return isFirst && refusals == 1 ? [.say("the hub does not take it now: \(Self.sentence(error))")] : []
  }

  private static func sentence(_ error: FrameError) -> String {
    let rooms = error.rooms.map { "; the rooms of this token are \($0.joined(separator: ", "))" } ?? ""
    let said = error.message.isEmpty ? error.code.rawValue : error.message
    return (said.isEmpty ? "it refuses" : said) + rooms
  }
}
