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

  init(_ database: Database) throws(DatabaseError) {
    insertMessage = try database.prepare("INSERT OR REPLACE INTO message VALUES(?,?,?,?,?,?,?,?,?,?)")
    selectMessage = try database.prepare("SELECT * FROM message WHERE sequence = ?")
    updateFile = try database.prepare(
      """
      UPDATE file SET device = ?, inode = ?, offset = ?, through = ?, anchor = ?, context = ?, own = ?,
        found = ?, strangers = ?, modified = ? WHERE number = ?
      """)
    insertParcel = try database.prepare("INSERT INTO outbox VALUES(?,?,?,?)")
    noteLater = try database.prepare(
      """
      INSERT OR REPLACE INTO later SELECT message, file, ?, 0 FROM outbox
      WHERE file = ? AND number <= ? AND message > 0
      """)
    deleteParcels = try database.prepare("DELETE FROM outbox WHERE file = ? AND number <= ?")
    selectParcels = try database.prepare(
      "SELECT number, message, bytes FROM outbox WHERE file = ? AND number > ? ORDER BY number")
    insertKept = try database.prepare("INSERT OR REPLACE INTO kept VALUES(?,?,?,?,?,?,?)")
    deleteKept = try database.prepare("DELETE FROM kept WHERE file = ? AND offset = ?")
    insertProblem = try database.prepare("INSERT OR REPLACE INTO problem VALUES(?,?,?,?)")
    deleteProblem = try database.prepare("DELETE FROM problem WHERE kind = ? AND subject = ?")
    insertNotice = try database.prepare("INSERT OR REPLACE INTO notice VALUES(?,?,?)")
    selectWord = try database.prepare("SELECT value FROM meta WHERE name = ?")
    setWord = try database.prepare("INSERT OR REPLACE INTO meta VALUES(?, ?)")
  }
}
