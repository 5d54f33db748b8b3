import BotChatSystem

/// The statements that run with every message, compiled once.
final class Statements {
  let insertMessage: Statement
  let selectMessage: Statement
  let updateFile: Statement
  let insertParcel: Statement
  let noteLater: Statement
  let deleteParcels: Statement
  let selectParcels: Statement
  let insertKept: Statement
  let deleteKept: Statement
  let insertProblem: Statement
  let deleteProblem: Statement
  let insertNotice: Statement
  let selectWord: Statement
  let setWord: Statement

  /// Its place is a hint that no seal is over.
  static let insertMessage = """
    INSERT OR REPLACE INTO message
      VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, \(RelayDatabase.seal("message", "?1, ?2, ?3, ?4, ?6, ?7")))
    """

  init(_ database: Database) throws(DatabaseError) {
    insertMessage = try database.prepare(Self.insertMessage)
    selectMessage = try database.prepare("SELECT * FROM message WHERE sequence = ?")
    updateFile = try database.prepare(
      """
      UPDATE file SET device = ?1, inode = ?2, offset = ?3, through = ?4, anchor = ?5, context = ?6, own = ?7,
        found = ?8, strangers = ?9, modified = ?10, seal = seal(number, path, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
      WHERE number = ?11
      """)
    insertParcel = try database.prepare("INSERT INTO outbox VALUES(?1, ?2, ?3, ?4, seal(?1, ?2, ?3, ?4))")
    noteLater = try database.prepare(
      """
      INSERT OR REPLACE INTO later SELECT message, file, ?, 0 FROM outbox
      WHERE file = ? AND number <= ? AND message > 0
      """)
    deleteParcels = try database.prepare("DELETE FROM outbox WHERE file = ? AND number <= ?")
    selectParcels = try database.prepare(
      "SELECT number, message, bytes FROM outbox WHERE file = ? AND number > ? ORDER BY number")
    insertKept = try database.prepare(
      """
      INSERT OR REPLACE INTO kept
        VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, seal(?1, ?2, ?3, ?4, ?5, ?6, ?7))
      """)
    deleteKept = try database.prepare("DELETE FROM kept WHERE file = ? AND offset = ?")
    insertProblem = try database.prepare("INSERT OR REPLACE INTO problem VALUES(?,?,?,?)")
    deleteProblem = try database.prepare("DELETE FROM problem WHERE kind = ? AND subject = ?")
    insertNotice = try database.prepare("INSERT OR REPLACE INTO notice VALUES(?,?,?)")
    selectWord = try database.prepare("SELECT value FROM meta WHERE name = ?")
    setWord = try database.prepare("INSERT OR REPLACE INTO meta VALUES(?1, ?2, seal(?1, ?2))")
  }
}
