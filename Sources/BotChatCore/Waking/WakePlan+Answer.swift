// Whether the bot answers, and what follows when it does not (W5).
extension WakePlan {
  /// The bot wrote something, or its `.bot-chat-state` moved.
  ///
  /// While a wake runs that counts as its answer: some commands return only when the bot has had its turn.
  package mutating func showedLife(at now: Moment) {
    if case .wake(let reference, _) = underWay {
      underWay = .wake(reference: reference, hasShownLife: true)
    }
    if memory.silence == .told { memory.silence = .over }
    if memory.watch != nil { endWatch() }
  }

  /// The rescue that runs has ended; nil: there was no evidence that the bot is ill, and nothing was run.
  ///
  /// The person is told of a rescue by whoever ran it.
  package mutating func rescueEnded(_ outcome: CallOutcome?, at now: Moment) {
    guard underWay == .rescue else {
      preconditionFailure("a rescue ended, but \(String(describing: underWay)) is under way")
    }
    underWay = nil
    // It may have shown life meanwhile.
    guard memory.watch != nil else { return }
    if outcome == .succeeded {
      memory.watch?.rescue = .owesWake
      owedAt = now.steady
    } else {
      endWatch()
    }
  }

  // MARK: the watch

  /// Begins to wait for an answer, or to wait anew after a reminder; new messages in between change nothing.
  mutating func watch(_ claim: WakeMemory.Claim, hasShownLife: Bool, at now: Moment) {
    guard settings.answer != nil, !hasShownLife else { return }
    if var watch = memory.watch {
      guard claim.reminder > 0 else { return }
      watch.reminders = claim.reminder
      watch.waited = 0
      watch.since = now.wall
      watch.isTold = false
      if watch.rescue == .owesWake { watch.rescue = .done }
      memory.watch = watch
    } else {
      memory.watch = WakeMemory.Watch(
        after: memory.doneThrough, through: claim.through, woken: claim.begun, since: now.wall)
    }
    waitingSince = now.steady
  }

  mutating func resumeWatch(at now: Moment) {
    guard var watch = memory.watch else { return }
    guard let answer = settings.answer,
      arrivals.contains(where: { watch.after < $0.number && $0.number <= watch.through })
    else { return endWatch() }
    let within = answer.within.nanoseconds
    let before = min(max(watch.waited, 0), within)
    watch.waited = min(
      before + min(watch.since.map { Self.stretch(from: $0, to: now.wall) } ?? 0, within), within)
    watch.since = now.wall
    waitingSince = now.steady
    if watch.rescue == .running { watch.rescue = .owesWake }
    memory.watch = watch
  }

  private mutating func endWatch() {
    memory.watch = nil
    waitingSince = nil
    // The claim of a wake that runs is looked at when that has ended.
    if case .wake = underWay {} else { dropReminder() }
    forgetWhatIsDone()
  }

  /// Stops the clock of the watch while the gate is shut.
  mutating func note(_ gate: WakeGate, at now: Moment) {
    self.gate = gate
    if settings.answer == nil, memory.watch != nil { endWatch() }
    guard memory.watch != nil else { return }
    if isShut, let since = waitingSince {
      memory.watch?.waited += now.steady - since
      memory.watch?.since = nil
      waitingSince = nil
    } else if !isShut, waitingSince == nil {
      memory.watch?.since = now.wall
      waitingSince = now.steady
    }
  }

  /// Steady clock: when the waiting is over; nil while nothing is waited for, or the clock stands.
  private var deadline: Int64? {
    guard let watch = memory.watch, let waitingSince, let answer = settings.answer,
      watch.rescue == .notYet || watch.rescue == .done
    else { return nil }
    return waitingSince + answer.within.nanoseconds - watch.waited
  }

  private var hasRemindersLeft: Bool {
    guard let watch = memory.watch, let answer = settings.answer else { return false }
    return watch.rescue == .notYet && watch.reminders < answer.repetitions
  }

  func isReminderDue(at now: Moment) -> Bool {
    guard let deadline, hasRemindersLeft else { return false }
    return deadline <= now.steady
  }

  /// Steady clock: when the watch is the next to ask for something.
  var watchDueAt: Int64? {
    guard let deadline, let watch = memory.watch else { return nil }
    if hasRemindersLeft {
      // A claim that waits for its next try takes the reminder along.
      return owedAt == nil ? max(deadline, notBefore) : nil
    }
    return watch.isTold ? max(deadline, notBefore) : deadline
  }

  /// After the last reminder: tells the person, then runs the rescue, once; else the watch is over, since a bot may
  /// choose silence.
  mutating func giveUpWaiting(at now: Moment) -> WakeAction? {
    guard let deadline, deadline <= now.steady, !hasRemindersLeft, let watch = memory.watch else {
      return nil
    }
    if !watch.isTold {
      memory.watch?.isTold = true
      memory.silence = .told
      return .alert(
        .unanswered(reminders: watch.reminders, since: watch.woken, isRescued: watch.rescue == .done))
    }
    guard watch.rescue == .notYet, let rescue = settings.rescue else {
      endWatch()
      return nil
    }
    guard now.steady >= notBefore else { return nil }
    memory.watch?.rescue = .running
    underWay = .rescue
    return .rescue(needsEvidence: rescue.when != .always, since: watch.woken)
  }
}
