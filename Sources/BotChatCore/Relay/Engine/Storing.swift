import BotChatFormat

// The state: stored as a whole after what it describes is durable (R11, R12).
extension RelayEngine {
  /// Stores what has changed.
  ///
  /// Nothing that was routed may be in memory alone when the position behind it is stored, so whatever still
  /// waits in a batch is parked first.
  ///
  /// - Returns: whether the state is what the engine believes; if not, nothing is read or delivered until it is.
  func store() -> Bool {
    for index in attention where !destinations[index].parcels.isEmpty { park(index) }
    identifyNew()
    change.at = now.wall / 1_000_000
    change.records = ledger.unsaved
    change.positions = attention.filter { homes[$0].isDirty }.map { stored($0) }
    guard !change.isEmpty else { return true }
    do {
      try effects.commit(change)
    } catch {
      stateRetryAt = now.steady + min(100_000_000 << Int64(min(stateFailures, 7)), 10_000_000_000)
      stateFailures += 1
      change.records = []
      change.positions = []
      raise(.state, "state", error.what)
      return false
    }
    stateFailures = 0
    answered = change.answered ?? answered
    change = StateChange()
    ledger.saved()
    for index in attention { homes[index].isDirty = false }
    // It may have been stored by a relay that was killed before it could say that it is over.
    solve(Problem.Key(.state, "state"))
    return true
  }

  /// The position of a home as it is stored: where the unfinished remainder begins, and how to know it again.
  ///
  /// It never passes bytes of ours that a power cut may still take, if they are the last ones.
  private func stored(_ index: Int) -> StoredPosition {
    let home = homes[index]
    let found = destinations[index].found + destinations[index].unsynced
    var position = home.reader.position
    var own = home.own.filter { $0.upperBound > position }
    for lost in found.sorted(by: { $0.lowerBound > $1.lowerBound }) where lost.upperBound == position {
      position = lost.lowerBound
      own.insert(lost, at: 0)
    }
    let lag = home.readThrough - position
    var anchor = Array(home.tail.dropLast(lag))
    if lag > 0, anchor.count < min(position, Home.tailLength) {
      anchor = (try? tailBefore(position, index)) ?? anchor
    }
    return StoredPosition(
      home: index, key: home.key, offset: position, readThrough: home.readThrough, anchor: anchor,
      context: home.reader.context.bytes, own: own, found: found, strangers: home.strangers,
      modified: home.modified)
  }
}
