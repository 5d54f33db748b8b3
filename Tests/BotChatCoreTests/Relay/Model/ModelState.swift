import BotChatCore

/// What the state's database holds: changed as a whole or not at all, in the order of the real one.
struct ModelState {
  private(set) var records: [Int: MessageRecord] = [:]
  private(set) var positions: [Int: StoredPosition] = [:]
  private(set) var outbox: [Int: [Int: OutboxRow]] = [:]
  private(set) var kept: [Int: [Int: KeptMessage]] = [:]
  private(set) var problems: [Problem.Key: Problem] = [:]
  private(set) var notices: [String: Notice] = [:]
  private(set) var history: Set<UInt64> = []
  private(set) var answered: Answered?
  private(set) var archives: [Int: ArchivePlan] = [:]
  private(set) var heard: [Heard] = []
  private(set) var received: [Received] = []
  /// What the last relay said when it went.
  var wasClean = false

  mutating func apply(_ change: StateChange) throws(EffectFailure) {
    for parcel in change.parcels where outbox[parcel.home]?[parcel.number] != nil {
      throw EffectFailure("UNIQUE constraint failed: outbox \(parcel.home) \(parcel.number)")
    }
    for plan in change.shifts {
      for (sequence, record) in records where record.home == plan.home + 1 && record.offset > 0 {
        records[sequence]?.offset = plan.place(record.offset)
      }
    }
    for home in change.endedArchives { archives[home] = nil }
    for plan in change.archives { archives[plan.home] = plan }
    for record in change.records { records[record.sequence] = record }
    for position in change.positions { positions[position.home] = position }
    for parcel in change.parcels { outbox[parcel.home, default: [:]][parcel.number] = parcel }
    for sent in change.sentParcels {
      outbox[sent.home] = outbox[sent.home]?.filter { $0.key > sent.through }
    }
    for dropped in change.droppedParcels { outbox[dropped.home]?[dropped.number] = nil }
    answered = change.answered ?? answered
    for old in change.droppedKept { kept[old.home]?[old.offset] = nil }
    for var message in change.kept {
      message.place = nil
      kept[message.home, default: [:]][message.offset] = message
    }
    for key in change.solved { problems[key] = nil }
    for problem in change.problems { problems[problem.key] = problem }
    for notice in change.notices { notices["\(notice.recipient)\n\(notice.subject)"] = notice }
    history.formUnion(change.history)
    heard += change.heard
    received += change.received
  }

  /// As once a day, of what is old (R6).
  mutating func forgetRecords() { records = [:] }

  func rows(_ home: Int, after number: Int, limit: Int) -> [OutboxRow] {
    var room = limit
    var rows: [OutboxRow] = []
    for row in (outbox[home] ?? [:]).values.sorted(by: { $0.number < $1.number })
    where row.number > number && room > 0 {
      room -= row.bytes.count
      rows.append(row)
    }
    return rows
  }

  func memory(_ roster: Roster) -> Memory {
    var memory = Memory()
    memory.positions = positions.values.sorted { $0.home < $1.home }
    if !positions.isEmpty { memory.members = Set(roster.members.map(\.number)) }
    for (home, rows) in outbox where !rows.isEmpty {
      let numbers = rows.keys.sorted()
      memory.outbox.append(
        Memory.Waiting(
          home: home, count: rows.count, lastNumber: numbers[numbers.count - 1], sentThrough: numbers[0] - 1))
    }
    memory.kept = kept.values.flatMap(\.values).sorted { ($0.home, $0.offset) < ($1.home, $1.offset) }
    memory.problems = Array(problems.values)
    memory.answered = answered
    memory.archives = Array(archives.values)
    memory.notices = Array(notices.values)
    memory.wasClean = wasClean
    return memory
  }
}
