import BotChatCore
import BotChatSystem

/// One bot's loop guard: its marks and its file `held`, and the marks of the others as far as they can be seen (R19).
final class GuardBook {
  private let bot: Bot
  private let loopGuard: LoopGuard
  private let own: StateFolder
  private let neighbours: GuardNeighbours
  private let trust: TrustBook
  private let lines: EventLog
  private var marks: [WakeMark] = []
  private var lastPerson: Int64?
  private var watchedSince: Int64 = 0
  private var liftedAt: Int64?
  private var hold: Hold?
  private var database: WakeDatabase?

  init(_ bot: Bot, _ source: ConfigurationFile, _ own: StateFolder, _ lines: EventLog) {
    self.bot = bot
    self.own = own
    self.lines = lines
    loopGuard = LoopGuard(source.configuration.guard, bot: bot.name)
    neighbours = GuardNeighbours(of: bot, source)
    trust = TrustBook(state: source.state)
  }

  /// Takes up what the cursor's database remembers.
  func begin(_ database: WakeDatabase, at now: Moment) throws(DatabaseError) {
    self.database = database
    let since = now.wall - Interval.hours(1).nanoseconds
    marks = try WakeDatabase.marks(of: bot.name, since: since, in: database.listening.database)
    lastPerson = try database.time("last person")
    liftedAt = try database.time("lifted")
    watchedSince = try database.time("watched since") ?? now.wall
    if try database.time("watched since") == nil { try database.setTime("watched since", now.wall) }
    hold = readHold()
  }

  /// The cursor is given up.
  func end() { database = nil }

  // MARK: the hold

  private func readHold() -> Hold? {
    guard let status = try? own.status(of: "held"), let bytes = try? own.readSmall("held", limit: 4096) else {
      return nil
    }
    return Hold(text: String(decoding: bytes, as: UTF8.self), modified: status.modified)
  }

  /// Looks at each poll whether somebody has made or removed the file.
  ///
  /// Returns the hold that was lifted by hand, if one was.
  func look(at now: Moment) -> Hold? {
    let standing = readHold()
    guard standing == nil, let lifted = hold else {
      hold = standing
      return nil
    }
    lines.say("\(bot.name): the hold was lifted by hand")
    lift(at: now.wall, isPerson: true)
    return lifted
  }

  /// Marks from before it do not count any more.
  private func lift(at wall: Int64, isPerson: Bool) {
    _ = try? own.remove("held")
    hold = nil
    liftedAt = wall
    try? database?.setTime("lifted", wall)
    guard isPerson else { return }
    lastPerson = wall
    try? database?.setTime("last person", wall)
  }

  /// What a trusted person has said ends the hold and begins the count anew.
  ///
  /// Returns the hold that this has lifted, if there was one.
  func personSpoke(at now: Moment) -> Hold? {
    let lifted = hold
    if lifted != nil { lines.say("\(bot.name): the hold was lifted by a person's line") }
    lift(at: now.wall, isPerson: true)
    return lifted
  }

  /// Whether the relay knows a person's line that it has delivered as the person's own; nil: it may in a moment.
  func isTrusted(_ arrival: Arrival, at now: Moment) -> Bool? {
    switch trust.answer(arrival.id) {
    case .trusted: true
    case .untrusted: false
    // The relay stores what it has delivered, and only then knows it.
    case .unknown: now.wall - arrival.seen < 1_000_000_000 && trust.isThere ? nil : false
    }
  }

  // MARK: whether

  /// Whether the bot may be woken for these arrivals now; `alert` is told when a hold begins.
  func gate(_ arrivals: [Arrival], at now: Moment, _ alert: (Alert) -> Void) -> WakeGate {
    // A limit that is just reached holds nobody who is not to be woken once more.
    if arrivals.isEmpty, hold == nil { return .open }
    marks = loopGuard.prune(marks, now: now.wall)
    let others = neighbours.facts(ownMarks: marks.count, isHeld: hold != nil, at: now.wall)
    let all = marks + others.marks
    if loopGuard.isFree(
      all.count, lastPerson: lastPerson, watchedSince: watchedSince, hold: hold, now: now.wall)
    {
      return .open
    }
    let group = Set(loopGuard.group(marks: all, hold: hold, now: now.wall).map { $0.lowercased() })
    let lifts = others.lifts.filter { group.contains($0.key) }.map(\.value) + (liftedAt.map { [$0] } ?? [])
    let verdict = loopGuard.verdict(
      causes: Self.causes(of: arrivals), hasTrustedPerson: Self.isPersonal(arrivals), marks: all,
      lastPerson: lastPerson, watchedSince: watchedSince, liftedAt: lifts.max(), hold: hold, now: now.wall)
    if case .held(let new) = verdict {
      if new != hold { begin(new, alert) }
      return .shut(why: "its wakes are held: \(new.why)")
    }
    if let hold { end(hold, at: now) }
    if case .spaced(let until, _) = verdict { return .spaced(until: now.steady + max(0, until - now.wall)) }
    return .open
  }

  private func begin(_ new: Hold, _ alert: (Alert) -> Void) {
    hold = new
    // Should it not be possible to write it, the bot is held all the same, as long as this runs.
    try? own.writeAtomically("held", Array(new.text.utf8))
    lines.say("\(bot.name): its wakes are held: \(new.why)")
    // Where each bot has a monitor of its own, the first of a group that is held tells the person of all.
    if !neighbours.isAnyHeld(of: new.group, before: new.since) { alert(.held(bot.name, new)) }
  }

  /// It has run its time, or one of its group was released.
  private func end(_ hold: Hold, at now: Moment) {
    lines.say("\(bot.name): the hold is over")
    lift(at: hold.until.map { min($0, now.wall) } ?? now.wall, isPerson: false)
  }

  // MARK: marks

  /// The mark of a batch that is let through; nil for a repetition, and where a trusted person had a part in it.
  func mark(_ wake: Wake, at now: Moment) -> WakeMark? {
    guard wake.reminder == 0, !Self.isPersonal(wake.arrivals) else { return nil }
    let causes = Self.causes(of: wake.arrivals)
    guard !causes.isEmpty else { return nil }
    let mark = WakeMark(at: now.wall, bot: bot.name, causes: causes)
    marks.append(mark)
    return mark
  }

  private static func isPersonal(_ arrivals: [Arrival]) -> Bool {
    arrivals.contains { $0.author == .person(isTrusted: true) }
  }

  /// Everybody but trusted people and the relay; a name that only claims to be a person's is a cause as well.
  private static func causes(of arrivals: [Arrival]) -> [String] {
    var causes: [String] = []
    for arrival in arrivals where arrival.author != .relay && !causes.contains(arrival.sender) {
      if case .person(isTrusted: true) = arrival.author { continue }
      causes.append(arrival.sender)
    }
    return causes
  }
}
