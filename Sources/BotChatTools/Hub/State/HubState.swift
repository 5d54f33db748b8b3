import BotChatCore
import BotChatSystem

/// The hub's state folder: locked for life, and its database.
struct HubState {
  static let lockName = "hub.lock"
  static let databaseName = "hub.db"
  static let markName = "hub.progress"
  static let addressName = "hub.address"

  let folder: StateFolder
  private let lock: LockFile
  /// The path of the database.
  let path: String

  /// Throws a `Complaint`: 75 when another hub has it, 74 when it cannot be used.
  init(_ source: HubConfiguration) throws(Complaint) {
    do throws(TrustError) {
      folder = try StateFolder(path: source.state)
    } catch {
      throw Complaint(
        "cannot use the state folder \(source.state): \(error)",
        hint: "it must be yours, and writable by nobody else", exit: .inputOutput)
    }
    path = folder.path(of: Self.databaseName)
    let lockPath = folder.path(of: Self.lockName)
    let taken: LockFile?
    do throws(SystemError) {
      taken = try LockFile.acquireForLife(lockPath)
    } catch {
      throw Complaint("cannot lock \(lockPath): \(error)", exit: .inputOutput)
    }
    guard let taken else {
      let holder = LockFile.holder(lockPath)
      throw Complaint(
        "another hub runs with \(source.state)"
          + (holder.map { ": process \($0.pid), \($0.executable)" } ?? ""),
        hint: "end it first, or give this one another state folder", exit: .tryAgain)
    }
    lock = taken
  }

  /// Leaves word where it can be asked from this machine, for the health check.
  ///
  /// Throws `SystemError`.
  func noteAddress(_ listen: String, port: Int, isEncrypted: Bool) throws(SystemError) {
    let host = listen == "0.0.0.0" ? "127.0.0.1" : listen == "::" ? "::1" : listen
    let authority = host.contains(":") ? "[\(host)]" : host
    let url = "\(isEncrypted ? "https" : "http")://\(authority):\(port)/\n"
    try folder.writeAtomically(Self.addressName, Array(url.utf8), isDurable: false)
  }

  /// Opens the database and reads what the last life left in it; makes it where there is none.
  ///
  /// Throws a `Complaint`: 78 when a newer version has written it, 74 when it is damaged or cannot be opened. It is
  /// never made anew in silence: what members were promised stands in it.
  func open() throws(Complaint) -> (database: HubDatabase, memory: HubMemory) {
    do {
      return try Database.openPatiently {
        let database = try HubDatabase(path: path)
        try database.database.quickCheck()
        return (database, try database.memory())
      }
    } catch let error as HubDatabase.NewerSchema {
      throw Complaint(
        "\(path) was written by a newer version: schema \(error.found), and this one knows \(error.known)",
        hint: "start the newer version", exit: .configuration)
    } catch let error as DatabaseError where error.isNotOurs {
      throw Complaint(
        "\(path) is damaged: \(error)",
        hint: "restore it from a backup, or move it away with its -wal to begin without what was kept",
        exit: .inputOutput)
    } catch {
      throw Complaint("cannot open \(path): \(error)", exit: .inputOutput)
    }
  }
}
