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
  private let hasEnded: Ended

  /// Set by the thread as the last thing.
  private final class Ended: Sendable {
    let mailbox: Mailbox<Bool>
    init() throws(SystemError) { mailbox = try Mailbox() }
  }

  /// Starts to wake the bots that are the relay's to wake; nil when there is none.
  ///
  /// `homes` are the indices of the bots' homes, in the order of the configuration's bots. Throws `SystemError` of
  /// `eventfd` and `pthread_create`.
  init?(_ source: ConfigurationFile, _ homes: [Int], _ lines: EventLog) throws(SystemError) {
    let mine = source.configuration.bots.indices.filter {
      source.configuration.bots[$0].wake != nil && source.configuration.bots[$0].wakeBy == .anyone
    }
    guard !mine.isEmpty else { return nil }
    let mailbox = try Mailbox<Message>()
    let hasBegun = try Mailbox<Bool>()
    let hasEnded = try Ended()
    self.mailbox = mailbox
    self.hasBegun = hasBegun
    self.hasEnded = hasEnded
    worker = try Worker {
      let isStored = Self.run(source, mine, homes, mailbox, hasBegun, lines)
      hasBegun.put(true)
      hasEnded.mailbox.put(isStored)
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

  /// Becomes readable when the thread has ended.
  var descriptor: Int32 { hasEnded.mailbox.descriptor }

  /// Asks it to wake for what is there, and then to end.
  func askToFinish() { mailbox.put(.finish) }

  /// Asks it to end: what is under way is let run to its end; asked again, it is not.
  func askToEnd() { mailbox.put(.end) }

  /// Waits until it has ended.
  func join() { worker.join() }

  private static func run(
    _ source: ConfigurationFile, _ mine: [Int], _ homes: [Int], _ mailbox: Mailbox<Message>,
    _ hasBegun: Mailbox<Bool>, _ lines: EventLog
  ) -> Bool {
    do {
      let bots = source.configuration.bots
      let homeByName = Dictionary(uniqueKeysWithValues: mine.map { (bots[$0].name, homes[$0]) })
      let waking = try Waking(mine.map { bots[$0] }, .relay, source, lines) { homeByName[$0.name] ?? 0 }
      return try serve(waking, mailbox, hasBegun, limit: source.configuration.wake.timeout.nanoseconds)
    } catch {
      lines.say("problem: nobody is woken by the relay: \(error)")
      return false
    }
  }

  private static func serve(
    _ waking: Waking, _ mailbox: Mailbox<Message>, _ hasBegun: Mailbox<Bool>, limit: Int64
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
          waking.poll(at: RelayService.now())
        case .look(nil): waking.poll(at: RelayService.now())
        case .look(let homes?): waking.look(homes, at: RelayService.now())
        }
      }
    }
    waking.poll(at: RelayService.now())
    hasBegun.put(true)
    while !isEnding, !(isFinishing && waking.hasDoneWhatItCan) {
      try waking.loop.wait(until: waking.dueAt)
      waking.tick(at: RelayService.now())
    }
    return waking.end(until: MonotonicClock.now() + limit) { isPressed }
  }
}
