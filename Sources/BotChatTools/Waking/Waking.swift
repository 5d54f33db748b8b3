import BotChatCore
import BotChatSystem

/// The wakes of one bot or of many, in one thread.
final class Waking {
  let wakers: [Waker]
  let loop: EventLoop
  private let caller: Caller
  private let alerts: Alerter
  private let homes: [Int: [Int]]

  /// - Parameters:
  ///   - bots: whom to wake, each with the index of its home, by which hints name it.
  ///   - role: who wakes.
  ///   - source: the configuration.
  ///   - lines: the log.
  /// - Throws: `SystemError` and `TrustError` where descriptors or folders cannot be had.
  init(
    _ bots: [(bot: Bot, home: Int)], _ role: Waker.Role, _ source: ConfigurationFile, _ lines: EventLog
  ) throws {
    loop = try EventLoop()
    caller = try Caller(loop)
    let state = try StateFolder(path: source.state)
    // Whoever wakes many tells of all of them; a monitor has only its own folder for certain.
    let folder = role == .relay ? state : try BotState(bots.first?.bot.name ?? "", in: state).folder
    let alerts = Alerter(source.configuration, caller, lines, in: folder)
    self.alerts = alerts
    let caller = caller
    wakers = try bots.map { one in
      try Waker(one.bot, role, source, state, caller: caller, alerts: alerts, lines: lines)
    }
    homes = Dictionary(grouping: bots.indices) { bots[$0].home }
  }

  /// Steady clock: when the next turn is due; `Int64.max` when only a hint brings one.
  var dueAt: Int64 { min(wakers.map(\.dueAt).min() ?? .max, caller.dueAt, alerts.dueAt) }

  /// Looks at everything.
  func poll(at now: Moment) {
    for waker in wakers { waker.poll(at: now) }
  }

  /// Looks at the homes that may have changed.
  func look(_ hinted: HomeSet, at now: Moment) {
    for home in hinted {
      for index in homes[home] ?? [] { wakers[index].turn([0], at: now) }
    }
  }

  /// Does what the clock asks for.
  func tick(at now: Moment) {
    caller.look(at: now.steady)
    alerts.look(at: now)
    for waker in wakers where waker.dueAt <= now.steady { waker.turn([], at: now) }
  }

  /// Whether nothing is left but to wait for somebody else, or for another try.
  var hasDoneWhatItCan: Bool { wakers.allSatisfy { !$0.isHolding || $0.isDone || $0.hasGivenUpForNow } }

  /// Waits for what is under way, at most until that time of the steady clock, and stores everything.
  ///
  /// `isPressed` is asked after each event whether somebody wants it to end at once. Returns whether everything
  /// could be stored.
  func end(until limit: Int64, _ isPressed: () -> Bool = { false }) -> Bool {
    for waker in wakers { waker.askToEnd() }
    while caller.isBusy, MonotonicClock.now() < limit, !isPressed() {
      guard (try? loop.wait(until: min(limit, caller.dueAt))) != nil else { break }
      caller.look(at: MonotonicClock.now())
    }
    return wakers.map { $0.letGo() }.allSatisfy { $0 }
  }
}
