import BotChatCore
import BotChatFormat
import BotChatSystem

/// The relay's log: one line an event, on standard error.
struct RelayLog {
  private let roster: Roster
  private let time: LocalTime
  private let record: (Int) -> MessageRecord?
  private let colour: Colour

  init(roster: Roster, time: LocalTime, colour: Colour, record: @escaping (Int) -> MessageRecord?) {
    self.roster = roster
    self.time = time
    self.colour = colour
    self.record = record
  }

  /// Writes what happened; of very many deliveries in one turn only their number.
  func write(_ entries: [JournalEntry]) {
    var deliveries: [Int: Int] = [:]
    for case .delivered(_, _, _, let to) in entries { deliveries[to, default: 0] += 1 }
    for entry in entries {
      if case .delivered(_, _, _, let to) = entry, deliveries[to] ?? 0 > 20 { continue }
      if let text = text(entry) { say(text) }
    }
    for (to, count) in deliveries.sorted(by: { $0.key < $1.key }) where count > 20 {
      say("delivered \(count) messages to \(residents(to))")
    }
  }

  func say(_ text: String) {
    // What a bot wrote may stand in it: a line end would forge a line, an escape sequence drive a terminal.
    var shown = Escaping.visible(text)
    if shown.hasPrefix(Self.alarm) { shown = colour.red(Self.alarm) + shown.dropFirst(Self.alarm.count) }
    StandardError.write("\(time.headerText(WallClock.now())) \(shown)")
  }

  private static let alarm = "problem:"

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
      return "first sight of \(roster.homes[home].label): \(messages) messages count as handled"
    case .recovered(let home, let found):
      return "found \(found) deliveries of an interrupted run in the file of \(residents(home))"
    case .problem(let problem):
      return "\(Self.alarm) \(problem.key.kind.rawValue): \(problem.key.subject): \(problem.what)"
    case .solved(let key): return "solved: \(key.kind.rawValue): \(key.subject)"
    }
  }

  private func home(numbered number: Int) -> Int? {
    roster.homes.firstIndex { $0.number == number }
  }

  private func residents(_ home: Int) -> String {
    roster.homes[home].members.map { roster.members[$0].name }.joined(separator: "+")
  }
}
