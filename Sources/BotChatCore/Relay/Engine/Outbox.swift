import BotChatFormat

// What waits in the state, and what a crash, a short write or a failed sync left in the file (R11, R12).
extension RelayEngine {
  /// R12: what cannot go at once is stored whole before anything else is read from its source.
  func park(_ index: Int) {
    for parcel in destinations[index].parcels {
      destinations[index].lastNumber += 1
      change.parcels.append(
        OutboxRow(
          home: index, number: destinations[index].lastNumber, sequence: parcel.sequence,
          bytes: Array(destinations[index].batch[parcel.range])))
    }
    destinations[index].stored += destinations[index].parcels.count
    destinations[index].clearBatch()
  }

  /// Sends what is stored, in its order, as long as nothing stands in the way.
  func sendStored() {
    let waiting = attention.filter { destinations[$0].stored > 0 && obstacle($0) == nil }
    guard !waiting.isEmpty, store() else { return }
    for index in waiting {
      var budget = 4 * Self.chunk
      while destinations[index].stored > 0, budget > 0 {
        // Storing took its time: what was seen before it proves nothing now (R8).
        look(index)
        guard obstacle(index) == nil else { break }
        // Where many did not fit, one may.
        let limit = destinations[index].failures > 0 ? 1 : Self.chunk
        let rows = effects.outbox(index, after: destinations[index].sentThrough, limit: limit)
        guard !rows.isEmpty else {
          destinations[index].stored = 0
          break
        }
        budget -= rows.reduce(0) { $0 + $1.bytes.count }
        guard (try? send(rows, to: index)) != nil, store() else { break }
      }
    }
  }

  private func send(_ rows: [OutboxRow], to index: Int) throws(DeliveryStopped) {
    for row in rows {
      let mark = mark(ofBlock: row.bytes)
      if let found = try standing(row, at: index) {
        try writeFilled(index)
        try finish(row, mark, found, at: index)
      } else {
        fill(index, row, mark)
      }
    }
    try writeFilled(index)
    try syncWritten(index)
    destinations[index].stored -= rows.count
    destinations[index].sentThrough = rows[rows.count - 1].number
    change.sentParcels.append((index, rows[rows.count - 1].number))
    for row in rows where row.sequence > 0 {
      journal.append(.delivered(id: nil, sequence: row.sequence, from: -1, to: index))
    }
  }

  private func fill(_ index: Int, _ row: OutboxRow, _ mark: UInt64) {
    destinations[index].add(sequence: row.sequence, mark: mark, from: index) { $0 += row.bytes }
  }

  /// Writes what `fill` gathered.
  ///
  /// It stands in the outbox already, so it is never parked again.
  private func writeFilled(_ index: Int) throws(DeliveryStopped) {
    guard !destinations[index].parcels.isEmpty else { return }
    defer { destinations[index].clearBatch() }
    try writeBatch(index)
  }

  /// What of a parcel stands in the file already, as far as anybody knows.
  private struct Standing {
    /// Its place among the places that were found.
    var place: Int
    var start: Int
    /// How many of its bytes.
    var count: Int
  }

  /// Looks where something of ours was found for as much of this parcel as there is.
  private func standing(_ row: OutboxRow, at index: Int) throws(DeliveryStopped) -> Standing? {
    var best: Standing?
    var there: [UInt8] = []
    for (place, found) in destinations[index].found.enumerated() {
      do {
        try effects.read(
          index, from: found.lowerBound, count: row.bytes.count + Header.longestLine + 1, into: &there)
      } catch {
        failed(index, error.what)
        throw DeliveryStopped()
      }
      let same = TornBeginning.common(row.bytes, there)
      guard same >= min(found.count, row.bytes.count), same >= best?.count ?? 1 else { continue }
      best = Standing(place: place, start: found.lowerBound, count: same)
      // They were written in the order in which they are asked for.
      if same == row.bytes.count { break }
    }
    return best
  }

  /// Writes what is missing of a parcel.
  private func finish(
    _ row: OutboxRow, _ mark: UInt64, _ there: Standing, at index: Int
  ) throws(DeliveryStopped) {
    homes[index].isDirty = true
    let isLast =
      there.start + there.count == homes[index].size && homes[index].readThrough == homes[index].size
    if there.count == row.bytes.count {
      destinations[index].found.remove(at: there.place)
      destinations[index].unsynced.append(there.start..<there.start + there.count)
    } else if isLast, try finishTorn(row, there, at: index) {
      destinations[index].found.remove(at: there.place)
    } else {
      destinations[index].found.remove(at: there.place)
      if there.count > 1 {
        list(
          .fragment, "\(roster.homes[index].label):\(there.start)",
          "a delivery was cut off here and others wrote behind it; it follows whole", at: index)
        // Told before it is mended: after a kill in between nobody could tell any more.
        guard store() else { throw DeliveryStopped() }
      }
      fill(index, row, mark)
      try writeFilled(index)
    }
  }

  /// Torn at the very end of the file: the rest goes right behind it.
  ///
  /// - Returns: false if somebody wrote there in the same moment, so that the rest is a second fragment.
  private func finishTorn(_ row: OutboxRow, _ there: Standing, at index: Int) throws(DeliveryStopped) -> Bool
  {
    let rest = Array(row.bytes[there.count...])
    effects.holdWritingLocks(index)
    do {
      let range = try effects.append(rest, to: index)
      appended(index, range, rest)
      guard range.lowerBound == there.start + there.count else { return false }
      destinations[index].unsynced.append(there.start..<range.upperBound)
      return true
    } catch {
      failed(index, error.what)
      if let written = error.written, !written.isEmpty {
        appended(index, written, Array(rest.prefix(written.count)))
      }
      throw DeliveryStopped()
    }
  }
}
