import BotChatCore

/// Plays steps and says which laws the plan broke.
///
/// It keeps its own account of what was carried out, and looks at the plan's answers only.
struct WakeJudge {
  /// A wake that was carried out.
  private struct Run {
    var wake: Wake
    var text: String
    /// How many events lay before its begin.
    var begun: Int
    var isGood = false
    /// A crash fell into it, or came before its end was stored.
    var isCut = false
    /// Whether it succeeded and the plan knows.
    var counts: Bool { isGood && !isCut }
  }

  private let bot: Bot
  private var play: WakePlay
  private var runs: [Run] = []
  /// Runs whose end has not been stored yet.
  private var unstored: [Int] = []
  /// By number of the arrival: steady clock when it came, unless a crash came since.
  private var came: [Int: Int64] = [:]
  private var events = 0
  private var lastLife = -1
  private var rescues = 0
  private var surrenders = 0
  private(set) var broken: [String] = []

  /// The laws that these steps break, each with what broke it; empty when all is well.
  static func laws(_ bot: Bot, _ steps: [WakeStep]) -> [String] {
    var judge = WakeJudge(bot)
    for step in steps where judge.broken.isEmpty { judge.take(step) }
    if judge.broken.isEmpty { judge.settle() }
    if judge.broken.isEmpty { judge.weigh() }
    return judge.broken
  }

  private init(_ bot: Bot) {
    self.bot = bot
    play = WakePlay(bot)
  }

  private mutating func take(_ step: WakeStep) {
    events += 1
    switch step {
    case .arrive(let tag, let isContinuation):
      play.arrive(tag, isContinuation: isContinuation)
      came[play.arrivals.count] = play.now.steady
    case .wait(let nanoseconds): play.wait(nanoseconds)
    case .ask: ask()
    case .end(let ending, let retryAfter): if play.running != nil { end(ending, retryAfter: retryAfter) }
    case .life:
      play.plan.showedLife(at: play.now)
      lastLife = events
      events += 1
      ask()
    case .gate(let gate): play.gate = gate
    case .space(let nanoseconds): play.gate = .spaced(until: play.now.steady + nanoseconds)
    case .crash: crash()
    case .crashBeforeStoring:
      _ = play.plan.next(at: play.now, gate: play.gate)
      crash()
    case .jump(let nanoseconds): play.now.wall += nanoseconds
    }
  }

  private mutating func ask() {
    for _ in 0..<100 {
      let wasRunning = play.running != nil
      guard let action = play.next() else {
        unstored = []
        return checkDueAt()
      }
      unstored = []
      note(action)
      if case .alert = action { continue }
      if wasRunning { broken.append("two calls at once: \(action)") }
      switch play.gate {
      case .open: break
      case .shut: broken.append("behind a shut gate: \(action)")
      case .spaced(let until):
        if until > play.now.steady { broken.append("too early for the gate: \(action)") }
      }
    }
    broken.append("no end of actions")
  }

  private mutating func note(_ action: WakeAction) {
    switch action {
    case .wake(let wake):
      let text = WakeText(wake, bot: bot.name, sayAge: .days(3650), at: play.now).text
      runs.append(Run(wake: wake, text: text, begun: events))
      checkBegin(wake)
    case .rescue:
      rescues += 1
      if rescues > surrenders { broken.append("a rescue without an alert before it") }
    case .alert(.unanswered(_, _, isRescued: false)): surrenders += 1
    case .alert: break
    }
  }

  private mutating func end(_ ending: WakePlay.Ending, retryAfter: Int64? = nil) {
    if case .wake = play.running {
      runs[runs.count - 1].isGood = ending == .good
      unstored.append(runs.count - 1)
    }
    play.end(ending, retryAfter: retryAfter)
  }

  private mutating func crash() {
    if case .wake = play.running { runs[runs.count - 1].isCut = true }
    for index in unstored { runs[index].isCut = true }
    unstored = []
    came = [:]
    play.crash()
  }

  // MARK: laws of each moment

  private mutating func checkBegin(_ wake: Wake) {
    let numbers = wake.arrivals.map(\.number)
    if !zip(numbers, numbers.dropFirst()).allSatisfy(<) { broken.append("out of order: \(wake)") }
    if wake.messages.isEmpty { broken.append("a wake for continuations alone: \(wake)") }
    if let last = runs.dropLast().last, last.wake.number > wake.number {
      broken.append("the number of a wake went back: \(wake)")
    }
    if wake.reminder > 0 { return checkReminder(wake) }
    guard wake.attempt == 1, !wake.wasInterrupted, let first = wake.messages.first,
      let came = came[first.number]
    else { return }
    if play.now.steady < came + bot.burst.nanoseconds { broken.append("before its window is over: \(wake)") }
  }

  private mutating func checkReminder(_ wake: Wake) {
    guard let answer = bot.answer else { return broken.append("a reminder that nobody wants: \(wake)") }
    if wake.reminder > answer.repetitions + (bot.rescue == nil ? 0 : 1) {
      broken.append("a reminder too many: \(wake)")
    }
    guard let first = runs.dropLast().first(where: { $0.counts && $0.wake.arrivals[0] == wake.arrivals[0] })
    else { return broken.append("a reminder of what was not woken for: \(wake)") }
    if lastLife >= first.begun { broken.append("a reminder though the bot showed life: \(wake)") }
  }

  /// The plan wants to be asked exactly when it has something to say, and does not forget what is pending.
  private mutating func checkDueAt() {
    if let due = play.plan.dueAt {
      if due <= play.now.steady { broken.append("due at \(due), which is over, and nothing to do") }
      var (early, late) = (play.plan, play.plan)
      if early.next(at: Moment(steady: due - 1, wall: play.now.wall), gate: play.gate) != nil {
        broken.append("something to do before \(due)")
      }
      if late.next(at: Moment(steady: due, wall: play.now.wall), gate: play.gate) == nil {
        broken.append("nothing to do at \(due)")
      }
    } else if play.running == nil, play.gate == .open, let message = pending.first {
      broken.append("nothing is due, and \(message) is pending")
    }
  }

  private var pending: [Arrival] {
    play.arrivals.filter { $0.number > play.stored.doneThrough && !$0.isContinuation }
  }

  // MARK: laws of the whole

  /// Time goes on, the gate is open, every call succeeds, and nobody answers.
  private mutating func settle() {
    play.gate = .open
    for _ in 0..<200 {
      guard broken.isEmpty else { return }
      events += 1
      ask()
      if play.running != nil {
        end(.good)
      } else if let due = play.plan.dueAt {
        play.wait(due - play.now.steady)
      } else {
        return
      }
    }
    broken.append("it never comes to rest")
  }

  private mutating func weigh() {
    if let message = pending.first { broken.append("left: \(message)") }
    var woken: [Int: Int] = [:]
    var reminded: [Int: Int] = [:]
    var lastFresh = 0
    var lastGood: Run?
    for run in runs where run.counts {
      for arrival in run.wake.arrivals {
        if run.wake.reminder > 0, woken[arrival.number] != nil {
          reminded[arrival.number, default: 0] += 1
          continue
        }
        woken[arrival.number, default: 0] += 1
        if arrival.number < lastFresh { broken.append("after a later one: \(arrival)") }
        lastFresh = arrival.number
      }
      if let lastGood, lastGood.text == run.text { broken.append("the same text twice: \(run.text)") }
      lastGood = run
    }
    for arrival in play.arrivals {
      let count = woken[arrival.number] ?? 0
      if count > 1 || count == 0 && !arrival.isContinuation {
        broken.append("woken \(count) times: \(arrival)")
      }
    }
    // One more reminder than configured after a rescue.
    let most = (bot.answer?.repetitions ?? -1) + 1
    if let many = reminded.first(where: { $0.value > most }) {
      broken.append("reminded \(many.value) times of \(many.key)")
    }
  }
}
