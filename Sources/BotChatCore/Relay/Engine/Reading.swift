import BotChatFormat

// Looking at files and reading what is new in them (R1, R2, R5, R9).
extension RelayEngine {
  /// Compares a file with what is known of it, and reads one chunk of what is new.
  func look(_ index: Int) {
    attention.insert(index)
    homes[index].lookedAtIn = turnNumber
    unread.remove(index)
    switch effects.look(at: index) {
    case .missing:
      finishHeld(index)
      homes[index].presence = .missing
      raise(.missing, index, "the chat file is not there; it is waited for")
    case .refused(let why):
      homes[index].presence = .refused(why)
      raise(.refused, index, why)
    case .file(var facts):
      solve(.missing, index)
      if interrupted[index] != nil, homes[index].presence != .steady {
        // It was not there when it was to be finished or taken back.
        guard (try? effects.adopt(index)) != nil, settleArchive(index) != .stuck else { return }
        facts = effects.held(index) ?? facts
      }
      guard beginLate(index, facts) else { return }
      see(index, facts)
      if case .refused = homes[index].presence { return }
      // What stands there can be read only when it has been.
      if homes[index].presence == .steady, homes[index].readThrough == facts.size || unread.contains(index) {
        solve(.refused, index)
      }
    }
  }

  private func see(_ index: Int, _ facts: FileFacts) {
    if homes[index].presence == .unsettled { return seeUnsettled(index, facts) }
    if homes[index].isRecovering { return unsettle(index, facts) }
    // A file that was away, or not there at the start, may not be the one that is held.
    let isHeld = homes[index].presence == .steady || effects.held(index)?.key == facts.key
    homes[index].presence = .steady
    if facts.key != homes[index].key || !isHeld {
      finishHeld(index)
      return unsettle(index, facts)
    }
    let known = homes[index].readThrough
    if facts.size < known { return unsettle(index, facts) }
    if facts.size == known {
      // Same size, other time: edited in place, or only touched.
      if facts.modified != homes[index].modified { unsettle(index, facts) }
      return
    }
    readGrowth(index, facts)
  }

  func unsettle(_ index: Int, _ facts: FileFacts) {
    homes[index].presence = .unsettled
    homes[index].lastGrowth = now.steady
    homes[index].heldUntil = 0
    homes[index].size = facts.size
    homes[index].modified = facts.modified
  }

  private func seeUnsettled(_ index: Int, _ facts: FileFacts) {
    if facts.size != homes[index].size || facts.modified != homes[index].modified {
      unsettle(index, facts)
      return
    }
    guard now.steady >= unsettledUntil(homes[index]) else { return }
    if now.steady < homes[index].lastGrowth + timing.patience, effects.hasWriter(index, retired: nil) {
      homes[index].heldUntil = now.steady + timing.settle
      return
    }
    judgeRewrite(index, facts)
  }

  /// Steady clock: when a file that changed before its position is looked at again.
  func unsettledUntil(_ home: Home) -> Int64 {
    if home.isRecovering { return home.lastGrowth + timing.patience }
    return min(max(home.lastGrowth + timing.settle, home.heldUntil), home.lastGrowth + timing.patience)
  }

  private func readGrowth(_ index: Int, _ facts: FileFacts) {
    let known = homes[index].readThrough
    let overlap = homes[index].tail.count
    let count = min(facts.size - known, Self.chunk)
    do {
      try effects.read(index, from: known - overlap, count: overlap + count, into: &buffer)
    } catch {
      // What cannot be read may be somebody in the middle of writing: nothing is written behind it.
      homes[index].presence = .refused(error.what)
      raise(.refused, index, error.what)
      return
    }
    // The bytes before the position must be those that were read (R9).
    guard buffer.count > overlap, homes[index].tailBegins(buffer) else {
      return unsettle(index, facts)
    }
    guard ownStands(index, from: known - overlap) else {
      // What was written over it may begin before it: all of it is read again.
      homes[index].tail = []
      return unsettle(index, facts)
    }
    if homes[index].size == known || homes[index].growthStart > known { homes[index].growthStart = known }
    homes[index].size = facts.size
    homes[index].modified = facts.modified
    homes[index].lastGrowth = now.steady
    homes[index].heldUntil = 0
    feed(index, from: overlap)
    if homes[index].readThrough < facts.size {
      unread.insert(index)
    } else {
      settleAtOnce(index)
    }
  }

  /// Gives the buffer from `start` on to the reader, without what the relay wrote itself.
  private func feed(_ index: Int, from start: Int) {
    var items: [Item] = []
    var at = homes[index].readThrough
    let end = at + buffer.count - start
    let base = at - start
    for own in homes[index].own where own.upperBound > at && own.lowerBound < end {
      append(index, (at - base)..<(max(at, own.lowerBound) - base), &items)
      let through = min(own.upperBound, end)
      homes[index].reader.skipRelayed(through - max(at, own.lowerBound), into: &items)
      watchWhereItStands(index, own, from: base)
      at = through
    }
    append(index, (at - base)..<(end - base), &items)
    homes[index].extendTail(buffer[start...])
    homes[index].readThrough = end
    homes[index].forgetPassedOwn()
    homes[index].isDirty = true
    take(items, at: index)
  }

  private func append(_ index: Int, _ range: Range<Int>, _ items: inout [Item]) {
    guard !range.isEmpty else { return }
    buffer.withUnsafeBytes { bytes in
      homes[index].reader.append(UnsafeRawBufferPointer(rebasing: bytes[range]), into: &items)
    }
  }

  /// R5: at once when header and closing `⏱` line came in one growth and no fence is open; and what the relay
  /// wrote, since it writes each message whole.
  ///
  /// What leaves the machine can only follow in parts when a large write was seen half done, so there the relay's
  /// messages are waited for like anybody's.
  private func settleAtOnce(_ index: Int) {
    let remainder = homes[index].reader.remainder
    guard let header = remainder.headerOffset, header >= homes[index].growthStart else { return }
    let isWhole = role != .posting && remainder.isDelivered && remainder.hasBody && remainder.endsInNewline
    if remainder.isClosed || isWhole {
      settle(index)
    }
  }

  /// R5: judges every message that has been quiet for long enough.
  ///
  /// Whether it has been quiet is asked of the file: a hint may be on its way, or lost (R1).
  func judgeWhatSettled() {
    for index in attention where isDue(index) {
      look(index)
      guard isDue(index) else { continue }
      if now.steady < homes[index].lastGrowth + timing.patience, effects.hasWriter(index, retired: nil) {
        homes[index].heldUntil = now.steady + timing.settle
        continue
      }
      settle(index)
    }
  }

  private func isDue(_ index: Int) -> Bool {
    guard homes[index].presence == .steady, !unread.contains(index), let due = homes[index].judgeAt(timing)
    else {
      return false
    }
    return now.steady >= due
  }

  private func settle(_ index: Int) {
    var items: [Item] = []
    homes[index].reader.settle(into: &items)
    homes[index].judgedThrough = homes[index].readThrough
    homes[index].forgetPassedOwn()
    homes[index].isDirty = true
    take(items, at: index)
  }

  // MARK: the file that was there before

  /// Reads the held file to its end before another one takes its place (R9).
  private func finishHeld(_ index: Int) {
    while let facts = effects.held(index), facts.key == homes[index].key, homes[index].presence == .steady,
      facts.size > homes[index].readThrough
    {
      let before = homes[index].readThrough
      readGrowth(index, facts)
      if homes[index].readThrough == before { break }
    }
    unread.remove(index)
    if homes[index].presence == .steady, homes[index].reader.remainder.byteCount > 0 {
      settle(index)
    }
  }

  /// After a rename: the old file is read as long as it has a writer or grows (R9).
  func lookAtRetired(_ index: Int) {
    for key in homes[index].retired.keys { lookAtRetired(index, key) }
    if homes[index].retired.isEmpty { solve(.split, index) }
  }

  private func lookAtRetired(_ index: Int, _ key: FileKey) {
    guard var old = homes[index].retired[key] else { return }
    guard let facts = effects.retired(index, key) else {
      homes[index].retired[key] = nil
      return
    }
    var items: [Item] = []
    while facts.size > old.readThrough {
      let from = old.readThrough - old.tail.count
      let count = min(facts.size - from, Self.chunk)
      // What was changed before its end can only be judged by what was read of it.
      guard (try? effects.readRetired(index, key, from: from, count: count, into: &buffer)) != nil,
        buffer.count > old.tail.count, buffer.starts(with: old.tail)
      else { break }
      let new = buffer[old.tail.count...]
      new.withUnsafeBytes { old.reader.append($0, into: &items) }
      old.readThrough += new.count
      old.tail = Array(buffer.suffix(Home.tailLength))
      old.lastGrowth = now.steady
      raise(
        .split, index, "somebody still writes into a file that was replaced; its messages are carried on")
    }
    if now.steady - old.lastGrowth >= timing.settle { old.reader.settle(into: &items) }
    homes[index].retired[key] = old
    take(items, at: index)
    if now.steady - old.lastGrowth > timing.patience, !effects.hasWriter(index, retired: key) {
      effects.dropRetired(index, key)
      homes[index].retired[key] = nil
    }
  }
}
