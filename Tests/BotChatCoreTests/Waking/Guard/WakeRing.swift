import BotChatCore

let second = Interval.seconds(1).nanoseconds
let minute = Interval.minutes(1).nanoseconds
let hour = Interval.hours(1).nanoseconds

/// Bots that answer whatever they are woken for, each under its guard, on a wall clock that jumps from event to event.
struct WakeRing {
  /// What a guard can look at.
  enum Sight { case everybody, itself }

  /// Whom each bot writes to when it is woken.
  let listeners: [String: [String]]
  var settings = GuardSettings()
  var sight = Sight.everybody
  /// How long a bot needs for its answer.
  var answersAfter: [Int64] = [second]
  /// Whether there are answers at all, at this time.
  var answers: (Int64) -> Bool = { _ in true }

  private(set) var now: Int64 = 1_770_000_000 * second
  private(set) var wakes: [(bot: String, at: Int64)] = []
  private(set) var holds: [(bot: String, hold: Hold)] = []
  private var states: [String: State] = [:]
  private var letters: [(from: String, to: String, at: Int64)] = []
  private var lastPerson: Int64?
  private var start: Int64

  private struct State {
    var marks: [WakeMark] = []
    var liftedAt: Int64?
    var hold: Hold?
    var causes: [String] = []
    var hasPerson = false
    var judgedAt: Int64?
  }

  init(_ listeners: [String: [String]]) {
    self.listeners = listeners
    start = now
    for bot in listeners.keys { states[bot] = State() }
  }

  /// A bot writes without having been woken.
  mutating func write(_ from: String, to bots: [String]) {
    for bot in bots { letters.append((from, bot, now)) }
  }

  /// A person writes; the line is trusted.
  mutating func speak(to bots: [String]) {
    for bot in bots { letters.append(("Coach", bot, now)) }
    lastPerson = now
  }

  /// Plays until `length` is over.
  mutating func run(_ length: Int64) {
    let end = now + length
    while let next = nextEvent(), next <= end {
      now = max(now, next)
      arrive()
      for bot in states.keys.sorted() { judge(bot) }
    }
    now = end
  }

  func wakes(from first: Int64, to last: Int64) -> Int {
    wakes.count { first <= $0.at - start && $0.at - start < last }
  }

  /// The most wakes in any hour, of all bots or of one.
  func mostWakesInAnHour(of bot: String? = nil) -> Int {
    let times = wakes.filter { bot == nil || $0.bot == bot }.map(\.at)
    return times.map { first in times.count { first <= $0 && $0 < first + hour } }.max() ?? 0
  }

  private func nextEvent() -> Int64? {
    (letters.map(\.at) + states.values.compactMap(\.judgedAt)).min()
  }

  private mutating func arrive() {
    for letter in letters where letter.at <= now {
      states[letter.to]?.judgedAt = now
      if letter.from == "Coach" {
        states[letter.to]?.hasPerson = true
      } else {
        states[letter.to]?.causes.append(letter.from)
      }
    }
    letters.removeAll { $0.at <= now }
  }

  private mutating func judge(_ bot: String) {
    guard var state = states[bot], let judgedAt = state.judgedAt, judgedAt <= now else { return }
    let loop = LoopGuard(settings, bot: bot)
    state.marks = loop.prune(state.marks, now: now)
    states[bot] = state
    let visible = sight == .everybody ? states : [bot: state]
    let marks = visible.keys.sorted().flatMap { visible[$0]?.marks ?? [] }
    let group = loop.group(marks: marks, hold: state.hold, now: now)
    let verdict = loop.verdict(
      causes: state.causes, hasTrustedPerson: state.hasPerson, marks: marks, lastPerson: lastPerson,
      watchedSince: start, liftedAt: group.compactMap { visible[$0]?.liftedAt }.max(), hold: state.hold,
      now: now)
    switch verdict {
    case .free:
      wakes.append((bot, now))
      release(&state)
      if state.hasPerson {
        state.liftedAt = now
      } else {
        state.marks.append(WakeMark(at: now, bot: bot, causes: state.causes))
      }
      if answers(now) {
        let pause = answersAfter[wakes.count % answersAfter.count]
        for listener in listeners[bot] ?? [] { letters.append((bot, listener, now + pause)) }
      }
      (state.causes, state.hasPerson, state.judgedAt) = ([], false, nil)
    case .spaced(let until, _):
      release(&state)
      state.judgedAt = until
    case .held(let hold):
      if state.hold != hold { holds.append((bot, hold)) }
      state.hold = hold
      state.judgedAt = hold.until
    }
    states[bot] = state
  }

  private func release(_ state: inout State) {
    if let until = state.hold?.until, until <= now { state.liftedAt = max(state.liftedAt ?? until, until) }
    state.hold = nil
  }
}
