import BotChatCore
import BotChatFormat
import BotChatSystem

/// `links/<bot>/state/link.db`: how far the bot's file has been read, what of it went to the hub, and what came from
/// there.
///
/// Only the bot's link writes it; others read. Beside the tables of a relay, which the engine fills that reads and
/// writes the file, it has its own. A letter keeps its text until the hub has it.
final class LinkDatabase {
  let posting: RelayDatabase
  private let insertLetter: Statement
  private let countLetters: Statement
  private let selectLetters: Statement
  private let markHanded: Statement
  private let markRefused: Statement
  private let markReceived: Statement
  private let insertKnown: Statement
  private let selectKnown: Statement
  private let selectLast: Statement
  /// The number of the last letter.
  private(set) var lastNumber: Int
  /// How many texts have come that were not given their number by anybody else.
  private(set) var texts: Int

  private static let textsWord = "texts"
  private static let spokenWord = "spoken"
  static let stateWord = "connection"
  static let probeWord = "probe"

  /// Opens the database, and makes its tables.
  ///
  /// Throws as `RelayDatabase`.
  init(path: String) throws {
    posting = try RelayDatabase(path: path)
    let database = posting.database
    try database.execute(
      """
      CREATE TABLE IF NOT EXISTS letter(
        number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, id BLOB NOT NULL, sender TEXT NOT NULL,
        seen INTEGER NOT NULL, text BLOB, handed INTEGER, seq INTEGER, received INTEGER, refusal TEXT);
      CREATE INDEX IF NOT EXISTS letter_id ON letter(id);
      CREATE INDEX IF NOT EXISTS letter_waiting ON letter(number) WHERE handed IS NULL AND refusal IS NULL;
      CREATE INDEX IF NOT EXISTS letter_away ON letter(seq) WHERE seq IS NOT NULL AND received IS NULL;
      CREATE TABLE IF NOT EXISTS known(
        sender TEXT NOT NULL, name TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY(sender, name)) WITHOUT ROWID;
      """)
    insertLetter = try database.prepare(
      "INSERT INTO letter(number, name, id, sender, seen, text) VALUES(?,?,?,?,?,?)")
    countLetters = try database.prepare("SELECT count(*) FROM letter WHERE id = ?")
    selectLetters = try database.prepare(
      """
      SELECT number, name, sender, text FROM letter WHERE handed IS NULL AND refusal IS NULL AND number > ?
      ORDER BY number LIMIT ?
      """)
    markHanded = try database.prepare("UPDATE letter SET handed = ?, seq = ?, text = NULL WHERE number = ?")
    markRefused = try database.prepare("UPDATE letter SET refusal = ? WHERE number = ?")
    markReceived = try database.prepare("UPDATE letter SET received = ? WHERE received IS NULL AND seq <= ?")
    insertKnown = try database.prepare("INSERT OR IGNORE INTO known VALUES(?,?,?)")
    selectKnown = try database.prepare("SELECT 1 FROM known WHERE sender = ? AND name = ?")
    selectLast = try database.prepare("SELECT max(number) FROM letter")
    lastNumber = try selectLast.step() ? selectLast.int(0) : 0
    selectLast.reset()
    texts = try posting.word(Self.textsWord).flatMap { Int($0) } ?? 0
  }

  // MARK: to the hub

  /// A message that is to go to the hub, with what people may ask about it.
  struct Letter {
    var letter: LinkLetter
    var sender: String
    var text: [UInt8]
  }

  /// Stores a message that is to go to the hub.
  ///
  /// A message that is to go once more, and one that only looks like another, has a name of its own. Inside of the
  /// caller's transaction. Throws `DatabaseError`.
  func add(_ heard: Heard) throws(DatabaseError) {
    try countLetters.bind(1, (heard.id.high, heard.id.low))
    defer { countLetters.reset() }
    let before = try countLetters.step() ? countLetters.int(0) : 0
    lastNumber += 1
    try insertLetter.bind(1, lastNumber)
    try insertLetter.bind(2, before == 0 ? heard.id.hex : "\(heard.id.hex)+\(before)")
    try insertLetter.bind(3, (heard.id.high, heard.id.low))
    try insertLetter.bind(4, heard.header.sender)
    try insertLetter.bind(5, Int(heard.seen))
    try insertLetter.bind(6, heard.text)
    try insertLetter.run()
  }

  /// To be called when a transaction was rolled back: numbers that it gave are free again.
  func forgetRolledBack() {
    defer { selectLast.reset() }
    guard (try? selectLast.step()) == true else { return }
    lastNumber = selectLast.int(0)
    texts = (try? posting.word(Self.textsWord)).flatMap { $0 }.flatMap { Int($0) } ?? texts
  }

  /// Those that the hub does not have, behind that number, oldest first: at most so many, and about so many bytes.
  ///
  /// Throws `DatabaseError`.
  func letters(after number: Int, limit: Int, bytes: Int) throws(DatabaseError) -> [Letter] {
    try selectLetters.bind(1, number)
    try selectLetters.bind(2, limit)
    defer { selectLetters.reset() }
    var letters: [Letter] = []
    var room = bytes
    while room > 0, try selectLetters.step() {
      let text = selectLetters.bytes(3)
      room -= text.count
      letters.append(
        Letter(
          letter: LinkLetter(number: selectLetters.int(0), name: selectLetters.text(1), text: ""),
          sender: selectLetters.text(2), text: text))
    }
    return letters
  }

  /// What became of a letter.
  enum Fate {
    case handed(number: Int, seq: Int64?)
    case refused(number: Int, why: String)
    case received(through: Int64)
  }

  /// Stores what became of letters; `at` is of the wall clock, nanoseconds since 1970.
  ///
  /// Throws `DatabaseError`.
  func note(_ fates: [Fate], at wall: Int64) throws {
    try posting.database.transaction {
      for fate in fates {
        switch fate {
        case .handed(let number, let seq):
          try markHanded.bind(1, Int(wall))
          try markHanded.bind(2, seq.map { Int($0) })
          try markHanded.bind(3, number)
          try markHanded.run()
        case .refused(let number, let why):
          try markRefused.bind(1, why)
          try markRefused.bind(2, number)
          try markRefused.run()
        case .received(let seq):
          try markReceived.bind(1, Int(wall))
          try markReceived.bind(2, Int(seq))
          try markReceived.run()
        }
      }
    }
  }

  // MARK: from the hub

  /// Whether a message of this sender has come under that name.
  ///
  /// Throws `DatabaseError`.
  func knows(_ sender: String, _ name: String) throws(DatabaseError) -> Bool {
    try selectKnown.bind(1, sender)
    try selectKnown.bind(2, name)
    defer { selectKnown.reset() }
    return try selectKnown.step()
  }

  /// Remembers what came, and whether the bot has spoken; inside of the caller's transaction.
  ///
  /// Throws `DatabaseError`.
  func add(_ received: [Received], at wall: Int64) throws(DatabaseError) {
    for one in received {
      guard let name = one.name else { continue }
      try insertKnown.bind(1, one.sender)
      try insertKnown.bind(2, name)
      try insertKnown.bind(3, Int(wall))
      try insertKnown.run()
    }
    guard received.contains(where: \.speaks) else { return }
    try posting.setWord(Self.spokenWord, "\(lastNumber)")
    try posting.setWord(Self.textsWord, "\(texts)")
  }

  /// A number for a text that has none; it is stored with what came.
  func nextText() -> Int {
    texts += 1
    return texts
  }

  /// Who wrote to the bot of late, oldest first, and how many of them since its last word.
  ///
  /// Throws `DatabaseError`.
  func writers() throws(DatabaseError) -> (names: [String], unanswered: Int) {
    let spoken = try posting.word(Self.spokenWord).flatMap { Int($0) } ?? 0
    let rows = try posting.database.prepare(
      "SELECT number, sender FROM letter ORDER BY number DESC LIMIT 1000")
    var names: [String] = []
    var unanswered = 0
    while try rows.step() {
      names.append(rows.text(1))
      if rows.int(0) > spoken { unanswered += 1 }
    }
    return (names.reversed(), unanswered)
  }

  // MARK: housekeeping

  /// Says how the link stands to its hub, for whoever looks.
  func setState(_ text: String) throws(DatabaseError) { try posting.setWord(Self.stateWord, text) }

  /// Says whether the other side's link answers, for whoever looks.
  func setProbe(_ text: String) throws(DatabaseError) { try posting.setWord(Self.probeWord, text) }

  /// Forgets what is older than that time of the wall clock, nanoseconds since 1970.
  ///
  /// The last letter stays: its number must not be given again. Of letters with one id all go, or none: the next one is
  /// named by how many there are. Throws `DatabaseError`.
  func forget(before wall: Int64) throws {
    let database = posting.database
    for sql in [
      "DELETE FROM known WHERE at < ?1",
      """
      DELETE FROM letter WHERE id NOT IN (
      SELECT id FROM letter WHERE number = (SELECT max(number) FROM letter)
      OR CASE WHEN refusal IS NULL THEN ifnull(handed, ?1) ELSE seen END >= ?1)
      """,
    ] {
      let statement = try database.prepare(sql)
      try statement.bind(1, Int(wall))
      try statement.run()
    }
    try posting.forget(before: Int(wall / 1_000_000))
  }
}
