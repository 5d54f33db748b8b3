import BotChatCore
import BotChatFormat

/// One bot, its wake plan, and a world that carries out what the plan asks for.
///
/// What it stores survives a crash, and nothing else does.
struct WakePlay {
  /// What became of a call; nothing else ends one but a crash.
  enum Ending: Character {
    case good = "."
    case bad = "x"
    /// Only of a rescue: there was no evidence, so nothing was run.
    case needless = "n"
  }

  static let second: Int64 = 1_000_000_000

  let settings: WakePlan.Settings
  var now = Moment(steady: 5_000 * second, wall: 1_770_000_000 * second)
  var gate = WakeGate.open
  var plan: WakePlan
  /// What is on disk: the memory, and all arrivals.
  var stored = WakeMemory()
  var arrivals: [Arrival] = []
  /// The call that is under way.
  var running: WakeAction?

  init(_ bot: Bot, _ wake: WakeSettings = WakeSettings()) {
    settings = WakePlan.Settings(bot, wake)
    plan = WakePlan(settings, memory: stored, pending: [], at: now)
  }

  /// A message comes, and is stored before the plan hears of it.
  mutating func arrive(_ tag: String?, isContinuation: Bool = false) {
    arrivals.append(
      arrival(arrivals.count + 1, tag: tag, seen: now.wall, isContinuation: isContinuation))
    plan.arrived([arrivals[arrivals.count - 1]], at: now)
  }

  /// The next thing to do, with the memory stored as it must be before it is done.
  mutating func next() -> WakeAction? {
    let action = plan.next(at: now, gate: gate)
    stored = plan.memory
    switch action {
    case .wake, .rescue: running = action
    case .alert, nil: break
    }
    return action
  }

  /// The call under way ends.
  mutating func end(_ ending: Ending, retryAfter: Int64? = nil) {
    let failure = CallOutcome.failed(why: "exit 1", retryAfter: retryAfter)
    switch (running, ending) {
    case (.wake, .good): plan.ended(.succeeded, at: now)
    case (.wake, _): plan.ended(failure, at: now)
    case (.rescue, .good): plan.rescueEnded(.succeeded, at: now)
    case (.rescue, .bad): plan.rescueEnded(failure, at: now)
    case (.rescue, .needless): plan.rescueEnded(nil, at: now)
    default: preconditionFailure("nothing is under way")
    }
    running = nil
  }

  /// The toolkit dies and comes back.
  mutating func crash() {
    running = nil
    plan = WakePlan(
      settings, memory: stored, pending: arrivals.filter { stored.needs($0.number) }, at: now)
  }

  mutating func wait(_ nanoseconds: Int64) {
    now.steady += nanoseconds
    now.wall += nanoseconds
  }
}

/// An arrival from Jack; its id is made of its number.
func arrival(
  _ number: Int, tag: String?, sender: String = "Jack", seen: Int64 = 0, isContinuation: Bool = false,
  author: Arrival.Author = .bot
) -> Arrival {
  Arrival(
    number: number, id: MessageID(high: UInt64(number) << 16 | 0xabcd_0000_0000_0000, low: 0), sender: sender,
    tag: tag, seen: seen, isContinuation: isContinuation, author: author)
}
