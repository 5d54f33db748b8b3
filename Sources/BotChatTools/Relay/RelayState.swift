import BotChatCore
import BotChatSystem

/// The relay's state folder, taken for this process: lock, identity and database (R13, R16).
final class RelayState {
  let folder: StateFolder
  let database: RelayDatabase
  /// The key of the marks in the database.
  let key: (UInt64, UInt64)
  /// How the relay has to begin.
  private(set) var beginning: Beginning
  /// What had to be moved aside, for the log.
  let damaged: String?
  private let lock: LockFile

  /// Throws a `Complaint`: 75 when another relay has the folder, 74 when it cannot be used, 78 when it belongs to
  /// a newer version.
  init(path: String) throws(Complaint) {
    do {
      folder = try StateFolder(path: path)
    } catch {
      throw Complaint(
        "cannot use the state folder \(path): \(error)",
        hint: "it must be yours, and writable by nobody else; \"state\" in the configuration names another",
        exit: .inputOutput)
    }
    lock = try Self.take(folder)
    let (database, damaged) = try Self.open(folder)
    self.database = database
    self.damaged = damaged
    let known = try Self.readID(folder)
    do {
      let stored = try database.word("key")
      let text = known ?? stored ?? Self.newKey()
      if stored != text { try database.setWord("key", text) }
      key = Self.parse(text)
      let hasPositions = !(try database.memory(files: []).orphans.isEmpty)
      beginning = hasPositions ? .resumed : known == nil ? .first(FirstStart()) : .lost
    } catch {
      throw Complaint("cannot read the state in \(path): \(error)", exit: .inputOutput)
    }
  }

  /// Says how a first start treats the history; without effect on any other start.
  func wish(_ wishes: FirstStart) {
    if case .first = beginning { beginning = .first(wishes) }
  }

  /// Writes `relay.id`: from now on a missing database means that the state was lost (R13).
  func confirm() throws(Complaint) {
    beginning = .resumed
    do {
      if try folder.readSmall("relay.id", limit: 256) == nil {
        try folder.writeAtomically("relay.id", Array((try database.word("key") ?? "").utf8) + [10])
      }
    } catch {
      throw Complaint("cannot write relay.id: \(error)", exit: .inputOutput)
    }
  }

  private static func take(_ folder: StateFolder) throws(Complaint) -> LockFile {
    let path = folder.path(of: "relay.lock")
    do {
      if let lock = try LockFile.acquire(path) { return lock }
    } catch {
      throw Complaint("cannot lock \(path): \(error)", exit: .inputOutput)
    }
    let holder = LockFile.holder(path)
    throw Complaint(
      "another relay holds \(folder.path)" + (holder.map { ": process \($0.pid), \($0.executable)" } ?? ""),
      hint: holder.map { "end it first: kill \($0.pid)" } ?? "end it first", exit: .tryAgain)
  }

  private static func open(_ folder: StateFolder) throws(Complaint) -> (RelayDatabase, damaged: String?) {
    do {
      return (try check(RelayDatabase(path: folder.path(of: "relay.db"))), nil)
    } catch let error as RelayDatabase.NewerSchema {
      throw Complaint(
        "the state in \(folder.path) was written by a newer version (schema \(error.found), known \(error.known))",
        hint: "run that version, or give this one a state folder of its own", exit: .configuration)
    } catch let error as DatabaseError where error.isDamaged {
      return (try moveAside(folder), damaged: "\(error)")
    } catch {
      throw Complaint("cannot open \(folder.path)/relay.db: \(error)", exit: .inputOutput)
    }
  }

  /// After a run that did not end by itself the whole database is looked at; a clean one is believed.
  private static func check(_ database: RelayDatabase) throws -> RelayDatabase {
    if try database.word("clean") != "yes" { try database.database.quickCheck() }
    return database
  }

  private static func moveAside(_ folder: StateFolder) throws(Complaint) -> RelayDatabase {
    let suffix = ".damaged-\(WallClock.now() / 1_000_000_000)"
    do {
      for name in ["relay.db", "relay.db-wal", "relay.db-shm"] {
        try folder.rename(name, to: name + suffix)
      }
      return try RelayDatabase(path: folder.path(of: "relay.db"))
    } catch {
      throw Complaint("cannot replace the damaged \(folder.path)/relay.db: \(error)", exit: .inputOutput)
    }
  }

  private static func readID(_ folder: StateFolder) throws(Complaint) -> String? {
    do {
      guard let bytes = try folder.readSmall("relay.id", limit: 256) else { return nil }
      let text = String(decoding: bytes.prefix { $0 != 10 }, as: UTF8.self)
      return text.utf8.count == 32 ? text : newKey()
    } catch {
      throw Complaint("cannot read \(folder.path)/relay.id: \(error)", exit: .inputOutput)
    }
  }

  private static func newKey() -> String {
    Hashing.randomBytes(16).map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
  }

  private static func parse(_ text: String) -> (UInt64, UInt64) {
    (UInt64(text.prefix(16), radix: 16) ?? 0, UInt64(text.dropFirst(16), radix: 16) ?? 0)
  }
}
