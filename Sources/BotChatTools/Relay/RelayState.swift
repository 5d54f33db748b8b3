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

  /// Takes the folder.
  ///
  /// - Parameters:
  ///   - path: the folder.
  ///   - damage: why the database was given up when it was read last; it is moved aside then.
  /// - Throws: a `Complaint`: 75 when another relay has the folder, 74 when it cannot be used, 78 when it belongs to
  ///   a newer version; a `DatabaseError` that `isNotOurs` where the database is not one that a relay has left.
  init(path: String, damage: DatabaseError? = nil) throws {
    do {
      folder = try StateFolder(path: path)
    } catch {
      throw Complaint(
        "cannot use the state folder \(path): \(error)",
        hint: "it must be yours, and writable by nobody else; \"state\" in the configuration names another",
        exit: .inputOutput)
    }
    lock = try Self.take(folder)
    damaged = damage.map { "\($0)" }
    database = try damage == nil ? Self.open(folder) : Self.moveAside(folder)
    let (hasBegun, known) = try Self.readID(folder)
    do {
      // The marks in the database were made with the key beside them, whatever has become of relay.id.
      let stored = try database.word("key")
      let text = stored ?? known ?? MarkKey.new()
      guard let key = MarkKey.parse(text) else { throw DatabaseError(impossible: "no key", sql: "key") }
      if stored == nil { try database.setWord("key", text) }
      self.key = key
      let hasPositions = !(try database.memory(files: []).orphans.isEmpty)
      beginning = hasPositions ? .resumed : hasBegun ? .lost : .first(FirstStart())
    } catch let error as DatabaseError where error.isNotOurs {
      throw error
    } catch {
      throw Complaint("cannot read the state in \(path): \(error)", exit: .inputOutput)
    }
  }

  /// Whether nothing was there before.
  var isFirst: Bool {
    if case .first = beginning { true } else { false }
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

  /// Whether a relay runs that serves this state folder; a lock that cannot be asked says no.
  static func isServed(_ state: String) -> Bool { (try? LockFile.isHeld("\(state)/relay.lock")) == true }

  private static func take(_ folder: StateFolder) throws(Complaint) -> LockFile {
    let path = folder.path(of: "relay.lock")
    do {
      if let lock = try LockFile.acquireForLife(path) { return lock }
    } catch {
      throw Complaint("cannot lock \(path): \(error)", exit: .inputOutput)
    }
    let holder = LockFile.holder(path)
    throw Complaint(
      "another relay holds \(folder.path)" + (holder.map { ": process \($0.pid), \($0.executable)" } ?? ""),
      hint: holder.map { "end it first: healthcheck --stop, or kill \($0.pid) where nothing looks after it" }
        ?? "end it first", exit: .tryAgain)
  }

  private static func open(_ folder: StateFolder) throws -> RelayDatabase {
    do {
      return try RelayDatabase(path: folder.path(of: "relay.db"))
    } catch let error as RelayDatabase.NewerSchema {
      throw Complaint(
        "the state in \(folder.path) was written by a newer version (schema \(error.found), known \(error.known))",
        hint: "run that version, or give this one a state folder of its own", exit: .configuration)
    } catch let error as DatabaseError where error.isNotOurs {
      throw error
    } catch {
      throw Complaint("cannot open \(folder.path)/relay.db: \(error)", exit: .inputOutput)
    }
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

  /// Whether `relay.id` is there, and the key in it, if that is whole.
  private static func readID(_ folder: StateFolder) throws(Complaint) -> (isThere: Bool, key: String?) {
    do {
      guard try folder.exists("relay.id") else { return (false, nil) }
    } catch {
      throw Complaint("cannot read \(folder.path)/relay.id: \(error)", exit: .inputOutput)
    }
    let bytes = (try? folder.readSmall("relay.id", limit: 256)) ?? []
    let text = String(decoding: bytes.prefix { $0 != 10 }, as: UTF8.self)
    return (true, MarkKey.parse(text) == nil ? nil : text)
  }
}
