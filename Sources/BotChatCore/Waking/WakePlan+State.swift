// What others ask of a plan.
extension WakePlan {
  /// What nobody was woken for yet, ascending by number.
  package var waiting: [Arrival] { arrivals.filter { $0.number > memory.doneThrough } }

  /// What a wake would be for if it began now, for whoever has to allow it: what waits, or what it reminds of.
  package var asked: [Arrival] {
    let waiting = waiting
    return waiting.isEmpty ? arrivals : waiting
  }

  /// A person's line turned out to be that person's own (R20).
  package mutating func verify(_ number: Int) {
    for index in arrivals.indices where arrivals[index].number == number {
      arrivals[index].author = .person(isTrusted: true)
    }
  }

  /// Whether a wake or a rescue is under way.
  package var isCalling: Bool { underWay != nil }

  /// Whether something is under way or is to be done, other than to wait for an answer.
  package var isAtWork: Bool {
    underWay != nil || memory.claim != nil || windowOpened != nil || owedAt != nil
  }

  /// Whether what is to be done has failed so far, or may not be done now.
  package var isStuck: Bool {
    guard underWay == nil else { return false }
    if case .open = gate { return memory.claim != nil && memory.failures > 0 }
    return true
  }
}
