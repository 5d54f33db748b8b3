import BotChatCore
import BotChatSystem

/// Stores what the hub has to remember: on a thread of its own, where what comes while one commit runs is the next one,
/// or at once, for a single message that somebody waits for.
///
/// So a sync is shared by as many messages as came during the last one. Source: DESIGN 9.
final class HubStore: Sendable {
  private enum Order: Sendable {
    case changes([HubChange])
    case tidy
    case end
  }

  private let orders: Mailbox<Order>
  private let answers: Mailbox<HubStorage.Answer>
  private let bell = Doorbell()
  private let storage = Shared<HubStorage>()
  /// How many batches were handed over whose answer is not there yet.
  private let unanswered = Count()

  /// Throws `SystemError` of the mailboxes.
  init() throws(SystemError) {
    orders = try Mailbox()
    answers = try Mailbox()
  }

  /// Starts the thread; the database is its own from now on.
  ///
  /// Throws `SystemError`.
  func start(path: String) throws(SystemError) -> Worker {
    // The thread that is started has it for itself.
    nonisolated(unsafe) let waiter = try Waiter()
    try waiter.add(orders.descriptor)
    return try Worker { [self] in run(path, waiter) }
  }

  /// Hands changes over, in their order.
  func put(_ changes: [HubChange]) {
    unanswered.add(1)
    orders.put(.changes(changes))
  }

  /// Stores changes before it returns; for the thread that hands over.
  ///
  /// - Returns: what became of them; nil when the storing thread has to do with earlier ones, or with the log: then they
  ///   are to be handed over.
  func storeAtOnce(_ changes: [HubChange]) -> HubStorage.Answer? {
    guard unanswered.isZero, answers.isEmpty else { return nil }
    let done = storage.useIfFree { storage in
      storage.map { (answer: $0.store(changes), isUntidy: $0.isUntidy) }
    }
    guard let done = done ?? nil else { return nil }
    if done.isUntidy { orders.put(.tidy) }
    return done.answer
  }

  /// Ends the thread when everything is stored.
  func end() { orders.put(.end) }

  /// Calls this whenever an answer is there; nil: nobody any more.
  func ring(_ body: (@Sendable () -> Void)?) { bell.connect(body) }

  /// The answers since the last time, in order.
  func take() -> [HubStorage.Answer] { answers.isEmpty ? [] : answers.take() }

  private func run(_ path: String, _ waiter: Waiter) {
    storage.use { $0 = HubStorage(path: path) }
    // What was opened is closed by the thread that ends.
    defer { storage.use { $0 = nil } }
    while (try? waiter.wait(nanoseconds: nil) { _ in }) != nil {
      var changes: [HubChange] = []
      var batches = 0
      var isLast = false
      for order in orders.take() {
        switch order {
        case .changes(let more):
          changes += more
          batches += 1
        case .tidy: break
        case .end: isLast = true
        }
      }
      if batches > 0 {
        let all = changes
        if let answer = storage.use({ $0?.store(all) }) { answers.put(answer) }
        unanswered.subtract(batches)
        bell.ring()
      }
      if isLast { return }
      storage.use { $0?.tidy(isIdle: orders.isEmpty) }
    }
  }

  /// The last reservation among these.
  static func reserved(in changes: [HubChange]) -> Int64? {
    changes.compactMap { if case .reserve(let through) = $0 { through } else { nil } }.last
  }
}
