import BotChatCore
import BotChatFormat

/// The relay's log: one line an event, on standard error.
struct RelayLog {
  private let roster: Roster
  let lines: EventLog
  private let record: (Int) -> MessageRecord?

  init(roster: Roster, lines: EventLog, record: @escaping (Int) -> MessageRecord?) {
    self.roster = roster
    self.lines = lines
    self.record = record
  }

  /// Writes what happened; of very many of one kind in one turn only their number.
  ///
  /// What private homes say to each other is left out.
  func write(_ entries: [JournalEntry]) {
    let entries = entries.filter { $0.home.map(roster.openHomes.contains) ?? true }
    var counts: [Crowd: Int] = [:]
    for entry in entries { if let crowd = Crowd(entry) { counts[crowd, default: 0] += 1 } }
    for entry in entries {
      if let crowd = Crowd(entry), counts[crowd] ?? 0 > 20 { continue }
      if let text = text(entry) { say(text) }
    }
    for (crowd, count) in counts.sorted(by: { $0.key < $1.key }) where count > 20 {
      switch crowd.kind {
      case .delivered: say("delivered \(count) messages to \(residents(crowd.home))")
      case .edited: say("\(count) edited at \(residents(crowd.home)), not sent")
      case .repeated: say("dropped \(count) repetitions at \(residents(crowd.home))")
      }
    }
  }

  /// What can happen thousands of times in a turn: each kind of it at each home.
  private struct Crowd: Hashable, Comparable {
    enum Kind: Int { case delivered, edited, repeated }
    var kind: Kind
    var home: Int

    init?(_ entry: JournalEntry) {
      switch entry {
      case .delivered(_, _, _, let to): (kind, home) = (.delivered, to)
      case .edited(let at, _): (kind, home) = (.edited, at)
      case .repeated(_, let at): (kind, home) = (.repeated, at)
      default: return nil
      }
    }

    static func < (one: Crowd, other: Crowd) -> Bool {
      (one.home, one.kind.rawValue) < (other.home, other.kind.rawValue)
    }
  }

  func say(_ text: String) { lines.say(text) }

  private func text(_ entry: JournalEntry) -> String? {
    switch entry {
    case .delivered(let id, let sequence, let from, let to):
      guard let id = id ?? record(sequence)?.id else { return "delivered a message to \(residents(to))" }
      let source = from >= 0 ? from : record(sequence).flatMap { home(numbered: $0.home) }
      return "delivered \(id) from \(source.map(residents) ?? "an unknown home") to \(residents(to))"
    case .waiting(let home, let why): return "waiting to deliver to \(residents(home)): \(why)"
    case .repeated(let id, let home): return "dropped a repetition of \(id) at \(residents(home))"
    case .edited(let home, let header): return "edited at \(residents(home)), not sent: \(header)"
    case .restored(let home, let count):
      return "wrote \(count) erased \(count == 1 ? "message" : "messages") again to \(residents(home))"
    case .rewritten(let home, let known, let fresh):
      return "read the rewritten file of \(residents(home)) again: \(known) known, \(fresh) new"
    case .history(let home, let messages):
      return
        "first sight of \(roster.homes[home].label): \(messages) \(messages == 1 ? "message counts" : "messages count") as handled"
    case .recovered(let home, let found):
      return "found \(found) deliveries of an interrupted run in the file of \(residents(home))"
    case .problem(let problem):
      return "\(EventLog.alarm) \(problem.key.text): \(problem.what)"
    case .solved(let key): return "solved: \(key.text)"
    }
  }

  private func home(numbered number: Int) -> Int? {
    roster.homes.firstIndex { $0.number == number }
  }

  private func residents(_ home: Int) -> String {
    roster.homes[home].members.map { roster.members[$0].name }.joined(separator: "+")
  }
}
