import BotChatFormat

/// A write or a sync failed; what is to be done about it has been noted.
struct DeliveryStopped: Error {}

// What goes out now (R2, R7, R8).
extension RelayEngine {
  /// Writes what was routed in this turn, and what waits and may go now.
  func deliver() {
    readDestinations()
    var touched: [Int] = []
    for index in attention where !destinations[index].isEmpty {
      if let obstacle = obstacle(index) {
        wait(index, for: obstacle)
      } else if mustBeStoredFirst(destinations[index]) {
        park(index)
      } else if (try? writeBatch(index)) != nil {
        touched.append(index)
      } else {
        park(index)
      }
    }
    identifyNew()
    for index in touched { finish(index) }
    sendStored()
  }

  /// R2: no file is written before every one that will be written has been looked at.
  private func readDestinations() {
    guard halted == nil else { return }
    // What is read there may go to further homes, which are then read too.
    while let index = firstUnseenDestination() { look(index) }
  }

  private func firstUnseenDestination() -> Int? {
    for index in attention where !destinations[index].isEmpty && homes[index].lookedAtIn != turnNumber {
      return index
    }
    return nil
  }

  private func mustBeStoredFirst(_ destination: Destination) -> Bool {
    destination.storeFirst || destination.stored > 0 || !destination.found.isEmpty
  }

  /// Why nothing can be written there now.
  func obstacle(_ index: Int) -> String? {
    if let halted { return halted }
    if stateFailures > 0 { return "the state cannot be stored" }
    if let stop = effects.stop(index) { return stop }
    switch homes[index].presence {
    case .missing: return "the chat file is not there"
    case .refused(let why): return why
    case .unsettled: return "the file is being rewritten"
    case .steady: break
    }
    if unread.contains(index) { return "the file is still being read" }
    if destinations[index].retryAt > now.steady { return "the last attempt failed" }
    if homes[index].busyUntil(timing) > now.steady, isPatient(index) { return "somebody is writing there" }
    return nil
  }

  /// R8: a writer is waited for, but not for ever.
  private func isPatient(_ index: Int) -> Bool {
    if destinations[index].busySince == nil { destinations[index].busySince = now.steady }
    return now.steady < freeAt(index)
  }

  /// Steady clock: when the file may be written into whatever its writers do.
  ///
  /// Patience ends between two lines only: in the middle of one that is still growing our line end would make
  /// half a header of a whole one.
  func freeAt(_ index: Int) -> Int64 {
    let busy = homes[index].busyUntil(timing)
    guard let since = destinations[index].busySince, homes[index].reader.remainder.endsInNewline else {
      return busy
    }
    return min(busy, since + timing.patience)
  }

  private func wait(_ index: Int, for obstacle: String) {
    park(index)
    if destinations[index].waitingFor != obstacle {
      destinations[index].waitingFor = obstacle
      journal.append(.waiting(home: index, why: obstacle))
    }
  }

  private func finish(_ index: Int) {
    do {
      try syncWritten(index)
    } catch {
      return park(index)
    }
    for parcel in destinations[index].parcels where parcel.sequence > 0 {
      journal.append(
        .delivered(
          id: ledger.freshID(parcel.sequence), sequence: parcel.sequence, from: parcel.from, to: index))
    }
    destinations[index].clearBatch()
  }

  /// Appends the batch in one write, on its own lines (R8).
  func writeBatch(_ index: Int) throws(DeliveryStopped) {
    effects.holdWritingLocks(index)
    try refuseShrunk(index)
    // A last line without an end would swallow our header.
    let lead: [UInt8] = homes[index].size > 0 && homes[index].tail.last != 10 ? [10] : []
    let bytes = lead.isEmpty ? destinations[index].batch : lead + destinations[index].batch
    let (known, tail) = (homes[index].readThrough, homes[index].tail)
    do {
      let range = try effects.append(bytes, to: index)
      appended(index, range, bytes)
      noteWritten(index, from: range.lowerBound + lead.count, through: range.upperBound)
      keep(index, at: range.lowerBound, known: known, tail, lead)
    } catch {
      if let written = error.written, !written.isEmpty {
        appended(index, written, Array(bytes.prefix(written.count)))
        noteWritten(index, from: written.lowerBound + lead.count, through: written.upperBound)
        // A torn end that a power cut shortens would be harder to know again; if this fails, it may be lost.
        try? effects.sync(index)
      }
      failed(index, error.what)
      throw DeliveryStopped()
    }
  }

  /// R8: never to a file that shrank; it was whole when it was looked at, and others were written since.
  private func refuseShrunk(_ index: Int) throws(DeliveryStopped) {
    guard let facts = effects.held(index), facts.size < homes[index].readThrough else { return }
    unsettle(index, facts)
    throw DeliveryStopped()
  }

  private func noteWritten(_ index: Int, from start: Int, through end: Int) {
    for parcel in destinations[index].parcels where start + parcel.range.lowerBound < end {
      destinations[index].unsynced.append(
        start + parcel.range.lowerBound..<min(end, start + parcel.range.upperBound))
    }
  }

  /// Makes durable what was written; a failed sync makes it unknown again (R11).
  func syncWritten(_ index: Int) throws(DeliveryStopped) {
    do {
      try effects.sync(index)
    } catch {
      failed(index, error.what)
      try? effects.reopen(index)
      throw DeliveryStopped()
    }
    destinations[index].unsynced.removeAll(keepingCapacity: true)
    destinations[index].succeeded()
    solve(.unwritable, index)
  }

  /// Before any of it is written again, the file is asked what stands there.
  private func markUnknown(_ index: Int) {
    guard !destinations[index].unsynced.isEmpty else { return }
    destinations[index].found += destinations[index].unsynced
    destinations[index].unsynced.removeAll()
    homes[index].isDirty = true
  }

  func failed(_ index: Int, _ what: String) {
    markUnknown(index)
    destinations[index].failed(at: now.steady)
    destinations[index].waitingFor = what
    raise(.unwritable, index, what)
  }

  /// Whether the bytes before the position are still the ones that were read, and behind it stand these.
  func tailStands(_ index: Int, before bytes: ArraySlice<UInt8> = []) -> Bool {
    let end = homes[index].readThrough + bytes.count
    // What cannot be asked is believed: the append itself went well.
    return (try? stand(homes[index].tail + bytes, before: end, in: index)) ?? true
  }

  /// Our bytes stand in the file: they are never read as outgoing mail (R3).
  func appended(_ index: Int, _ range: Range<Int>, _ bytes: [UInt8]) {
    attention.insert(index)
    // Asked before the bytes are: what changes later has another time.
    let facts = effects.held(index)
    if range.lowerBound == homes[index].readThrough, !tailStands(index, before: bytes.prefix(Home.tailLength))
    {
      // It was rewritten in that instant, to the same length before or after: what stands there now has not been read.
      homes[index].presence = .unsettled
      homes[index].lastGrowth = now.steady
      homes[index].tail = []
      return
    }
    if range.lowerBound < homes[index].readThrough {
      // It was emptied in that instant. Whatever comes back, even just what stood there, is all read again.
      homes[index].presence = .unsettled
      homes[index].lastGrowth = now.steady
      homes[index].tail = []
    } else if range.lowerBound == homes[index].readThrough {
      var items: [Item] = []
      homes[index].reader.skipRelayed(range.count, into: &items)
      homes[index].readThrough = range.upperBound
      homes[index].extendTail(bytes[...])
      if homes[index].reader.position < range.lowerBound { homes[index].addOwn(range) }
      take(items, at: index)
    } else {
      // Somebody wrote between our look and our write: that is read next.
      homes[index].addOwn(range)
      unread.insert(index)
    }
    homes[index].size = max(homes[index].size, range.upperBound)
    homes[index].isDirty = true
    if let facts, facts.size == homes[index].readThrough { homes[index].modified = facts.modified }
  }
}
