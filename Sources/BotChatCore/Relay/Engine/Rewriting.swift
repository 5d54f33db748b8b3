import BotChatFormat

/// What a file that is read again from its beginning has shown so far.
struct Rereading {
  /// All of it, unless it is large: whoever writes it back may do so again while it is judged, and what is asked of it
  /// then is asked of this.
  var whole: [UInt8]?
  /// Headers of what waits in the outbox: a crash or a failure may have left some of it there (R11).
  var waiting: Set<UInt64> = []
  /// All of what waits there.
  var outbox: Set<[UInt8]> = []
  /// How often a message without an identifying header has stood in it (R6).
  var occurrences: [MessageID: Int] = [:]
  /// Messages with a known header and another body that did not simply grow, by mark.
  var unsure: [UInt64: [ParsedMessage]] = [:]
  /// The watched messages that are still there: where their headers stand now, by mark (R10).
  var stillThere: [UInt64: Int] = [:]
  /// The highest place where something that is still there stood before.
  var lastSurvivor = -1
  var known = 0
  var fresh = 0
}

// A file that shrank, was replaced or was changed before its position (R6, R9, R10).
extension RelayEngine {
  /// Judges a file that has stood still since it was changed.
  func judgeRewrite(_ index: Int, _ facts: FileFacts) {
    homes[index].isUnreadable = false
    do {
      let held = effects.held(index)?.key
      if held != facts.key {
        try effects.adopt(index)
        if let held { retire(index, held) }
        homes[index].retired[facts.key] = nil
      }
      homes[index].key = facts.key
      if try isInLine(index, facts), now.steady < homes[index].lastGrowth + timing.patience {
        homes[index].heldUntil = homes[index].lastGrowth + timing.patience
        return
      }
      let isRecovering = homes[index].isRecovering
      if try continues(index, facts) || isRecovering && homes[index].readThrough == 0 {
        if isRecovering { try recover(index) }
        homes[index].isRecovering = false
        homes[index].presence = .steady
        homes[index].isDirty = true
        if facts.size > homes[index].readThrough { unread.insert(index) }
        return
      }
      try readAgain(index, facts)
      // Where it changed meanwhile nothing has been judged yet.
      if homes[index].presence == .steady { homes[index].isRecovering = false }
    } catch {
      homes[index].isUnreadable = true
      raise(.refused, index, error.what)
      homes[index].lastGrowth = now.steady
      homes[index].heldUntil = now.steady + timing.patience
    }
  }

  /// Whether the last line has no end yet: somebody may be in the middle of it (R5).
  private func isInLine(_ index: Int, _ facts: FileFacts) throws(EffectFailure) -> Bool {
    guard facts.size > 0 else { return false }
    try effects.read(index, from: facts.size - 1, count: 1, into: &buffer)
    return buffer.first != 10
  }

  private func retire(_ index: Int, _ key: FileKey) {
    homes[index].retired[key] = Home.Retired(
      reader: homes[index].reader, readThrough: homes[index].readThrough, tail: homes[index].tail,
      lastGrowth: now.steady)
  }

  /// Whether what stands before the position is what stood there before: then it only grew, or was touched.
  private func continues(_ index: Int, _ facts: FileFacts) throws(EffectFailure) -> Bool {
    let known = homes[index].readThrough
    guard facts.size >= known, !homes[index].tail.isEmpty else { return false }
    return try stand(homes[index].tail, before: known, in: index)
  }

  /// Whether just these bytes stand before a position of the held file.
  func stand(_ bytes: [UInt8], before position: Int, in index: Int) throws(EffectFailure) -> Bool {
    var there: [UInt8] = []
    try effects.read(index, from: position - bytes.count, count: bytes.count, into: &there)
    return there == bytes
  }

  /// Reads the whole file and asks of each message whether it is known.
  private func readAgain(_ index: Int, _ facts: FileFacts) throws(EffectFailure) {
    historyPlaces[index] = nil
    effects.expectManyHistoryQuestions(true)
    defer { effects.expectManyHistoryQuestions(false) }
    var rereading = Rereading()
    if facts.size <= 8 * Self.chunk {
      var whole: [UInt8] = []
      try effects.read(index, from: 0, count: facts.size, into: &whole)
      // It has stood still for so long that a change now has another time.
      if let changed = effects.held(index), changed != facts { return unsettle(index, changed) }
      rereading.whole = whole
    }
    let rows = effects.outbox(index, after: destinations[index].sentThrough, limit: 4 * Self.chunk)
    for row in rows {
      rereading.waiting.insert(mark(ofBlock: row.bytes))
      rereading.outbox.insert(row.bytes)
    }
    let torn = takeTorn(rows.first?.bytes, at: index, rereading.whole)
    var reader = ChatReader(
      .cold, at: 0, context: .preamble, limit: limit, vocabulary: coldVocabulary(index, rereading.waiting))
    var at = 0
    var items: [Item] = []
    while at < facts.size {
      if let torn, at == torn.lowerBound {
        reader.skipRelayed(torn.count, into: &items)
        at = torn.upperBound
      } else {
        let end = torn.map { at < $0.lowerBound ? $0.lowerBound : facts.size } ?? facts.size
        try read(index, from: at, count: min(Self.chunk, end - at), of: rereading, into: &buffer)
        if buffer.isEmpty { break }
        buffer.withUnsafeBytes { reader.append($0, into: &items) }
        at += buffer.count
      }
      for item in items { judgeAgain(item, at: index, &rereading) }
      items.removeAll(keepingCapacity: true)
    }
    reader.settle(into: &items)
    for item in items { judgeAgain(item, at: index, &rereading) }

    homes[index].reader = liveReader(
      index, at: reader.position, reader.context, isInLine: reader.positionIsInLine)
    homes[index].own = []
    homes[index].readThrough = reader.position
    homes[index].tail = try tailBefore(reader.position, index, of: rereading)
    homes[index].growthStart = reader.position
    homes[index].judgedThrough = -1
    homes[index].size = max(at, facts.size)
    homes[index].modified = facts.modified
    homes[index].presence = .steady
    homes[index].isDirty = true
    if reader.position < at { unread.insert(index) }
    try judgeUnsure(&rereading, at: index)
    journal.append(.rewritten(home: index, known: rereading.known, fresh: rereading.fresh))
    try restoreErased(index, rereading)
    try followKept(index, rereading)
  }

  /// Where a piece of our own stands that a failed write left, too short to show its header.
  ///
  /// A bot that writes back what it has read writes that piece back too; it must not be taken for the bot's text.
  private func takeTorn(_ block: [UInt8]?, at index: Int, _ whole: [UInt8]?) -> Range<Int>? {
    let hadFound = !destinations[index].found.isEmpty
    destinations[index].found = []
    guard hadFound, let block, let whole, let torn = TornBeginning.find(block, in: whole, from: 0) else {
      return nil
    }
    if torn.upperBound == whole.count { destinations[index].found = [torn] }
    return torn
  }

  /// Reads bytes of a file that is being judged, as they stood there when it was read.
  func read(
    _ index: Int, from start: Int, count: Int, of rereading: Rereading, into bytes: inout [UInt8]
  ) throws(EffectFailure) {
    if let whole = rereading.whole {
      bytes = Array(whole[min(start, whole.count)..<min(start + count, whole.count)])
    } else {
      try effects.read(index, from: start, count: count, into: &bytes)
    }
  }

  func tailBefore(
    _ position: Int, _ index: Int, of rereading: Rereading = Rereading()
  ) throws(EffectFailure) -> [UInt8] {
    var tail: [UInt8] = []
    let from = max(0, position - Home.tailLength)
    if position > from { try read(index, from: from, count: position - from, of: rereading, into: &tail) }
    return tail
  }

  /// In a cold read our own deliveries are known by their records.
  func coldVocabulary(_ index: Int, _ waiting: Set<UInt64>) -> Vocabulary {
    var vocabulary = vocabulary(at: index)
    if role.isHearing { return vocabulary }
    vocabulary.standing = { [unowned self] header, line in
      let standing = roster.standing(of: header.sender, at: index)
      if standing == .local, !isPerson(header.sender, at: index) { return .local }
      if roster.meaning(of: header.sender, at: index) == .relay { return .relayed }
      let mark = mark(ofHeader: Array(line))
      let isOurs = records(mark).contains {
        $0.home != roster.homes[index].number && hasReached($0, home: index)
      }
      return isOurs ? .relayed : standing
    }
    return vocabulary
  }

  private func isPerson(_ name: String, at home: Int) -> Bool {
    if case .member(let index) = roster.meaning(of: name, at: home) {
      roster.members[index].isPerson
    } else {
      false
    }
  }

  private func judgeAgain(_ item: Item, at index: Int, _ rereading: inout Rereading) {
    switch item {
    case .message(let message): judgeAgain(message, at: index, &rereading)
    case .relayed(let block):
      let mark = mark(ofHeader: block.line)
      noteStillThere(mark, at: block.offset, index, &rereading)
      if rereading.waiting.contains(mark), block.offset > 0 {
        destinations[index].found.append(block.offset - 1..<block.offset + block.line.count)
      }
    case .foreign(let block): misfiled(block, at: index)
    case .nearHeader(let block): almost(block, at: index)
    case .stray: break  // told when it first stood there
    }
  }

  private func noteStillThere(_ mark: UInt64, at offset: Int, _ index: Int, _ rereading: inout Rereading) {
    guard let kept = homes[index].kept.last(where: { $0.mark == mark }) else { return }
    rereading.stillThere[mark] = offset
    // What we wrote behind bytes that nobody had read may have come after the rewrite: it survived nothing.
    guard kept.offset < homes[index].readThrough else { return }
    rereading.lastSurvivor = max(rereading.lastSurvivor, kept.offset)
  }

  /// A message of this file that has stood in it before; where it stands is kept up to date.
  private func noteSurvivor(
    _ known: MessageRecord, at offset: Int, _ index: Int, _ rereading: inout Rereading
  ) {
    guard known.home == roster.homes[index].number else { return }
    rereading.lastSurvivor = max(rereading.lastSurvivor, known.offset)
    guard known.offset != offset else { return }
    var known = known
    known.offset = offset
    ledger.change(known)
  }

  private func judgeAgain(_ message: ParsedMessage, at index: Int, _ rereading: inout Rereading) {
    if let bots = withoutLeftover(message, at: index) {
      judgeAgain(bots, at: index, &rereading)
      // Later it would look as if the message had grown.
      _ = grew(message, from: records(mark(ofHeader: message.headerLine)), at: index, byLeftover: true)
      return
    }
    let id = self.id(of: message)
    let mark = self.mark(ofHeader: message.headerLine)
    noteStillThere(mark, at: message.offset, index, &rereading)
    let known = records(mark)
    if let same = known.first(where: { $0.id == id }) ?? known.first {
      noteSurvivor(same, at: message.offset, index, &rereading)
    }
    var occurrence = 1
    if !message.header.identifies {
      occurrence = rereading.occurrences[id, default: 0] + 1
      rereading.occurrences[id] = occurrence
    }
    if known.isEmpty || message.isOversize || known.contains(where: { $0.id == id }) {
      // A repetition of what is known in this very home is the normal case, and not worth a line each.
      let before = journal.count
      let isFresh = carry(message, from: index, sight: .again(occurrence: occurrence), storeFirst: true)
      if !isFresh { journal.removeSubrange(before...) }
      if isFresh { rereading.fresh += 1 } else { rereading.known += 1 }
    } else if grew(message, from: known, at: index) {
      rereading.known += 1
    } else {
      rereading.unsure[mark, default: []].append(message)
    }
  }

  /// R9: where an old message grew (its old body is a prefix) the rest is a continuation.
  private func grew(
    _ message: ParsedMessage, from known: [MessageRecord], at index: Int, byLeftover: Bool = false
  ) -> Bool {
    guard
      let first = known.first(where: { isPrefix($0, of: message.body, message.headerLine, continuation: 0) })
    else { return false }
    var rest = Array(message.body[first.length...])
    var number = 1
    while true {
      rest = Self.withoutLeadingBlankLines(rest)
      let mark = self.mark(ofHeader: message.headerLine, continuation: number)
      let parts = records(mark)
      if parts.isEmpty { break }
      guard
        let part = parts.first(where: { isPrefix($0, of: rest, message.headerLine, continuation: number) })
      else { break }
      rest = Array(rest[part.length...])
      number += 1
    }
    guard rest.contains(where: { $0 != 10 && $0 != 13 && $0 != 32 && $0 != 9 }) else { return true }
    var continuation = message
    continuation.body = rest
    continuation.length = rest.count
    continuation.continuation = number
    if byLeftover {
      noteLeftover(continuation, at: index)
    } else {
      carry(continuation, from: index, sight: .growth, storeFirst: true)
    }
    return true
  }

  private func isPrefix(
    _ record: MessageRecord, of body: [UInt8], _ headerLine: [UInt8], continuation: Int
  ) -> Bool {
    record.length <= body.count
      && id(headerLine: headerLine, body: Array(body[..<record.length]), continuation: continuation)
        == record.id
  }

  /// A known header with another body: an edit, unless more messages have that header than are known.
  private func judgeUnsure(_ rereading: inout Rereading, at index: Int) throws(EffectFailure) {
    guard !rereading.unsure.isEmpty else { return }
    let standing = try countHeaders(Set(rereading.unsure.keys), at: index, rereading)
    for (mark, messages) in rereading.unsure.sorted(by: { $0.value[0].offset < $1.value[0].offset }) {
      let extra = max(0, min(messages.count, standing[mark, default: 0] - records(mark).count))
      for message in messages.dropLast(extra) {
        rereading.known += 1
        journal.append(.edited(home: index, header: String(decoding: message.headerLine, as: UTF8.self)))
      }
      for message in messages.suffix(extra) {
        rereading.fresh += 1
        let route = Route(message.header, from: index, in: roster)
        carryUnknown(message, mark, route, from: index, storeFirst: true)
      }
    }
  }

  /// How often each of these header lines stands in the file; one reading for all of them.
  private func countHeaders(
    _ marks: Set<UInt64>, at index: Int, _ rereading: Rereading
  ) throws(EffectFailure) -> [UInt64: Int] {
    var counts: [UInt64: Int] = [:]
    try scanHeaders(index, from: 0, to: homes[index].size, of: rereading) { _, line in
      let mark = self.mark(ofHeader: line)
      if marks.contains(mark) { counts[mark, default: 0] += 1 }
    }
    return counts
  }
}
