import BotChatCore
import BotChatSystem

/// The database of the hub with what it still owes: for one thread at a time.
final class HubStorage {
  /// What became of a batch.
  struct Answer: Sendable {
    let messages: Int
    /// The last reservation in it.
    let reserved: Int64?
    /// Why nothing of it was stored.
    let failure: String?
    /// How long that took, in nanoseconds.
    let duration: Int64
  }

  private let database: HubDatabase?
  /// What could not be stored and is still to be, unlike messages, of which the senders are told.
  private var owed = OwedChanges()
  /// Why nothing is tried until somebody has taken note of that: a message behind one that was not stored must not be
  /// stored before its sender can send that one again.
  private var obstacle: String?

  /// Opens the database; where that fails, which it did not a moment ago, nothing is stored and everybody is told so.
  init(path: String) {
    do {
      let database = try HubDatabase(path: path)
      try database.database.foldLogLater()
      database.database.makeLogRoom()
      self.database = database
    } catch {
      database = nil
      obstacle = "\(error)"
    }
  }

  /// Stores changes, and all that is owed, as a whole or not at all.
  func store(_ changes: [HubChange]) -> Answer {
    let began = MonotonicClock.now()
    let all = owed.list + changes
    let isTried = obstacle == nil || changes.contains(.trial)
    let failure = isTried ? commit(all) : obstacle
    obstacle = failure
    owed = failure == nil ? OwedChanges() : OwedChanges(all)
    return Answer(
      messages: all.count { if case .message = $0 { true } else { false } },
      reserved: failure == nil ? HubStore.reserved(in: all) : nil, failure: failure,
      duration: MonotonicClock.now() - began)
  }

  private func commit(_ changes: [HubChange]) -> String? {
    guard let database else { return obstacle }
    do {
      try database.commit(changes, waits: changes.contains(where: \.isPromised))
      return nil
    } catch {
      return "\(error)"
    }
  }

  /// Folds the log in when it is long and nothing else is to be done, or when it is much too long.
  func tidy(isIdle: Bool) {
    guard let database = database?.database, database.isLogLong, isIdle || database.isLogTooLong else {
      return
    }
    database.foldLog()
  }

  /// Whether there is something to tidy.
  var isUntidy: Bool { database?.database.isLogLong == true }
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
