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
    let waiting = destinations.indices.filter { destinations[$0].stored > 0 && obstacle($0) == nil }
    guard !waiting.isEmpty, store() else { return }
    for index in waiting {
      var budget = 4 * Self.chunk
      while destinations[index].stored > 0, budget > 0, obstacle(index) == nil {
        let rows = effects.outbox(index, after: destinations[index].sentThrough, limit: Self.chunk)
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
      let mark = Self.mark(ofBlock: row.bytes, effects)
      if let found = destinations[index].found[mark] {
        try writeFilled(index)
        try finishFound(row, mark, found, at: index)
        destinations[index].found[mark] = nil
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
    let start = destinations[index].batch.count
    destinations[index].batch += row.bytes
    destinations[index].parcels.append(
      Destination.Parcel(
        sequence: row.sequence, mark: mark, id: MessageID(high: 0, low: 0), from: index,
        range: start..<destinations[index].batch.count))
  }

  /// Writes what `fill` gathered.
  ///
  /// It stands in the outbox already, so it is never parked again.
  private func writeFilled(_ index: Int) throws(DeliveryStopped) {
    guard !destinations[index].parcels.isEmpty else { return }
    defer { destinations[index].clearBatch() }
    try writeBatch(index)
  }

  /// Something of this parcel may stand in the file already: what is missing is written.
  private func finishFound(
    _ row: OutboxRow, _ mark: UInt64, _ found: Destination.Found, at index: Int
  ) throws(DeliveryStopped) {
    var there: [UInt8] = []
    do {
      try effects.read(index, from: found.start, count: row.bytes.count, into: &there)
    } catch {
      failed(index, error.what)
      throw DeliveryStopped()
    }
    let same = zip(there, row.bytes).prefix { $0 == $1 }.count
    if same == row.bytes.count {
      destinations[index].unsynced.append((mark, found.start))
      return
    }
    if same > 0, found.start + same == homes[index].size, homes[index].readThrough == homes[index].size {
      return try finishTorn(Array(row.bytes[same...]), mark, startedAt: found.start, to: index)
    }
    if let rest = Self.continuation(of: row.bytes, from: same) {
      var part = row
      part.bytes = rest
      fill(index, part, mark)
    } else {
      if same > 1 {
        raise(
          .fragment, "\(roster.homes[index].label):\(found.start)",
          "a delivery was cut off here and others wrote behind it; it follows whole")
      }
      fill(index, row, mark)
    }
    try writeFilled(index)
  }

  /// Torn at the very end of the file: the rest goes right behind it.
  private func finishTorn(
    _ rest: [UInt8], _ mark: UInt64, startedAt start: Int, to index: Int
  ) throws(DeliveryStopped) {
    effects.holdWritingLocks(index)
    do {
      let range = try effects.append(rest, to: index)
      appended(index, range, rest)
      destinations[index].unsynced.append((mark, start))
    } catch {
      failed(index, error.what)
      if let written = error.written, !written.isEmpty {
        appended(index, written, Array(rest.prefix(written.count)))
      }
      throw DeliveryStopped()
    }
  }

  /// A delivery whose first `count` bytes ended with a whole line of the body: the rest, as a continuation.
  static func continuation(of block: [UInt8], from count: Int) -> [UInt8]? {
    guard let lineEnd = block.dropFirst().firstIndex(of: 10), count > lineEnd + 1, block[count - 1] == 10
    else {
      return nil
    }
    var rest: [UInt8] = []
    Delivery.write(
      headerLine: Array(block[1..<lineEnd]), body: Array(block[count...].dropLast()), continuation: 1,
      into: &rest)
    return rest
  }

  /// The mark of the header of a delivery as it is written.
  static func mark(ofBlock bytes: [UInt8], _ effects: Effects) -> UInt64 {
    let line = Array(bytes.dropFirst().prefix { $0 != 10 })
    var canonical: [UInt8] = []
    Canonical.append(headerLine: line, body: [], continuation: 0, into: &canonical)
    return effects.mark(Array(canonical.prefix { $0 != 10 }))
  }
}
