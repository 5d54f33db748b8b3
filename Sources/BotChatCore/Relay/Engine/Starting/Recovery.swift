import BotChatFormat

// After a crash: what of ours stands in the files though the state does not say so (R11).
extension RelayEngine {
  /// A header line in the part of a file that the state does not know.
  private struct Sighting {
    var mark: UInt64
    var home: Int
    var offset: Int
  }

  /// Finds our own deliveries behind the stored ends, whole or torn, before anything there is read as mail.
  ///
  /// A kill between the append and the commit leaves deliveries in a file whose messages the state still
  /// counts as unread. 1. Every header line behind a stored end is seen: local ones are mail, others may be
  /// ours. 2. Another's header that also is unread mail elsewhere, or waits in the outbox, is ours: its bytes
  /// are never read as mail, and whoever routes that message looks there first. 3. The next message of each
  /// queue that was not found may have been torn before its header was whole.
  func recover() {
    let grown = homes.indices.filter {
      homes[$0].presence == .steady && homes[$0].size > homes[$0].readThrough
    }
    var mail: [Int: [Sighting]] = [:]
    for index in grown {
      // Where nobody has unread mail and nothing waits, nothing of ours can stand.
      let sources = grown.filter { $0 != index }
      if sources.isEmpty && destinations[index].stored == 0 { continue }
      for source in sources where mail[source] == nil {
        mail[source] = sightings(in: source) { self.roster.standing(of: $0, at: source) == .local }
      }
      recover(index, mail.filter { $0.key != index })
    }
  }

  private func sightings(in index: Int, _ isWanted: (String) -> Bool) -> [Sighting] {
    var found: [Sighting] = []
    try? scanHeaders(index, from: homes[index].readThrough, to: homes[index].size) { offset, line in
      guard let header = line.withUnsafeBytes({ Header(line: $0) }), isWanted(header.sender) else { return }
      if homes[index].own.contains(where: { $0.contains(offset) }) { return }
      found.append(
        Sighting(mark: mark(ofHeader: line), home: index, offset: offset))
    }
    return found
  }

  private func recover(_ index: Int, _ mail: [Int: [Sighting]]) {
    let others = sightings(in: index) { !self.roster.isTrusted($0, at: index) }
    let rows = effects.outbox(index, after: destinations[index].sentThrough, limit: 4 * Self.chunk)
    let parcels = Dictionary(
      rows.map { (mark(ofBlock: $0.bytes), $0.bytes) }, uniquingKeysWith: { first, _ in first })
    let unread = Dictionary(
      mail.values.joined().map { ($0.mark, $0) }, uniquingKeysWith: { first, _ in first })
    var count = 0
    for other in others where other.offset > 0 {
      guard let bytes = parcels[other.mark] ?? unread[other.mark].flatMap({ block($0, for: index) }) else {
        continue
      }
      claim(index, Expected(mark: other.mark, bytes: bytes), from: other.offset - 1)
      count += 1
    }
    var heads = rows.map { Expected(mark: mark(ofBlock: $0.bytes), bytes: $0.bytes) }
      .filter { destinations[index].found[$0.mark] == nil }.prefix(1)
    for source in mail.values {
      heads += source.lazy.filter { self.destinations[index].found[$0.mark] == nil }.compactMap { sighting in
        self.block(sighting, for: index).map { Expected(mark: sighting.mark, bytes: $0) }
      }.prefix(1)
    }
    claimTorn(index, Array(heads))
    if count > 0 { journal.append(.recovered(home: index, found: count)) }
  }

  /// The delivery of unread mail to this home; nil when it does not go there.
  private func block(_ sighting: Sighting, for index: Int) -> [UInt8]? {
    guard let message = message(at: sighting.offset, in: sighting.home, to: homes[sighting.home].size),
      Route(message.header, from: sighting.home, in: roster).homes.contains(index)
    else { return nil }
    var bytes: [UInt8] = []
    Delivery.write(headerLine: message.headerLine, body: message.body, into: &bytes)
    return bytes
  }

  /// A delivery that the crash may have left.
  private struct Expected {
    var mark: UInt64
    var bytes: [UInt8]
  }

  /// What stands at `start` as far as it is this block is ours.
  private func claim(_ index: Int, _ block: Expected, from start: Int) {
    var there: [UInt8] = []
    guard (try? effects.read(index, from: start, count: block.bytes.count, into: &there)) != nil else {
      return
    }
    let same = zip(there, block.bytes).prefix { $0 == $1 }.count
    guard same > 0 else { return }
    homes[index].addOwn(start..<start + same)
    destinations[index].found[block.mark] = Destination.Found(start: start)
  }

  /// A delivery that was cut off inside its header line: at the end of the file, or with others' bytes behind.
  private func claimTorn(_ index: Int, _ missing: [Expected]) {
    let from = max(homes[index].own.last?.upperBound ?? 0, homes[index].readThrough)
    let start = max(0, from - 1)
    guard homes[index].size > from, homes[index].size - start <= 8 * Self.chunk else { return }
    var region: [UInt8] = []
    guard (try? effects.read(index, from: start, count: homes[index].size - start, into: &region)) != nil
    else { return }
    var best: (range: Range<Int>, block: Expected)?
    for block in missing {
      guard let torn = TornBeginning.find(block.bytes, in: region, from: from - start) else { continue }
      if torn.count > best?.range.count ?? 0 { best = (torn, block) }
    }
    guard let (range, block) = best else { return }
    let there = range.lowerBound + start..<range.upperBound + start
    homes[index].addOwn(there)
    if there.upperBound == homes[index].size {
      destinations[index].found[block.mark] = Destination.Found(start: there.lowerBound)
    } else {
      raise(
        .fragment, "\(roster.homes[index].label):\(there.lowerBound)",
        "a delivery was cut off here and others wrote behind it; it follows whole")
    }
  }
}
