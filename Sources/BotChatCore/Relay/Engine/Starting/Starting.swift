import BotChatFormat

// How the relay begins: with its state, for the first time, or without the state it had (R9, R13).
extension RelayEngine {
  /// Takes up the state and the files as they are; the first `turn(nil)` then reads everything.
  package func start(_ memory: Memory, _ beginning: Beginning, at now: Moment) {
    self.now = now
    for waiting in memory.outbox {
      destinations[waiting.home].stored = waiting.count
      destinations[waiting.home].lastNumber = waiting.lastNumber
      destinations[waiting.home].sentThrough = waiting.sentThrough
    }
    for kept in memory.kept where kept.until > now.wall { homes[kept.home].kept.append(kept) }
    for problem in memory.problems {
      problems[problem.key] = problem
      // What stood in the way of a file that nobody configures any more is over.
      if isOfUnknownFile(problem) { solve(problem.key) } else { journal.append(.problem(problem)) }
    }
    answered = memory.answered
    for plan in memory.archives { interrupted[plan.home] = plan }
    noticeDay = now.wall / 86_400_000_000_000
    noticesSent = Set(
      memory.notices.filter { $0.day == noticeDay }.map { "\($0.recipient)\n\($0.subject)\n\($0.day)" })
    attention = HomeSet(homes.indices)
    for index in homes.indices { begin(index, memory, beginning) }
    // Records that are changed from now on must not bring back a place from before the cut.
    if !change.shifts.isEmpty { _ = store() }
    if case .lost = beginning { rebuild() }
    if case .resumed = beginning, !memory.wasClean {
      // What cannot be asked now must be asked before anything is read or written there.
      for stored in memory.positions where homes[stored.home].presence != .steady {
        homes[stored.home].isRecovering = true
      }
    }
    // A clean end proves nothing about a file that grew since: a state that went back says that it was clean, too.
    if case .resumed = beginning { recover() }
  }

  /// Takes one stored record's mark.
  package func remember(mark: UInt64, sequence: Int) {
    ledger.load(mark: mark, sequence: sequence)
  }

  /// Whether it is about a file, which is none of the homes.
  private func isOfUnknownFile(_ problem: Problem) -> Bool {
    switch problem.key.kind {
    case .missing, .refused, .unwritable, .split: !roster.homes.contains { $0.label == problem.key.subject }
    default: false
    }
  }

  private func begin(_ index: Int, _ memory: Memory, _ beginning: Beginning) {
    homes[index].isDirty = true
    let stored = memory.positions.first { $0.home == index }
    if case .first(let wishes) = beginning { homes[index].notBegun = (wishes, now.wall) }
    var look = effects.look(at: index)
    if case .refused = look { look = effects.look(at: index) }
    guard case .file(let facts) = look else {
      // What comes to stand there later is all new, or continues what is stored.
      if let stored { take(stored, at: index) }
      if case .missing = look { homes[index].notBegun = nil }
      homes[index].presence = .missing
      return
    }
    do {
      try patiently { () throws(EffectFailure) in try effects.adopt(index) }
      switch beginning {
      case .first(let wishes):
        try beginFirst(index, facts, wishes)
        homes[index].notBegun = nil
      case .lost: homes[index].key = facts.key
      case .resumed:
        if let stored {
          try resume(index, afterArchive(stored), effects.held(index) ?? facts)
        } else if let moved = try predecessor(index, facts, memory) {
          try resume(index, moved, facts)
        } else if roster.homes[index].members.contains(where: {
          memory.members.contains(roster.members[$0].number)
        }) {
          homes[index].presence = .unsettled
          homes[index].lastGrowth = now.steady
        } else {
          try beginFirst(index, facts, FirstStart())
        }
      }
    } catch {
      homes[index].presence = .missing
      raise(.refused, index, error.what)
    }
  }

  /// The stored position, after what a kill has left of an archive is finished or taken back.
  private func afterArchive(_ stored: StoredPosition) throws(EffectFailure) -> StoredPosition {
    guard let plan = interrupted[stored.home] else { return stored }
    take(stored, at: stored.home)
    switch settleArchive(stored.home) {
    case .finished: return plan.isShifted ? stored : stored.shifted(plan)
    case .takenBack, .abandoned: return stored
    case .stuck where plan.isShifted: return stored
    case .stuck: throw EffectFailure("an archive that was interrupted there cannot be ended")
    }
  }

  func take(_ stored: StoredPosition, at index: Int) {
    homes[index].key = stored.key
    homes[index].reader = liveReader(
      index, at: stored.offset, Context(bytes: stored.context) ?? .preamble,
      isInLine: stored.anchor.last.map { $0 != 10 } ?? false)
    homes[index].own = stored.own
    destinations[index].found = stored.found
    homes[index].strangers = stored.strangers
    homes[index].readThrough = stored.offset
    homes[index].growthStart = stored.offset
    homes[index].tail = stored.anchor
    homes[index].lastGrowth = now.steady
    homes[index].modified = stored.modified
    homes[index].size = stored.offset
  }

  /// Goes on where it stopped, if the file is still the one that was read there (R9).
  private func resume(_ index: Int, _ stored: StoredPosition, _ facts: FileFacts) throws(EffectFailure) {
    let stored = withoutLostEnd(stored, facts.size)
    take(stored, at: index)
    if stored.key != nil, facts.size >= stored.offset, try stands(stored, in: index) {
      homes[index].key = facts.key
      homes[index].size = facts.size
      homes[index].modified = facts.modified
      homes[index].presence = .steady
      if facts.size > stored.offset { unread.insert(index) }
    } else {
      homes[index].presence = .unsettled
      homes[index].size = facts.size
      homes[index].modified = facts.modified
    }
  }

  /// The position without what a power cut took because it had never been synced (R11).
  private func withoutLostEnd(_ stored: StoredPosition, _ size: Int) -> StoredPosition {
    var stored = stored
    let all = 0..<max(size, stored.offset)
    stored.own = stored.own.map { $0.clamped(to: all) }.filter { !$0.isEmpty }
    stored.found = stored.found.map { $0.clamped(to: all) }.filter { !$0.isEmpty }
    return stored
  }

  private func stands(_ stored: StoredPosition, in index: Int) throws(EffectFailure) -> Bool {
    if stored.anchor.isEmpty { return stored.offset == 0 }
    return try stand(stored.anchor, before: stored.offset, in: index)
  }

  /// A home that moved: the file that is configured no more and whose text stands here now.
  private func predecessor(
    _ index: Int, _ facts: FileFacts, _ memory: Memory
  ) throws(EffectFailure) -> StoredPosition? {
    for orphan in memory.orphans where !orphan.anchor.isEmpty && orphan.offset <= facts.size {
      if try stands(orphan, in: index) { return orphan }
    }
    return nil
  }

  // MARK: first start

  /// A file that could not be read at the first start can be now: what was last written before that is its history.
  ///
  /// - Returns: whether it can be looked at like any other.
  func beginLate(_ index: Int, _ facts: FileFacts) -> Bool {
    guard let first = homes[index].notBegun, facts.modified <= first.at else {
      homes[index].notBegun = nil
      return true
    }
    do {
      try effects.adopt(index)
      try beginFirst(index, effects.held(index) ?? facts, first.wishes)
      homes[index].notBegun = nil
      homes[index].isDirty = true
      return true
    } catch {
      homes[index].presence = .missing
      homes[index].isUnreadable = true
      raise(.refused, index, error.what)
      return false
    }
  }

  /// R13: everything complete and older than `settle` counts as handled, unless the owner wishes otherwise.
  private func beginFirst(_ index: Int, _ facts: FileFacts, _ wishes: FirstStart) throws(EffectFailure) {
    homes[index].key = facts.key
    homes[index].size = facts.size
    homes[index].modified = facts.modified
    homes[index].presence = .steady
    homes[index].lastGrowth = now.steady
    if wishes.backfill {
      homes[index].presence = .unsettled  // read from the beginning, as a file that nobody has seen
      return
    }
    let until = min(wishes.offsets[index] ?? facts.size, facts.size)
    var marks: [UInt64] = []
    var lastHeader = 0
    try scanHeaders(index, from: 0, to: until) { offset, line in
      marks.append(mark(ofHeader: line))
      lastHeader = offset
    }
    defer { journal.append(.history(home: index, messages: marks.count)) }
    var start = lastHeader
    if let since = wishes.since, let at = try firstHeader(since: since, index, until) {
      start = at
    } else if facts.modified <= now.wall - timing.settle || wishes.offsets[index] != nil {
      // A header that still waits for its body is not history.
      let last = try readTail(index, from: lastHeader, to: until)
      try beginReading(index, at: last.position, context: last.context)
      change.history += marks
      return
    } else if !marks.isEmpty {
      marks.removeLast()  // younger than `settle`: not handled yet
    }
    if wishes.since != nil {
      marks.removeAll(keepingCapacity: true)
      try scanHeaders(index, from: 0, to: start) { _, line in
        marks.append(mark(ofHeader: line))
      }
    }
    change.history += marks
    try beginReading(index, at: start, context: .preamble)
  }

  private func beginReading(_ index: Int, at offset: Int, context: Context) throws(EffectFailure) {
    homes[index].tail = try tailBefore(offset, index)
    let isInLine = homes[index].tail.last.map { $0 != 10 } ?? false
    homes[index].reader = liveReader(index, at: offset, context, isInLine: isInLine)
    homes[index].readThrough = offset
    homes[index].growthStart = offset
    if offset < homes[index].size { unread.insert(index) }
  }

  private func readTail(_ index: Int, from: Int, to end: Int) throws(EffectFailure) -> ChatReader {
    var reader = ChatReader(
      .cold, at: from, context: .preamble, limit: limit, vocabulary: vocabulary(at: index))
    var items: [Item] = []
    var at = from
    while at < end {
      try effects.read(index, from: at, count: min(Self.chunk, end - at), into: &buffer)
      if buffer.isEmpty { break }
      buffer.withUnsafeBytes { reader.append($0, into: &items) }
      at += buffer.count
      items.removeAll(keepingCapacity: true)
    }
    reader.settle(into: &items)
    return reader
  }

  private func firstHeader(since: String, _ index: Int, _ end: Int) throws(EffectFailure) -> Int? {
    var found: Int?
    try scanHeaders(index, from: 0, to: end) { offset, line in
      guard found == nil, let header = line.withUnsafeBytes({ Header(line: $0) }) else { return }
      if "\(header.date) \(header.time)" >= since { found = offset }
    }
    return found ?? end
  }

  /// Calls `body` with every line of the held file that could be a header, and its offset.
  func scanHeaders(
    _ index: Int, from start: Int, to end: Int, of rereading: Rereading = Rereading(),
    _ body: (Int, [UInt8]) -> Void
  ) throws(EffectFailure) {
    var scan = HistoryScan(at: start)
    var piece: [UInt8] = []
    var at = start
    while at < end {
      try read(index, from: at, count: min(Self.chunk, end - at), of: rereading, into: &piece)
      if piece.isEmpty { break }
      piece.withUnsafeBytes { scan.append($0) { body($0, Array($1)) } }
      at += piece.count
    }
    scan.finish { body($0, Array($1)) }
  }

  /// The message whose header stands at this offset, judged by its text alone.
  func message(at offset: Int, in index: Int, to end: Int) throws(EffectFailure) -> ParsedMessage? {
    var reader = ChatReader(
      .cold, at: offset, context: .preamble, limit: limit, vocabulary: vocabulary(at: index))
    var items: [Item] = []
    var piece: [UInt8] = []
    var at = offset
    var step = 4096
    while at < end, items.isEmpty {
      try effects.read(index, from: at, count: min(step, end - at), into: &piece)
      if piece.isEmpty { break }
      piece.withUnsafeBytes { reader.append($0, into: &items) }
      at += piece.count
      step = min(step * 4, Self.chunk)
    }
    if items.isEmpty { reader.settle(into: &items) }
    if case .message(let message)? = items.first, message.offset == offset { return message }
    return nil
  }
}
