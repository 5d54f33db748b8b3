import BotChatCore
import BotChatSystem

/// One bot's wakes: takes the cursor when it may, listens, decides, and has the calls carried out (W1–W5).
///
/// The same for a monitor and for the relay. The relay leaves a bot to its monitor as long as one runs, and
/// takes over when it has gone.
final class Waker {
  enum Role { case monitor, relay }

  let bot: Bot
  let state: BotState
  private let role: Role
  private let source: ConfigurationFile
  private let caller: Caller
  private let lines: EventLog
  private let alerts: Alerter
  private let switches: WakeSwitches
  private let loopGuard: GuardBook
  private var cursor: WakeCursor?
  private var life: SignOfLife
  /// Whether the wake under way is the last one: what comes meanwhile is left to the next holder.
  private var isEnding = false
  /// Up to this arrival it is known which person's lines are trusted.
  private var heardPeopleThrough = 0
  /// Steady clock: once a day what is older than `remember` goes.
  private var nextForgetting: Int64 = 0
  /// Whether the last cursor had to be moved aside.
  private var hasLostState = false
  /// Steady clock: when the database was last found damaged, and opened once more.
  private var doubtedAt: Int64?
  /// Whether a lost database was closed, and has not been opened anew yet.
  private var isBetween = false
  /// Why the cursor cannot be taken, said once.
  private var obstacle: String?
  /// Steady clock.
  private(set) var dueAt: Int64 = 0

  init(
    _ bot: Bot, _ role: Role, _ source: ConfigurationFile, _ stateFolder: StateFolder, caller: Caller,
    alerts: Alerter, lines: EventLog
  ) throws(TrustError) {
    self.bot = bot
    self.role = role
    self.source = source
    self.caller = caller
    self.alerts = alerts
    self.lines = lines
    state = try BotState(bot.name, in: stateFolder)
    let chat = bot.chat(inState: source.state)
    life = SignOfLife(beside: chat)
    switches = WakeSwitches(chat: chat, state: stateFolder, own: state.folder)
    loopGuard = GuardBook(bot, source, state.folder, lines)
  }

  /// Whether a wake or a rescue is under way.
  private var isCalling: Bool { cursor?.plan.isCalling ?? false }

  /// Whether this waker reads the home now.
  var isHolding: Bool { cursor != nil || isBetween }

  /// Whether nothing is left to do but to wait for somebody else.
  var isDone: Bool {
    guard let cursor, !isCalling else { return false }
    return cursor.listener.engine.hasDoneWhatItCan && !cursor.plan.isAtWork
  }

  /// Whether what is left has failed so far, or may not be done now.
  var hasGivenUpForNow: Bool {
    guard let cursor, !isCalling else { return false }
    return cursor.listener.engine.hasDoneWhatItCan && cursor.plan.isStuck
  }

  /// Whether a wake is left that has failed so far.
  var hasFailed: Bool { cursor.map { $0.plan.memory.claim != nil || !$0.isPlanStored } ?? true }

  /// Whether its cursor cannot be taken, for a reason that has been said.
  var isObstructed: Bool { cursor == nil && obstacle != nil }

  var listener: Listener? { cursor?.listener }

  // MARK: turns

  /// Housekeeping: takes or gives up the cursor, and looks at everything.
  func poll(at now: Moment) {
    if role == .relay, isCalledByMonitor {
      if !isCalling { letGo() }
    } else if cursor == nil {
      take()
    }
    guard let cursor else {
      dueAt = role == .monitor ? now.steady + Self.impatience : .max
      return
    }
    cursor.listener.lookAfterState()
    if now.steady >= nextForgetting {
      nextForgetting = now.steady + Interval.days(1).nanoseconds
      cursor.forget(before: now.wall - source.configuration.relay.remember.nanoseconds)
    }
    if life.hasMoved() { cursor.change { $0.showedLife(at: now) } }
    if let lifted = loopGuard.look(at: now) { alerts.solved(Alert.heldKey(bot.name, lifted)) }
    turn(nil, at: now)
  }

  /// How often a monitor asks whether the relay has let go, in nanoseconds.
  private static var impatience: Int64 { 50_000_000 }

  /// Looks at the home when it may have changed, and does what is due.
  ///
  /// Without hints it is the poll, with an empty set of them only the timers are asked.
  func turn(_ hinted: HomeSet?, at now: Moment) {
    guard let cursor else { return poll(at: now) }
    let due = cursor.look(hinted, at: now)
    cursor.listener.report()
    if let why = cursor.lostDatabase, !isCalling { return beginAnew(why) }
    hearPeople(cursor, at: now)
    proceed()
    let poll = now.steady + source.configuration.relay.poll.nanoseconds
    dueAt = min(due >= poll ? .max : due, cursor.plan.dueAt ?? .max)
  }

  /// A trusted person's line ends a hold; one whose trust is not known yet is asked about again in a moment (R20).
  private func hearPeople(_ cursor: WakeCursor, at now: Moment) {
    for arrival in cursor.plan.waiting {
      guard case .person(let isTrusted) = arrival.author, arrival.number > heardPeopleThrough else {
        continue
      }
      guard let trusted = isTrusted ? true : loopGuard.isTrusted(arrival, at: now) else { return }
      heardPeopleThrough = arrival.number
      guard trusted else { continue }
      if !isTrusted { cursor.change { $0.verify(arrival.number) } }
      if let lifted = loopGuard.personSpoke(at: now) { alerts.solved(Alert.heldKey(bot.name, lifted)) }
    }
  }

  /// Carries out what the plan asks for until it asks for nothing.
  private func proceed() {
    while let action = cursor?.next(at: Moment.now()) { carryOut(action) }
  }

  // MARK: the cursor

  private var isCalledByMonitor: Bool { (try? LockFile.isHeld(state.paths.monitorLock)) == true }

  private func take() {
    do {
      let isGone = try isDatabaseGone()
      guard let lock = try LockFile.acquire(state.paths.wakeLock) else { return wait(nil) }
      if isGone, !hasLostState {
        hasLostState = true
        lines.warn("\(bot.name)'s wake.db is gone; it is woken once")
      }
      let cursor = try WakeCursor(bot, source, state, lock, lines, tells: role == .monitor) {
        [unowned self] in
        gate($0, $1)
      }
      try cursor.begin(loopGuard, at: Moment.now())
      if hasLostState { try cursor.tellOfLoss(at: Moment.now()) }
      hasLostState = false
      self.cursor = cursor
      isBetween = false
      obstacle = nil
      lines.say("\(bot.name): listening to \(cursor.listener.roster.homes[0].label)")
    } catch let error as DatabaseError where error.isNotOurs {
      if isInDoubtAgain() { moveAside(error) } else { take() }
    } catch {
      wait("\((error as? Complaint)?.what ?? "\(error)")")
    }
  }

  /// Whether somebody has held the right before, as the lock file shows, and nothing is left of what he stored.
  private func isDatabaseGone() throws(SystemError) -> Bool {
    guard try state.folder.exists("wake.lock") else { return false }
    return try state.folder.status(of: "wake.db")?.size ?? 0 == 0
  }

  private func wait(_ why: String?) {
    if let why, why != obstacle { lines.warn("\(bot.name) cannot be woken: \(why)") }
    if why != nil { isBetween = false }
    obstacle = why
  }

  /// Without its cursor nobody knows what the bot was woken for: it is woken once, and told so.
  private func moveAside(_ damage: DatabaseError) {
    hasLostState = true
    lines.warn(
      "\(bot.name)'s wake.db was damaged and has been moved aside; it is woken once: \(damage)")
    let suffix = ".damaged-\(WallClock.now() / 1_000_000_000)"
    for name in ["wake.db", "wake.db-wal", "wake.db-shm"] {
      try? state.folder.rename(name, to: name + suffix)
    }
  }

  /// Another connection goes on where the stored state is, in the next turn: whoever called may still have this one,
  /// and with it the lock.
  private func beginAnew(_ why: DatabaseError) {
    cursor = nil
    loopGuard.end()
    isBetween = true
    dueAt = 0
    if !why.isStuck, isInDoubtAgain() { moveAside(why) }
  }

  /// A read that fails once looks like damage: what still is damaged when it is opened again is moved aside.
  private func isInDoubtAgain() -> Bool {
    let now = MonotonicClock.now()
    let isSecond = doubtedAt.map { now - $0 < Interval.minutes(1).nanoseconds } ?? false
    doubtedAt = isSecond ? nil : now
    return isSecond
  }

  /// Begins no other wake.
  func askToEnd() { isEnding = true }

  /// Stores everything and gives the bot to another holder.
  @discardableResult
  func letGo() -> Bool {
    guard let cursor else { return !isBetween }
    let isStored = cursor.close()
    loopGuard.end()
    cursor.listener.report()
    self.cursor = nil
    return isStored
  }

  // MARK: whether

  private func gate(_ plan: WakePlan, _ now: Moment) -> WakeGate {
    // Nobody wants to wake it a second time meanwhile, so nobody is to be held for that.
    if plan.isCalling { return .open }
    if isEnding { return .shut(why: "the end of its holder") }
    if bot.wake == nil { return .shut(why: "it has no wake") }
    if let why = switches.isStopped { return .shut(why: why) }
    let isUnheard = plan.waiting.contains {
      $0.author == .person(isTrusted: false) && $0.number > heardPeopleThrough
    }
    if isUnheard { return .spaced(until: now.steady + Self.patience) }
    return loopGuard.gate(plan.asked, at: now) { alerts.offer($0) }
  }

  /// How soon the relay is asked again whether it knows who wrote a line, in nanoseconds.
  private static var patience: Int64 { 20_000_000 }

  // MARK: how

  private func carryOut(_ action: WakeAction) {
    switch action {
    case .wake(let wake): call(wake)
    case .rescue(let needsEvidence, let since): rescue(needsEvidence, since)
    case .alert(let alert): tell(alert)
    }
  }

  private func tell(_ alert: WakeAlert) {
    switch alert {
    case .failing(let failures, let why):
      alerts.offer(.wakeFailing(bot.name, failures: failures, why: Escaping.visible(why)))
    case .worksAgain: alerts.solved(Alert.Key(.wakeFailing, bot.name))
    case .unanswered(let reminders, _, _):
      alerts.offer(.wakeUnanswered(bot.name, wakes: reminders + 1, within: bot.answer?.within ?? .seconds(0)))
    case .answered:
      for kind in [Alert.Kind.wakeUnanswered, .rescueRun, .rescueFailed] {
        alerts.solved(Alert.Key(kind, bot.name))
      }
    }
  }

  private func call(_ wake: Wake) {
    guard let call = bot.wake, let cursor else { return }
    let words = WakeText(
      wake, bot: bot.name, sayAge: source.configuration.wake.sayAge, at: Moment.now())
    caller.begin(
      words.places.fill(call), body: words.body, timeout: source.configuration.wake.timeout.nanoseconds
    ) { [weak self, weak cursor] result in
      // A cursor that was given up meanwhile has taken its plan along.
      if let cursor { self?.ended(wake, words, result, cursor) }
    }
    // Not only when the command has ended: by then the answer may have reached the next bot. Not before it has
    // begun, since that would hold it up.
    if wake.attempt == 1, !wake.wasInterrupted, let mark = loopGuard.mark(wake, at: Moment.now()) {
      cursor.noteMark(mark)
    }
  }

  private func ended(_ wake: Wake, _ words: WakeText, _ result: CallResult, _ cursor: WakeCursor) {
    let now = Moment.now()
    // Stored before it is told: who reads the log may believe that it will not be done again.
    cursor.ended(wake, result.outcome, at: now)
    switch result.outcome {
    case .succeeded:
      let again = wake.wasInterrupted ? ", perhaps for the second time, since a wake was interrupted" : ""
      lines.say("woke \(bot.name) for \(words.count) from \(words.from)\(again)\(Self.said(result))")
    case .failed(let why, _):
      lines.say("could not wake \(bot.name), attempt \(wake.attempt): \(why)\(Self.said(result))")
    }
    turn([], at: now)
  }

  private func rescue(_ needsEvidence: Bool, _ since: Int64) {
    guard let rescue = bot.rescue, let cursor else { return }
    if needsEvidence, let why = Evidence(bot.gateway).isMissing(since: since) {
      lines.say("\(bot.name) is not rescued: \(why)")
      cursor.change { $0.rescueEnded(nil, at: Moment.now()) }
      return
    }
    lines.say("rescuing \(bot.name)")
    caller.begin(
      .run(rescue.run), body: [], timeout: source.configuration.wake.timeout.nanoseconds
    ) { [weak self, weak cursor] result in
      guard let self, let cursor else { return }
      if case .failed(let why, _) = result.outcome {
        lines.say("the rescue of \(bot.name) failed: \(why)\(Self.said(result))")
        alerts.offer(.rescueFailed(bot.name, why: Escaping.visible(why)))
      } else {
        lines.say("rescued \(bot.name)\(Self.said(result))")
        alerts.offer(.rescueRun(bot.name))
      }
      let now = Moment.now()
      cursor.change { $0.rescueEnded(result.outcome, at: now) }
      turn([], at: now)
    }
  }

  /// What a call wrote, in one short piece.
  private static func said(_ result: CallResult) -> String {
    let text = Escaping.visible(result.output.prefix(400))
    let took = Interval(nanoseconds: result.duration / 1_000_000 * 1_000_000)
    return " (\(took))" + (text.isEmpty ? "" : ": \(text)")
  }
}
