import BotChatCore
import BotChatSystem

/// Stores what the hub has to remember, on a thread of its own: what comes while one commit runs is the next one.
///
/// So a sync is shared by as many messages as came during the last one. Source: DESIGN 9.
final class HubStore: Sendable {
  /// What became of a batch.
  struct Answer: Sendable {
    let messages: Int
    /// The last reservation in it.
    let reserved: Int64?
    /// Why nothing of it was stored.
    let failure: String?
  }

  private enum Order: Sendable {
    case changes([HubChange])
    case end
  }

  private let orders: Mailbox<Order>
  private let answers: Mailbox<Answer>
  private let bell = Doorbell()

  /// Throws `SystemError` of the mailboxes.
  init() throws(SystemError) {
    orders = try Mailbox()
    answers = try Mailbox()
  }

  /// Starts the thread; the database is its own from now on.
  ///
  /// Throws `SystemError`.
  func start(path: String) throws(SystemError) -> Worker {
    try Worker { [self] in
      do {
        let database = try HubDatabase(path: path)
        try database.database.foldLogLater()
        database.database.makeLogRoom()
        try run(database)
      } catch {
        // It could be opened a moment ago: nothing is stored, and everybody is told so.
        refuseAll("\(error)")
      }
    }
  }

  /// Hands changes over, in their order.
  func put(_ changes: [HubChange]) { orders.put(.changes(changes)) }

  /// Ends the thread when everything is stored.
  func end() { orders.put(.end) }

  /// Calls this whenever an answer is there; nil: nobody any more.
  func ring(_ body: (@Sendable () -> Void)?) { bell.connect(body) }

  /// The answers since the last time, in order.
  func take() -> [Answer] { answers.isEmpty ? [] : answers.take() }

  private func run(_ database: HubDatabase) throws {
    let waiter = try Waiter()
    try waiter.add(orders.descriptor)
    // What could not be stored and is still to be, unlike messages, of which the senders are told.
    var owed = OwedChanges()
    // Why nothing is tried until somebody has taken note of that: a message behind one that was not stored must not be
    // stored before its sender can send that one again.
    var obstacle: String?
    while true {
      try waiter.wait(nanoseconds: nil) { _ in }
      var changes: [HubChange] = []
      var isLast = false
      for order in orders.take() {
        switch order {
        case .changes(let more): changes += more
        case .end: isLast = true
        }
      }
      if !changes.isEmpty {
        let all = owed.list + changes
        let isTried = obstacle == nil || changes.contains(.trial)
        let failure = isTried ? commit(all, in: database) : obstacle
        obstacle = failure
        owed = failure == nil ? OwedChanges() : OwedChanges(all)
        answer(all, failure: failure)
      }
      if isLast { return }
      // Behind the back of those who wait for an answer, unless they never pause.
      let log = database.database
      if log.isLogTooLong || log.isLogLong && orders.isEmpty { log.foldLog() }
    }
  }

  private func commit(_ changes: [HubChange], in database: HubDatabase) -> String? {
    do {
      try database.commit(changes, waits: changes.contains(where: \.isPromised))
      return nil
    } catch {
      return "\(error)"
    }
  }

  private func refuseAll(_ why: String) {
    guard let waiter = try? Waiter(), (try? waiter.add(orders.descriptor)) != nil else { return }
    while (try? waiter.wait(nanoseconds: nil) { _ in }) != nil {
      for order in orders.take() {
        guard case .changes(let changes) = order else { return }
        answer(changes, failure: why)
      }
    }
  }

  /// The last reservation among these.
  static func reserved(in changes: [HubChange]) -> Int64? {
    changes.compactMap { if case .reserve(let through) = $0 { through } else { nil } }.last
  }

  private func answer(_ changes: [HubChange], failure: String?) {
    let messages = changes.count { if case .message = $0 { true } else { false } }
    let reserved = Self.reserved(in: changes)
    let answer = Answer(messages: messages, reserved: failure == nil ? reserved : nil, failure: failure)
    answers.put(answer)
    bell.ring()
  }
}

/// The changes of a batch that failed, as far as they are to be stored all the same; of each member the last.
private struct OwedChanges {
  private(set) var list: [HubChange] = []

  init() {}

  init(_ changes: [HubChange]) {
    var places: [String: Int] = [:]
    for change in changes {
      switch change {
      case .message, .trial: break
      case .member(let member):
        let key = "\(member.room) \(member.name)"
        if let place = places[key] {
          list[place] = change
        } else {
          places[key] = list.count
          list.append(change)
        }
      case .forgetMember(let name, let room):
        places["\(room) \(name)"] = nil
        list.append(change)
      default: list.append(change)
      }
    }
  }
}

extension HubChange {
  /// Whether somebody relies on it after a power cut; the rest only comes once more.
  fileprivate var isPromised: Bool {
    switch self {
    case .message, .reserve, .room, .trial: true
    case .member, .forgetMember, .drop, .forgetIDs: false
    }
  }
}
