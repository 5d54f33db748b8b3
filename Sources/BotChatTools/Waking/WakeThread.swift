import BotChatCore
import BotChatSystem

/// The relay's own waking, in a thread of its own, so that no command, server or disk of a wake holds up a
/// delivery (W3).
///
/// It has no eyes for events: the relay tells it which homes it has looked at or written to.
final class WakeThread {
  enum Message: Sendable {
    /// These homes may have changed; nil: look at everything.
    case look(HomeSet?)
    /// Wake for what is there, and end.
    case finish
    /// What is under way is let run to its end; the second time it is left to itself.
    case end
  }

  private let mailbox: Mailbox<Message>
  private let worker: Worker
  private let hasBegun: Mailbox<Bool>
  /// Gets a message from the thread as the last thing: whether everything could be stored.
  private let ending: Mailbox<Bool>

  /// Starts to wake the bots that are the relay's to wake; nil when there is none.
  ///
  /// `homes` are the indices of the bots' homes, in the order of the configuration's bots. Throws `SystemError` of
  /// `eventfd` and `pthread_create`.
  init?(_ source: ConfigurationFile, _ homes: [Int], _ lines: EventLog) throws(SystemError) {
    let mine = zip(source.configuration.bots, homes).map { (bot: $0, home: $1) }
      .filter { $0.bot.wake != nil && $0.bot.wakeBy != .monitor }
    guard !mine.isEmpty else { return nil }
    let mailbox = try Mailbox<Message>()
    let hasBegun = try Mailbox<Bool>()
    let ending = try Mailbox<Bool>()
    self.mailbox = mailbox
    self.hasBegun = hasBegun
    self.ending = ending
    worker = try Worker {
      let isStored = Self.run(source, mine, mailbox, hasBegun, lines)
      hasBegun.put(true)
      ending.put(isStored)
    }
  }

  /// Waits until it has taken up every bot that it may, at most this many nanoseconds.
  ///
  /// A bot that is taken up for the first time counts what stands in its file as handled. So nothing may be
  /// delivered before that which is to wake somebody.
  func waitForBeginning(nanoseconds: Int64) {
    do throws(SystemError) {
      let waiter = try Waiter()
      try waiter.add(hasBegun.descriptor)
      try waiter.wait(nanoseconds: nanoseconds) { _ in }
    } catch {
      // Without a descriptor to wait with, the deliveries go on all the same.
    }
  }

  /// Says that homes may have changed; nil: the poll.
  func look(_ homes: HomeSet?) { mailbox.put(.look(homes)) }

  /// Whether the thread has ended.
  var hasEnded: Bool { !ending.isEmpty }

  /// Becomes readable when the thread has ended.
  var descriptor: Int32 { ending.descriptor }

  /// Asks it to wake for what is there, and then to end.
  func askToFinish() { mailbox.put(.finish) }

  /// Asks it to end: what is under way is let run to its end; asked again, it is not.
  func askToEnd() { mailbox.put(.end) }

  /// Waits until it has ended.
  func join() { worker.join() }

  private static func run(
    _ source: ConfigurationFile, _ mine: [(bot: Bot, home: Int)], _ mailbox: Mailbox<Message>,
    _ hasBegun: Mailbox<Bool>, _ lines: EventLog
  ) -> Bool {
    do {
      let waking = try Waking(mine, .relay, source, lines)
      return try serve(
        waking, mailbox, hasBegun, poll: source.configuration.relay.poll.nanoseconds,
        limit: source.configuration.wake.timeout.nanoseconds)
    } catch {
      lines.warn("nobody is woken by the relay: \(error)")
      return false
    }
  }

  private static func serve(
    _ waking: Waking, _ mailbox: Mailbox<Message>, _ hasBegun: Mailbox<Bool>, poll: Int64, limit: Int64
  ) throws -> Bool {
    var isEnding = false
    var isPressed = false
    var isFinishing = false
    try waking.loop.listen(to: mailbox.descriptor) {
      for message in mailbox.take() {
        switch message {
        case .end:
          isPressed = isEnding
          isEnding = true
        case .finish:
          isFinishing = true
          waking.poll(at: Moment.now())
        case .look(nil): waking.poll(at: Moment.now())
        case .look(let homes?): waking.look(homes, at: Moment.now())
        }
      }
    }
    waking.poll(at: Moment.now())
    hasBegun.put(true)
    // The relay, whose polls come here otherwise, waits for the end of this thread itself.
    var nextPoll = Int64.max
    while !isEnding, !(isFinishing && waking.hasDoneWhatItCan) {
      if isFinishing { nextPoll = min(nextPoll, MonotonicClock.now() + poll) }
      try waking.loop.wait(until: min(waking.dueAt, nextPoll))
      let now = Moment.now()
      waking.tick(at: now)
      guard now.steady >= nextPoll else { continue }
      waking.poll(at: now)
      nextPoll = Int64.max
    }
    return waking.end(until: MonotonicClock.now() + limit) { isPressed }
  }
}
