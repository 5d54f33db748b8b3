import BotChatFormat

// After a crash: what of ours stands in the files though the state does not say so (R11).
extension RelayEngine {
  /// A header line in the part of a file that the state does not know.
  struct Sighting {
    var mark: UInt64
    var home: Int
    var offset: Int
  }

  /// Finds our own deliveries that the state does not count as sent, whole or torn, before they are read as mail.
  ///
  /// A kill between the append and the commit leaves deliveries in a file whose messages the state still
  /// counts as unread. 1. Every header line behind a stored end is seen: local ones are mail, others may be
  /// ours. 2. Another's header that also is unread mail elsewhere, or waits in the outbox, is ours: its bytes
  /// are never read as mail, and whoever routes that message looks there first. 3. The next message of each
  /// queue that was not found may have been torn before its header was whole. 4. What was found before the
  /// last commit and not finished since is looked at again: it may have been finished, or lost.
  func recover() {
    let steady = homes.indices.filter { homes[$0].presence == .steady }
    let grown = steady.filter { homes[$0].size > homes[$0].readThrough }
    var mail: [Int: [Sighting]] = [:]
    for index in steady where grown.contains(index) || !destinations[index].found.isEmpty {
      // Where nobody has unread mail and nothing waits, nothing of ours can stand.
      let sources = grown.filter { $0 != index }
      if sources.isEmpty && destinations[index].stored == 0 { continue }
      for source in sources where mail[source] == nil {
        mail[source] = sightings(in: source) { self.roster.standing(of: $0, at: source) == .local }
      }
      recover(index, mail.filter { $0.key != index }, isQuiet: false)
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

  /// - Parameters:
  ///   - mail: the unread mail of the other homes.
  ///   - isQuiet: whether nobody has written into the file for as long as a writer is waited for.
  func recover(_ index: Int, _ mail: [Int: [Sighting]], isQuiet: Bool) {
    let rows = effects.outbox(index, after: destinations[index].sentThrough, limit: 4 * Self.chunk)
    let parcels = Dictionary(grouping: rows.map(\.bytes)) { mark(ofBlock: $0) }
    let unread = Dictionary(grouping: mail.values.joined(), by: \.mark)
    // A header that does not identify may stand on several.
    func blocks(_ mark: UInt64) -> [[UInt8]] {
      (parcels[mark] ?? []) + (unread[mark] ?? []).compactMap { block($0, for: index) }
    }
    let before = destinations[index].found
    destinations[index].found = []
    homes[index].own.removeAll { own in before.contains { $0.overlaps(own) } }

    var whole: Set<UInt64> = []
    var torn: [Range<Int>] = []
    for found in before {
      guard let mark = markOfBlock(at: found.lowerBound, in: index) else {
        torn.append(found)
        continue
      }
      if claim(index, blocks(mark), from: found.lowerBound) { whole.insert(mark) }
    }
    for other in sightings(in: index, { !self.roster.isTrusted($0, at: index) }) where other.offset > 0 {
      if claim(index, blocks(other.mark), from: other.offset - 1) { whole.insert(other.mark) }
    }

    var heads =
      rows.lazy.filter { !whole.contains(self.mark(ofBlock: $0.bytes)) }.map(\.bytes)
      .prefix(1) + []
    for source in mail.values {
      heads += source.lazy.filter { !whole.contains($0.mark) }.compactMap { self.block($0, for: index) }
        .prefix(1)
    }
    for found in torn where found.lowerBound < homes[index].size {
      _ = claim(index, heads, from: found.lowerBound)
    }
    claimTorn(index, heads, isQuiet: isQuiet)
    if !whole.isEmpty { journal.append(.recovered(home: index, found: whole.count)) }
  }

  /// The mark of the header line that stands behind a line end at `start`; nil when that is no whole header.
  private func markOfBlock(at start: Int, in index: Int) -> UInt64? {
    var there: [UInt8] = []
    guard (try? effects.read(index, from: start, count: Header.longestLine + 2, into: &there)) != nil,
      there.first == 10, let end = there.dropFirst().firstIndex(of: 10),
      Header(line: Array(there[1..<end])) != nil
    else { return nil }
    return mark(ofBlock: there)
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

  /// What stands at `start`, as far as it is one of these blocks, is ours; a lone line end is too little to tell.
  private func claim(_ index: Int, _ blocks: [[UInt8]], from start: Int) -> Bool {
    var there: [UInt8] = []
    let longest = blocks.reduce(0) { max($0, $1.count) }
    guard (try? effects.read(index, from: start, count: longest, into: &there)) != nil else { return false }
    let same = blocks.reduce(0) { max($0, zip(there, $1).prefix { $0 == $1 }.count) }
    guard same > 1 else { return false }
    homes[index].addOwn(start..<start + same)
    destinations[index].found.append(start..<start + same)
    homes[index].isDirty = true
    return true
  }

  /// A delivery that was cut off inside its header line: at the end of the file, or with others' bytes behind.
  private func claimTorn(_ index: Int, _ missing: [[UInt8]], isQuiet: Bool) {
    let from = max(homes[index].own.last?.upperBound ?? 0, homes[index].readThrough)
    let start = max(0, from - 2)
    guard homes[index].size > from, homes[index].size - start <= 8 * Self.chunk else { return }
    var region: [UInt8] = []
    guard (try? effects.read(index, from: start, count: homes[index].size - start, into: &region)) != nil
    else { return }
    let torn = missing.compactMap { TornBeginning.find($0, in: region, from: from - start) }
    guard let range = torn.max(by: { $0.count < $1.count }) else { return }
    let there = range.lowerBound + start..<range.upperBound + start
    if there.upperBound == homes[index].size, !isQuiet {
      // A bot may be in the middle of such a header itself: then it goes on within the time that it is given.
      homes[index].presence = .unsettled
      homes[index].mayBeTorn = true
      homes[index].lastGrowth = now.steady
      return
    }
    homes[index].addOwn(there)
    if there.upperBound == homes[index].size {
      destinations[index].found.append(there)
    } else {
      raise(
        .fragment, "\(roster.homes[index].label):\(there.lowerBound)",
        "a delivery was cut off here and others wrote behind it; it follows whole")
    }
  }
}
