import BotChatFormat

/// What the engine tells about its work; the tool turns it into lines of its log.
package enum JournalEntry: Sendable, Equatable {
  /// `id` is nil and `from` -1 where the message came out of the outbox: its record knows them.
  case delivered(id: MessageID?, sequence: Int, from: Int, to: Int)
  case waiting(home: Int, why: String)
  case repeated(id: MessageID, home: Int)
  case edited(home: Int, header: String)
  case restored(home: Int, count: Int)
  case rewritten(home: Int, known: Int, fresh: Int)
  case history(home: Int, messages: Int)
  case recovered(home: Int, found: Int)
  case problem(Problem)
  case solved(Problem.Key)

  /// The home whose file it happened in; nil for a problem.
  package var home: Int? {
    switch self {
    case .delivered(_, _, _, let home), .waiting(let home, _), .repeated(_, let home), .edited(let home, _),
      .restored(let home, _), .rewritten(let home, _, _), .history(let home, _), .recovered(let home, _):
      home
    case .problem, .solved: nil
    }
  }
}
