import BotChatCore
import BotChatFormat
import BotChatSystem

extension RelayDatabase {
  /// Stores a turn as a whole, synced (R11).
  ///
  /// - Parameters:
  ///   - change: what to store.
  ///   - files: the number of each home.
  /// - Throws: `DatabaseError`; then nothing of it is stored.
  package func commit(_ change: StateChange, files: [Int]) throws {
    try database.transaction {
      for plan in change.shifts { try shift(plan, files[plan.home]) }
      for home in change.endedArchives { try deleteArchive(files[home]) }
      for plan in change.archives { try insert(plan, files[plan.home]) }
      for record in change.records { try insert(record) }
      for position in change.positions { try update(position, files[position.home]) }
      for parcel in change.parcels { try insert(parcel, files[parcel.home]) }
      for sent in change.sentParcels {
        try deleteParcels(files[sent.home], through: sent.through, change.at)
      }
      for dropped in change.droppedParcels {
        try deleteParcel(files[dropped.home], dropped.number, change.at)
      }
      if let answered = change.answered { try store(answered) }
      for old in change.droppedKept { try deleteKept(files[old.home], old.offset) }
      for kept in change.kept { try insert(kept, files[kept.home]) }
      for key in change.solved { try delete(key) }
      for problem in change.problems { try insert(problem) }
      for notice in change.notices { try insert(notice) }
      if !change.history.isEmpty { try history.add(change.history) }
      if !change.heard.isEmpty { try noteHeard?(change.heard) }
      if !change.received.isEmpty { try noteReceived?(change.received) }
    }
    if !change.heard.isEmpty { heardIsStored?() }
    if !change.received.isEmpty { receivedIsStored?(change.received) }
  }

  private func update(_ position: StoredPosition, _ file: Int) throws(DatabaseError) {
    let statement = statements.updateFile
    try statement.bind(1, position.key.map { Int(bitPattern: UInt($0.device)) })
    try statement.bind(2, position.key.map { Int(bitPattern: UInt($0.inode)) })
    try statement.bind(3, position.offset)
    try statement.bind(4, position.readThrough)
    try statement.bind(5, position.anchor)
    try statement.bind(6, position.context)
    try statement.bind(7, NumberList.encode(position.own.flatMap { [$0.lowerBound, $0.upperBound] }))
    try statement.bind(8, NumberList.encode(position.found.flatMap { [$0.lowerBound, $0.upperBound] }))
    try statement.bind(
      9,
      NumberList.encode(
        position.strangers.flatMap { mark, id in
          [mark, id.high, id.low].map { Int(bitPattern: UInt($0)) }
        }))
    try statement.bind(10, Int(position.modified))
    try statement.bind(11, file)
    try statement.run()
  }

  private func insert(_ parcel: OutboxRow, _ file: Int) throws(DatabaseError) {
    let statement = statements.insertParcel
    try statement.bind(1, file)
    try statement.bind(2, parcel.number)
    try statement.bind(3, parcel.sequence)
    try statement.bind(4, parcel.bytes)
    try statement.run()
  }

  /// What waited is gone; the messages among it came later than those that never wait, and that is kept.
  private func deleteParcels(_ file: Int, through number: Int, _ at: Int64) throws(DatabaseError) {
    try statements.noteLater.bind(1, Int(at))
    try statements.noteLater.bind(2, file)
    try statements.noteLater.bind(3, number)
    try statements.noteLater.run()
    try statements.deleteParcels.bind(1, file)
    try statements.deleteParcels.bind(2, number)
    try statements.deleteParcels.run()
  }

  private func deleteParcel(_ file: Int, _ number: Int, _ at: Int64) throws(DatabaseError) {
    let note = try database.prepare(
      """
      INSERT OR REPLACE INTO later SELECT message, file, ?, 1 FROM outbox
      WHERE file = ? AND number = ? AND message > 0
      """)
    try note.bind(1, Int(at))
    try note.bind(2, file)
    try note.bind(3, number)
    try note.run()
    let statement = try database.prepare("DELETE FROM outbox WHERE file = ? AND number = ?")
    try statement.bind(1, file)
    try statement.bind(2, number)
    try statement.run()
  }

  /// One is enough: the next request is looked at when this one is off the inbox.
  private func store(_ answered: Answered) throws(DatabaseError) {
    try setWord(Self.answeredWord, answered.text)
  }

  private func insert(_ kept: KeptMessage, _ file: Int) throws(DatabaseError) {
    let statement = statements.insertKept
    try statement.bind(1, file)
    try statement.bind(2, kept.offset)
    try statement.bind(3, Int(bitPattern: UInt(kept.mark)))
    try statement.bind(4, kept.anchor)
    try statement.bind(5, kept.bytes)
    try statement.bind(6, Int(kept.until))
    try statement.bind(7, kept.restored)
    try statement.run()
  }

  private func deleteKept(_ file: Int, _ offset: Int) throws(DatabaseError) {
    try statements.deleteKept.bind(1, file)
    try statements.deleteKept.bind(2, offset)
    try statements.deleteKept.run()
  }

  private func insert(_ problem: Problem) throws(DatabaseError) {
    let statement = statements.insertProblem
    try statement.bind(1, problem.key.kind.rawValue)
    try statement.bind(2, problem.key.subject)
    try statement.bind(3, problem.what)
    try statement.bind(4, Int(problem.at))
    try statement.run()
  }

  private func delete(_ key: Problem.Key) throws(DatabaseError) {
    try statements.deleteProblem.bind(1, key.kind.rawValue)
    try statements.deleteProblem.bind(2, key.subject)
    try statements.deleteProblem.run()
  }

  private func insert(_ notice: Notice) throws(DatabaseError) {
    try statements.insertNotice.bind(1, notice.recipient)
    try statements.insertNotice.bind(2, notice.subject)
    try statements.insertNotice.bind(3, Int(notice.day))
    try statements.insertNotice.run()
  }
}
