import BotChatFormat

// What comes from another machine, for a home whose bot lives there (DESIGN 9).
extension RelayEngine {
  /// Takes a message that came from another machine; the next turn stores it, and then writes it.
  ///
  /// - Parameters:
  ///   - received: by what it is remembered, stored together with its blocks.
  ///   - blocks: what is to be appended, each as a delivery stands (F8); none where it is only remembered.
  ///   - index: the home of the bot that it comes from.
  package func receive(_ received: Received, _ blocks: [[UInt8]], at index: Int) {
    change.received.append(received)
    attention.insert(index)
    for block in blocks {
      destinations[index].add(sequence: 0, mark: mark(ofBlock: block), from: index) { $0 += block }
    }
    destinations[index].storeFirst = true
  }

  /// How much of what was received waits to be written, in messages.
  package func waiting(at index: Int) -> Int {
    destinations[index].stored + destinations[index].parcels.count
  }

  /// Forgets what was listed before that time of the wall clock and does not end by itself: nobody can ask a postman to
  /// drop it.
  package func forgetProblems(before wall: Int64) {
    for problem in problems.values where !problem.isCurable && problem.at < wall { solve(problem.key) }
  }

  /// Lists something that only a person can settle.
  package func note(_ kind: Problem.Kind, _ subject: String, _ what: String, at now: Moment) {
    self.now = now
    raise(kind, subject, what)
  }
}
