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
    var mail: [Int: [Sighting]] = [:]
    var others: [Int: [Sighting]] = [:]
    for index in homes.indices where homes[index].presence == .steady {
      sight(index, &mail, &others)
    }
    for index in homes.indices where homes[index].presence == .steady {
      recover(index, mail, others[index] ?? [])
    }
  }

  private func sight(_ index: Int, _ mail: inout [Int: [Sighting]], _ others: inout [Int: [Sighting]]) {
    try? scanHeaders(index, from: homes[index].readThrough, to: homes[index].size) { offset, line in
      guard let header = line.withUnsafeBytes({ Header(line: $0) }) else { return }
      if homes[index].own.contains(where: { $0.contains(offset) }) { return }
      let sighting = Sighting(
        mark: Self.mark(ofBlock: [10] + line + [10], effects), home: index, offset: offset)
      if roster.standing(of: header.sender, at: index) == .local { mail[index, default: []].append(sighting) }
      if !roster.isTrusted(header.sender, at: index) { others[index, default: []].append(sighting) }
    }
  }

  private func recover(_ index: Int, _ mail: [Int: [Sighting]], _ others: [Sighting]) {
    let expected = expectedBlocks(index, mail)
    guard !expected.isEmpty else { return }
    var count = 0
    for (_, block) in expected.sorted(by: { $0.value.order < $1.value.order }) {
      if let at = others.first(where: { $0.mark == block.mark })?.offset, at > 0 {
        claim(index, block, from: at - 1)
        count += 1
      }
    }
    let missing = expected.values.filter { destinations[index].found[$0.mark] == nil }
    claimTorn(index, missing.sorted { $0.order < $1.order })
    if count > 0 { journal.append(.recovered(home: index, found: count)) }
  }

  private struct Expected {
    var mark: UInt64
    var bytes: [UInt8]
    var order: Int
  }

  /// What the crash may have left in this home: the head of its outbox, and the unread mail of the others.
  private func expectedBlocks(_ index: Int, _ mail: [Int: [Sighting]]) -> [UInt64: Expected] {
    var expected: [UInt64: Expected] = [:]
    for row in effects.outbox(index, after: destinations[index].sentThrough, limit: 4 * Self.chunk) {
      let mark = Self.mark(ofBlock: row.bytes, effects)
      expected[mark] = Expected(mark: mark, bytes: row.bytes, order: expected.count)
    }
    for source in homes.indices where source != index {
      var budget = 8 * Self.chunk  // more than one turn ever writes between two commits
      for sighting in mail[source] ?? [] where budget > 0 {
        guard let message = message(at: sighting.offset, in: source, to: homes[source].size) else { continue }
        budget -= message.length + message.headerLine.count
        guard Route(message.header, from: source, in: roster).homes.contains(index),
          expected[sighting.mark] == nil
        else { continue }
        var bytes: [UInt8] = []
        Delivery.write(headerLine: message.headerLine, body: message.body, into: &bytes)
        expected[sighting.mark] = Expected(mark: sighting.mark, bytes: bytes, order: expected.count)
      }
    }
    return expected
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
