/// When one bot is woken, for what, and what follows when that fails or nobody answers.
///
/// A value: events go in, actions come out, and it knows no clock, no file and no command. After each event, when
/// the gate changes and at `dueAt`, `next` is asked until it gives nil. `memory` is stored, synced, before the
/// action that came with it is carried out; where no action came it may be stored later.
///
/// Source: W2, W4, W5.
package struct WakePlan: Sendable {
  /// How a bot is woken and watched.
  package struct Settings: Sendable, Equatable {
    /// The window in which messages share one wake.
    package var burst: Interval
    /// How failed wakes are tried again.
    package var backoff: Backoff
    /// How long the bot may stay silent; nil: for ever.
    package var answer: Answer?
    /// What is run when it stays silent; nil: nothing.
    package var rescue: Rescue?

    /// The settings of a configured bot.
    package init(_ bot: Bot, _ wake: WakeSettings) {
      burst = bot.burst
      backoff = Backoff(
        first: wake.retryFirst, most: wake.retryMost, seed: FoldedName(text: bot.name).sum)
      answer = bot.answer
      rescue = bot.rescue
    }
  }

  /// What is being carried out.
  enum UnderWay: Equatable {
    /// A wake whose newest message is called so, and whether the bot has shown life since it began.
    case wake(reference: String, hasShownLife: Bool)
    case rescue
  }

  /// After how many failures in a row the person is told.
  package static let failuresToTell = 5

  /// May be changed at any time: what is derived from them is derived anew.
  package var settings: Settings
  /// What must survive a crash.
  package internal(set) var memory: WakeMemory
  /// What is pending, claimed or watched, ascending by number.
  var arrivals: [Arrival]
  var underWay: UnderWay?
  /// Steady clock: when the first pending message came that opens a window.
  var windowOpened: Int64?
  /// Steady clock: from when on a wake is owed whatever the window says: the next try of a claim, or the wake
  /// after a rescue.
  var owedAt: Int64?
  /// Steady clock: since when the watch waits, as `memory.watch.since` is by the wall clock; nil while it stands.
  var waitingSince: Int64?
  /// The gate as it was at the last question.
  var gate = WakeGate.open

  /// Takes up the work where the memory left it.
  ///
  /// A claim is tried again at once, whether a crash fell into it or it was waiting. A rescue that a crash fell
  /// into counts as run: its command goes on without us, and resetting a bot twice is worse than once.
  /// - Parameters:
  ///   - settings: how the bot is woken and watched.
  ///   - memory: as last stored.
  ///   - pending: the stored arrivals that it still needs, ascending by number.
  ///   - now: the time.
  package init(_ settings: Settings, memory: WakeMemory, pending: [Arrival], at now: Moment) {
    self.settings = settings
    self.memory = memory.bounded
    arrivals = pending.filter { memory.needs($0.number) }.sorted { $0.number < $1.number }
    resumeWatch(at: now)
    resumeClaim()
    if self.memory.claim != nil || self.memory.watch?.rescue == .owesWake { owedAt = now.steady }
    let claimed = self.memory.claim?.through ?? self.memory.doneThrough
    if let first = arrivals.first(where: { !$0.isContinuation && $0.number > claimed }) {
      // How long it has waited only the wall clock knows; where that jumped, the window opens now.
      let age = Self.stretch(from: first.seen, to: now.wall)
      windowOpened = now.steady - min(age, settings.burst.nanoseconds)
    }
  }

  /// Messages came that wake the bot, or continuations of them, ascending by number behind all before.
  package mutating func arrived(_ new: [Arrival], at now: Moment) {
    arrivals += new
    if windowOpened == nil, new.contains(where: { !$0.isContinuation }) { windowOpened = now.steady }
  }

  /// The wake that runs has ended.
  package mutating func ended(_ outcome: CallOutcome, at now: Moment) {
    guard case .wake(let reference, let hasShownLife) = underWay, var claim = memory.claim else {
      preconditionFailure("a wake ended (\(outcome)), but \(String(describing: underWay)) is under way")
    }
    underWay = nil
    switch outcome {
    case .succeeded:
      memory.failures = 0
      memory.lastFailure = nil
      memory.lastReference = reference
      memory.claim = nil
      watch(claim, hasShownLife: hasShownLife, at: now)
      memory.doneThrough = claim.through
      forgetWhatIsDone()
    case .failed(let why, let retryAfter):
      memory.failures += 1
      memory.lastFailure = why
      claim.isRunning = false
      memory.claim = claim
      owedAt =
        now.steady
        + settings.backoff.pause(afterFailures: memory.failures, of: claim.number, retryAfter: retryAfter)
      if memory.watch == nil { dropReminder() }
    }
  }

  /// What is to be done now; asked again until nil.
  ///
  /// An alert passes any gate. One that a crash keeps from going out is not given again.
  /// - Parameters:
  ///   - now: the time.
  ///   - gate: whether the bot may be woken now.
  /// - Returns: what is to be carried out, and reported by `ended` or `rescueEnded`; while a wake or rescue is under
  ///   way no second one.
  package mutating func next(at now: Moment, gate: WakeGate) -> WakeAction? {
    note(gate, at: now)
    if let alert = alertOwed() { return .alert(alert) }
    guard underWay == nil, !isShut else { return nil }
    if let action = giveUpWaiting(at: now) { return action }
    guard now.steady >= notBefore, isWakeDue(at: now) else { return nil }
    return .wake(begin(at: now))
  }

  /// Steady clock, nanoseconds: when `next` is to be asked again though nothing happened; nil: not before an event.
  ///
  /// That a shut gate opens is such an event.
  package var dueAt: Int64? {
    guard underWay == nil, !isShut else { return nil }
    let wake = wakeDueAt.map { max($0, notBefore) }
    return [wake, watchDueAt].compactMap(\.self).min()
  }

  // MARK: wakes

  var isShut: Bool { if case .shut = gate { true } else { false } }

  /// Steady clock: what the gate says about the earliest time.
  var notBefore: Int64 { if case .spaced(let until) = gate { until } else { .min } }

  private var wakeDueAt: Int64? { owedAt ?? windowOpened.map { $0 + settings.burst.nanoseconds } }

  private func isWakeDue(at now: Moment) -> Bool {
    if let wakeDueAt, wakeDueAt <= now.steady { return true }
    return owedAt == nil && isReminderDue(at: now)
  }

  /// Claims everything that is pending, and what is watched when a reminder is due as well: one wake for all.
  private mutating func begin(at now: Moment) -> Wake {
    let isReminder =
      memory.watch != nil
      && (memory.watch?.rescue == .owesWake || isReminderDue(at: now) || memory.claim?.reminder ?? 0 > 0)
    let reminder = isReminder ? (memory.watch?.reminders ?? 0) + 1 : 0
    if memory.claim == nil { memory.wakes += 1 }
    let claim = WakeMemory.Claim(
      number: memory.claim?.number ?? memory.wakes,
      through: max(memory.doneThrough, arrivals.last?.number ?? 0), reminder: reminder, isRunning: true,
      interruptions: memory.claim?.interruptions ?? 0, begun: now.wall)
    memory.claim = claim
    windowOpened = nil
    owedAt = nil
    let woken = isReminder ? arrivals : arrivals.filter { $0.number > memory.doneThrough }
    let newest = woken.last { !$0.isContinuation } ?? woken.last
    let reference = newest?.reference ?? ""
    underWay = .wake(reference: reference, hasShownLife: false)
    return Wake(
      number: claim.number, arrivals: woken, reminder: reminder, attempt: memory.failures + 1,
      wasInterrupted: claim.interruptions > 0, isLookalike: reference == memory.lastReference)
  }

  private mutating func resumeClaim() {
    guard var claim = memory.claim else { return }
    if claim.isRunning { claim.interruptions += 1 }
    claim.isRunning = false
    memory.claim = claim
    // The bot may have shown life while the reminder ran that the crash fell into.
    if claim.reminder == 0 || memory.watch == nil { dropReminder() }
  }

  /// Without a watch nothing is left to remind of: a claim that waits becomes that of an ordinary wake, or goes
  /// when it has no messages of its own.
  mutating func dropReminder() {
    guard var claim = memory.claim, hasMessages(claim) else {
      memory.claim = nil
      owedAt = nil
      return
    }
    claim.reminder = 0
    memory.claim = claim
  }

  private func hasMessages(_ claim: WakeMemory.Claim) -> Bool {
    arrivals.contains {
      !$0.isContinuation && $0.number > memory.doneThrough && $0.number <= claim.through
    }
  }

  mutating func forgetWhatIsDone() { arrivals.removeAll { [memory] in !memory.needs($0.number) } }

  // MARK: alerts

  private mutating func alertOwed() -> WakeAlert? {
    if memory.failures >= Self.failuresToTell, !memory.hasToldFailing {
      memory.hasToldFailing = true
      return .failing(failures: memory.failures, why: memory.lastFailure ?? "")
    }
    if memory.failures == 0, memory.hasToldFailing {
      memory.hasToldFailing = false
      return .worksAgain
    }
    if memory.silence == .over {
      memory.silence = .unknown
      return .answered
    }
    return nil
  }

  /// The time between two readings of the wall clock, in nanoseconds; 0 when it jumped: backwards, or by more
  /// than a century.
  static func stretch(from: Int64, to: Int64) -> Int64 {
    let (age, isAbsurd) = to.subtractingReportingOverflow(from)
    return isAbsurd || age < 0 || age > Interval.days(36_500).nanoseconds ? 0 : age
  }
}
