import BotChatCore
import BotChatSystem

// An archive under way: stored before it begins, gone when it is over (R11).
extension RelayDatabase {
  /// Moves the places of the messages that were written in the file; what went into the archive stands nowhere.
  ///
  /// Inside of the caller's transaction.
  func shift(_ plan: ArchivePlan, _ file: Int) throws(DatabaseError) {
    let statement = try database.prepare(
      """
      UPDATE message SET offset = CASE WHEN offset < ?1 THEN 0 ELSE offset - ?2 END
      WHERE \(HomeColumn.number) = ?3 AND offset > 0
      """
    )
    try statement.bind(1, plan.moved.upperBound)
    try statement.bind(2, plan.cut)
    try statement.bind(3, file)
    try statement.run()
  }

  func insert(_ plan: ArchivePlan, _ file: Int) throws(DatabaseError) {
    let statement = try database.prepare(
      """
      INSERT OR REPLACE INTO archive VALUES(
        ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14,
        seal(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14))
      """)
    try statement.bind(1, file)
    try statement.bind(2, Int(bitPattern: UInt(plan.key.device)))
    try statement.bind(3, Int(bitPattern: UInt(plan.key.inode)))
    try statement.bind(4, plan.archive)
    try statement.bind(5, plan.archiveLength)
    try statement.bind(6, plan.lead)
    try statement.bind(7, plan.moved.lowerBound)
    try statement.bind(8, plan.moved.upperBound)
    try statement.bind(9, plan.cut)
    try statement.bind(10, plan.opening)
    try statement.bind(11, plan.before)
    try statement.bind(12, plan.after)
    try statement.bind(13, plan.answered.text)
    try statement.bind(14, plan.isShifted ? 1 : 0)
    try statement.run()
  }

  func deleteArchive(_ file: Int) throws(DatabaseError) {
    let statement = try database.prepare("DELETE FROM archive WHERE file = ?")
    try statement.bind(1, file)
    try statement.run()
  }

  /// The archives under way of these files.
  ///
  /// Throws as ``memory(files:)``.
  func archives(_ files: [Int]) throws(DatabaseError) -> [ArchivePlan] {
    let statement = try database.prepare("SELECT * FROM archive")
    var plans: [ArchivePlan] = []
    while try statement.step() {
      guard let home = files.firstIndex(of: statement.int(0)) else { continue }
      let begin = try statement.int(6, in: Self.places)
      let end = try statement.int(7, in: Self.places)
      let cut = try statement.int(8, in: Self.places)
      let opening = statement.bytes(9)
      guard begin <= end, cut <= end, opening.count == end - cut, !statement.bytes(11).isEmpty,
        let answered = Answered(text: statement.text(12))
      else { throw DatabaseError(impossible: "an archive from \(begin) to \(end)", sql: statement.sql) }
      plans.append(
        ArchivePlan(
          home: home,
          key: FileKey(
            device: UInt64(UInt(bitPattern: statement.int(1))),
            inode: UInt64(UInt(bitPattern: statement.int(2)))),
          archive: statement.text(3),
          archiveLength: statement.isNull(4) ? nil : try statement.int(4, in: Self.places),
          lead: statement.bytes(5), moved: begin..<end, cut: cut, opening: opening,
          before: statement.bytes(10),
          after: statement.bytes(11), answered: answered, isShifted: statement.int(13) != 0))
    }
    return plans
  }
}
