import BotChatFormat

// After a crash: what of ours stands in the files though the state does not say so (R11).
extension RelayEngine {
  /// A header line in the part of a file that the state does not know.
  private struct Sighting {
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
    let grown = homes.indices.filter { index in
      isRewritten(index)
        || effects.held(index) != nil && homes[index].size > homes[index].readThrough
    }
    // Whose mail is unread nobody can say of these now, and any of it may stand in a file that grew.
    let unasked = homes.indices.filter { homes[$0].isRecovering && effects.held($0) != nil }
    var mail: [Int: [Sighting]] = [:]
    for index in steady where grown.contains(index) || !destinations[index].found.isEmpty {
      guard unasked.isEmpty else {
        recoverLater(index)
        continue
      }
      // Where nobody has unread mail and nothing waits, nothing of ours can stand.
      let sources = grown.filter { $0 != index }
      if sources.isEmpty && destinations[index].stored == 0 { continue }
      let before = destinations[index].found
      do throws(EffectFailure) {
        for source in sources where mail[source] == nil { mail[source] = try unreadMail(in: source) }
        try recover(index, mail.filter { $0.key != index }, isQuiet: false)
      } catch {
        raise(.refused, index, error.what)
        destinations[index].found = before
        recoverLater(index)
      }
    }
  }

  /// Finds what of ours stands in a home that could not be asked at the start.
  func recover(_ index: Int) throws(EffectFailure) {
    var mail: [Int: [Sighting]] = [:]
    for source in homes.indices
    where source != index && (homes[source].presence == .steady || homes[source].presence == .unsettled) {
      mail[source] = try unreadMail(in: source)
    }
    try recover(index, mail, isQuiet: true)
  }

  /// Reads nothing there and writes nothing before the file could be looked at again.
  private func recoverLater(_ index: Int) {
    homes[index].presence = .unsettled
    homes[index].isRecovering = true
    homes[index].lastGrowth = now.steady
  }

  /// Whether the file was rewritten since its position was stored: then all of it may be unread.
  private func isRewritten(_ index: Int) -> Bool {
    homes[index].presence == .unsettled && effects.held(index) != nil && !tailStands(index)
  }

  /// The messages behind the stored position, as the reader will find them; a header in a fence is none.
  private func unreadMail(in index: Int) throws(EffectFailure) -> [Sighting] {
    let isRewritten = isRewritten(index)
    var reader = homes[index].reader
    if isRewritten { reader = ChatReader(.cold, limit: limit, vocabulary: roster.vocabulary(at: index)) }
    let ours = isRewritten ? [] : homes[index].own
    var found: [Sighting] = []
    var items: [Item] = []
    var at = isRewritten ? 0 : homes[index].readThrough
    var piece: [UInt8] = []
    func note(_ items: inout [Item]) {
      for case .message(let message) in items where message.continuation == 0 {
        found.append(Sighting(mark: mark(ofHeader: message.headerLine), home: index, offset: message.offset))
      }
      items.removeAll(keepingCapacity: true)
    }
    while at < homes[index].size {
      if let own = ours.first(where: { $0.contains(at) }) {
        reader.skipRelayed(own.upperBound - at, into: &items)
        at = own.upperBound
      } else {
        let end = ours.first { $0.lowerBound > at }?.lowerBound ?? homes[index].size
        let count = min(Self.chunk, end - at)
        try effects.read(index, from: at, count: count, into: &piece)
        if piece.isEmpty { break }
        piece.withUnsafeBytes { reader.append($0, into: &items) }
        at += piece.count
      }
      note(&items)
    }
    reader.settle(into: &items)
    note(&items)
    return found
  }

  /// Header lines of others behind the stored position, each on its own lines as a delivery stands; where only a
  /// postman writes for those at home, theirs too.
  private func othersHeaders(in index: Int) throws(EffectFailure) -> [Sighting] {
    var found: [Sighting] = []
    try scanHeaders(index, from: max(0, homes[index].readThrough - 2), to: homes[index].size) {
      offset, line in
      guard offset > homes[index].readThrough, let header = line.withUnsafeBytes({ Header(line: $0) }),
        role == .posting || !roster.isTrusted(header.sender, at: index),
        !homes[index].own.contains(where: { $0.contains(offset) })
      else { return }
      found.append(Sighting(mark: mark(ofHeader: line), home: index, offset: offset))
    }
    var alone: [Sighting] = []
    var before: [UInt8] = []
    for sighting in found {
      let count = min(2, sighting.offset)
      try effects.read(index, from: sighting.offset - count, count: count, into: &before)
      if before.allSatisfy({ $0 == 10 }) { alone.append(sighting) }
    }
    return alone
  }

  /// Finds what of ours stands in one home.
  ///
  /// - Parameters:
  ///   - index: the home.
  ///   - mail: the unread mail of the other homes.
  ///   - isQuiet: whether nobody has written into the file for as long as a writer is waited for.
  /// - Throws: when the file cannot be read; then nothing is known about it.
  private func recover(_ index: Int, _ mail: [Int: [Sighting]], isQuiet: Bool) throws(EffectFailure) {
    let rows = effects.outbox(index, after: destinations[index].sentThrough, limit: 4 * Self.chunk)
    let parcels = Dictionary(grouping: rows.map(\.bytes)) { mark(ofBlock: $0) }
    let unread = Dictionary(grouping: mail.values.joined(), by: \.mark)
    // A header that does not identify may stand on several.
    func blocks(_ mark: UInt64) throws(EffectFailure) -> [[UInt8]] {
      var blocks = parcels[mark] ?? []
      for sighting in unread[mark] ?? [] {
        if let block = try block(sighting, for: index) { blocks.append(block) }
      }
      return blocks
    }
    let before = destinations[index].found
    destinations[index].found = []
    homes[index].own.removeAll { own in before.contains { $0.overlaps(own) } }

    var whole: Set<UInt64> = []
    var torn: [Range<Int>] = []
    for found in before {
      guard let mark = try markOfBlock(at: found.lowerBound, in: index) else {
        torn.append(found)
        continue
      }
      if try claim(index, blocks(mark), from: found.lowerBound) { whole.insert(mark) }
    }
    for other in try othersHeaders(in: index) {
      if try claim(index, blocks(other.mark), from: other.offset - 1) { whole.insert(other.mark) }
    }

    var heads = rows.first { !whole.contains(mark(ofBlock: $0.bytes)) }.map { [$0.bytes] } ?? []
    for source in mail.values {
      for sighting in source where !whole.contains(sighting.mark) {
        guard let block = try block(sighting, for: index) else { continue }
        heads.append(block)
        break
      }
    }
    for found in torn where found.lowerBound < homes[index].size {
      _ = try claim(index, heads, from: found.lowerBound)
    }
    try claimTorn(index, heads, isQuiet: isQuiet)
    if !heads.isEmpty || !whole.isEmpty, isQuiet || homes[index].presence == .steady { try claimZeros(index) }
    if !whole.isEmpty { journal.append(.recovered(home: index, found: whole.count)) }
  }

  /// The mark of the header line that stands behind a line end at `start`; nil when that is no whole header.
  private func markOfBlock(at start: Int, in index: Int) throws(EffectFailure) -> UInt64? {
    var there: [UInt8] = []
    try effects.read(index, from: start, count: Header.longestLine + 2, into: &there)
    guard there.first == 10, let end = there.dropFirst().firstIndex(of: 10),
      Header(line: Array(there[1..<end])) != nil
    else { return nil }
    return mark(ofBlock: there)
  }

  /// The delivery of unread mail to this home; nil when it does not go there.
  private func block(_ sighting: Sighting, for index: Int) throws(EffectFailure) -> [UInt8]? {
    guard let message = try message(at: sighting.offset, in: sighting.home, to: homes[sighting.home].size),
      Route(message.header, from: sighting.home, in: roster).homes.contains(index)
    else { return nil }
    var bytes: [UInt8] = []
    Delivery.write(headerLine: message.headerLine, body: message.body, into: &bytes)
    return bytes
  }

  /// What stands at `start`, as far as it is one of these blocks, is ours; a lone line end is too little to tell.
  private func claim(_ index: Int, _ blocks: [[UInt8]], from start: Int) throws(EffectFailure) -> Bool {
    var there: [UInt8] = []
    let longest = blocks.reduce(0) { max($0, $1.count) }
    try effects.read(index, from: start, count: longest + Header.longestLine + 1, into: &there)
    let same = blocks.reduce(0) { max($0, TornBeginning.common($1, there)) }
    guard same > 1 else { return false }
    homes[index].addOwn(start..<start + same)
    destinations[index].found.append(start..<start + same)
    homes[index].isDirty = true
    return true
  }

  /// Takes NULs up to the end of a line for what a power cut left of a delivery.
  ///
  /// A file system may have stored how long the file had become, and not what was appended: no text of the bot's.
  private func claimZeros(_ index: Int) throws(EffectFailure) {
    let start = max(0, homes[index].readThrough - 1)
    guard homes[index].size - start <= 8 * Self.chunk else { return }
    var region: [UInt8] = []
    try effects.read(index, from: start, count: homes[index].size - start, into: &region)
    // It may have become shorter meanwhile.
    var at = min(homes[index].readThrough - start, region.count)
    while let zero = region[at...].firstIndex(of: 0) {
      at = region[zero...].firstIndex { $0 != 0 } ?? region.count
      let begins =
        zero == 0 || region[zero - 1] == 10 || homes[index].own.contains { $0.upperBound == zero + start }
      guard begins, at == region.count || region[at] == 10 else { continue }
      homes[index].addOwn(zero + start..<at + start)
      homes[index].isDirty = true
      list(
        .fragment, "\(roster.homes[index].label):\(zero + start)",
        "a power cut left \(at - zero) NULs of a delivery here; it follows whole", at: index)
    }
  }

  /// A delivery that was cut off inside its header line: at the end of the file, or with others' bytes behind.
  private func claimTorn(_ index: Int, _ missing: [[UInt8]], isQuiet: Bool) throws(EffectFailure) {
    let from = max(homes[index].own.last?.upperBound ?? 0, homes[index].readThrough)
    let start = max(0, from - 2)
    guard homes[index].size > from, homes[index].size - start <= 8 * Self.chunk else { return }
    var region: [UInt8] = []
    try effects.read(index, from: start, count: homes[index].size - start, into: &region)
    let torn = missing.compactMap { TornBeginning.find($0, in: region, from: from - start) }
    guard let range = torn.max(by: { $0.count < $1.count }) else { return }
    let there = range.lowerBound + start..<range.upperBound + start
    if !region[range.upperBound...].contains(10), !isQuiet {
      // A bot may be in the middle of such a header itself: then it goes on within the time that it is given.
      return recoverLater(index)
    }
    homes[index].addOwn(there)
    if there.upperBound == homes[index].size {
      destinations[index].found.append(there)
    } else {
      list(
        .fragment, "\(roster.homes[index].label):\(there.lowerBound)",
        "a delivery was cut off here and others wrote behind it; it follows whole", at: index)
    }
  }
}
