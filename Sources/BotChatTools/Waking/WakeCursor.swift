import BotChatCore
import BotChatFormat
import BotChatSystem

/// The right to wake one bot, and all that goes with it, for as long as `wake.lock` is held (W2).
///
/// What came in and what is to be done about it are stored in one transaction with the position behind it; so
/// a kill leaves either a message that is still unread or a wake that is still pending.
final class WakeCursor {
  let listener: Listener
  private(set) var plan: WakePlan
  private let database: WakeDatabase
  private let lock: LockFile
  private let rule: WakeRule
  /// The plan as the transaction under way would leave it.
  private var draft: (plan: WakePlan, action: WakeAction?)?
  /// Whether the database holds an older plan than this one.
  private(set) var isPlanStored = true
  /// What is to be carried out now that it is stored.
  private var action: WakeAction?
  /// Asked inside of a transaction: whether the bot may be woken now.
  private let gate: (WakePlan, Moment) -> WakeGate

  /// Takes over where the last holder stopped; `tells` says whether the log is told what the listener notices.
  ///
  /// Throws `DatabaseError`, and a `Complaint` where the database belongs to a newer version.
  init(
    _ bot: Bot, _ source: ConfigurationFile, _ state: BotState, _ lock: LockFile, _ lines: EventLog,
    tells: Bool, gate: @escaping (WakePlan, Moment) -> WakeGate
  ) throws {
    self.lock = lock
    self.gate = gate
    database = try WakeDatabase(path: state.paths.database)
    let now = Moment.now()
    let memory = try database.planMemory()
    plan = WakePlan(
      WakePlan.Settings(bot, source.configuration.wake), memory: memory,
      pending: try database.arrivals(
        after: min(memory.doneThrough, memory.watch?.after ?? memory.doneThrough)),
      at: now)
    listener = try Listener(bot, source, state, database, lines, tells: tells)
    rule = WakeRule(
      bot: source.configuration.bots.firstIndex { $0.name == bot.name } ?? 0, in: source.configuration,
      Directory(source.configuration))
    database.listening.noteHeard = { [unowned self] in try note($0) }
    database.listening.heardIsStored = { [unowned self] in takeDraft() }
  }

  // MARK: looking

  /// Why nothing can be stored any more until the database is opened anew.
  var lostDatabase: DatabaseError? { listener.lostDatabase ?? planLoss }
  private var planLoss: DatabaseError?

  /// Looks at the home, if it may have changed (nil: the poll), and at what its timers ask for.
  ///
  /// Returns the steady time of its next turn.
  func look(_ hinted: HomeSet?, at now: Moment) -> Int64 {
    draft = nil
    defer { if draft != nil { database.forgetStored() } }
    // The position and what came in go together, so a power cut can only bring back both (W2).
    try? database.listening.database.waitForDisk(false)
    return listener.engine.turn(hinted, at: now)
  }

  /// Inside of the transaction that stores the position.
  private func note(_ heard: [Heard]) throws {
    let now = Moment.now()
    var next = draft ?? (plan, nil)
    var hasLife = false
    var arrivals: [Arrival] = []
    for one in heard {
      if rule.isOwn(one.header) {
        hasLife = true
      } else if rule.wakes(one.header) {
        arrivals.append(try database.add(rule.arrival(one)))
      }
    }
    if hasLife { next.plan.showedLife(at: now) }
    next.plan.arrived(arrivals, at: now)
    if next.action == nil { next.action = next.plan.next(at: now, gate: gate(next.plan, now)) }
    try database.store(next.plan.memory)
    draft = next
  }

  private func takeDraft() {
    guard let draft else { return }
    plan = draft.plan
    action = action ?? draft.action
    isPlanStored = true
    self.draft = nil
  }

  // MARK: deciding

  /// What is to be carried out now; its claim is stored.
  ///
  /// Nil while the state cannot be stored: what nobody would remember is not done.
  func next(at now: Moment) -> WakeAction? {
    if let action {
      self.action = nil
      return action
    }
    guard isPlanStored || store(isDurable: true) else { return nil }
    let before = plan
    guard let next = plan.next(at: now, gate: gate(plan, now)) else {
      if plan.memory != before.memory { _ = store(isDurable: false) }
      return nil
    }
    guard store(isDurable: false) else {
      plan = before
      isPlanStored = true
      return nil
    }
    return next
  }

  /// Changes the plan by something that happened, and stores it for good.
  func change(_ change: (inout WakePlan) -> Void) {
    change(&plan)
    _ = store(isDurable: true)
  }

  /// The wake under way has ended; if it succeeded, its arrivals are marked as woken for.
  func ended(_ wake: Wake, _ outcome: CallOutcome, at now: Moment) {
    plan.ended(outcome, at: now)
    let last = outcome == .succeeded ? wake.arrivals.last?.number : nil
    _ = store(isDurable: true, wokenThrough: last, at: now)
  }

  /// Remembers that the bot is woken because of bots alone (R19).
  func noteMark(_ mark: WakeMark) {
    try? database.noteMark(mark)
  }

  /// Wakes the bot once, since nobody knows any more what it was woken for: rather once too often than never.
  ///
  /// Throws `DatabaseError`.
  func tellOfLoss(at now: Moment) throws {
    let lost = Arrival(
      number: 0, id: MessageID(high: 0, low: 0), sender: "Relay", tag: "state lost", seen: now.wall,
      isContinuation: false, author: .relay)
    let arrival = try database.listening.database.transaction { try database.add(lost) }
    change { $0.arrived([arrival], at: now) }
  }

  /// Forgets what is older than that time of the wall clock; what cannot be forgotten today can be tomorrow.
  func forget(before wall: Int64) { try? database.forget(before: wall) }

  /// Gives the loop guard what the database remembers.
  func begin(_ loopGuard: GuardBook, at now: Moment) throws(DatabaseError) {
    try loopGuard.begin(database, at: now)
  }

  private func store(isDurable: Bool, wokenThrough last: Int? = nil, at now: Moment = .now()) -> Bool {
    do {
      try database.listening.database.waitForDisk(isDurable)
      try database.listening.database.transaction {
        try database.store(plan.memory)
        if let last { try database.noteWoken(through: last, at: now.wall) }
      }
      isPlanStored = true
    } catch {
      isPlanStored = false
      planLoss = (error as? DatabaseError).flatMap { $0.isLost ? $0 : nil }
      database.forgetStored()
      listener.engine.noteStateLoss("\(error)")
    }
    return isPlanStored
  }

  // MARK: the end

  /// Stores everything and closes the database; the lock goes with the object.
  func close() -> Bool {
    listener.engine.storeAll() && store(isDurable: true)
  }
}
