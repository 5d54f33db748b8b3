import BotChatCore
import BotChatSystem

/// What the health check keeps in the state folder.
struct HealthState {
  /// The switch that `scripts/stop` leaves behind.
  static let stopped = "stopped"
  private static let memoryName = "health"
  private static let metricsName = "metrics.prom"

  let folder: StateFolder
  /// Held for as long as the check runs: two at once would start everything twice (H1).
  private let lock: LockFile?
  /// Why the disk takes no lock; nil: it is held.
  private let lockFailure: SystemError?

  /// Throws a `Complaint`: 75 when another check is at work, 74 when the folder cannot be used.
  init(_ source: ConfigurationFile) throws(Complaint) {
    do throws(TrustError) {
      folder = try StateFolder(path: source.state)
    } catch {
      throw Complaint(
        "cannot use the state folder \(source.state): \(error)",
        hint: "it must be yours, and writable by nobody else", exit: .inputOutput)
    }
    let path = folder.path(of: "health.lock")
    let held: LockFile?
    do throws(SystemError) {
      held = try LockFile.acquireForLife(path)
    } catch {
      guard error.isFull || error.isReadOnly else {
        throw Complaint(
          "cannot lock \(path): \(error)",
          hint: error.isRefused ? "run this as the user who runs the relay, or as root" : nil,
          exit: .inputOutput)
      }
      // Such a disk is what the check is there to tell of. It only looks then, and two of those are no harm.
      lock = nil
      lockFailure = error
      return
    }
    guard let held else {
      let holder = LockFile.holder(path).map { ": process \($0.pid)" } ?? ""
      throw Complaint(
        "another health check is at work\(holder)", hint: "wait for it, or look at log/healthcheck.log",
        exit: .tryAgain)
    }
    lock = held
    lockFailure = nil
  }

  /// Whether anything may be started or ended: no other check is at work.
  var isLocked: Bool { lock != nil }

  /// That no lock can be had; nil: it is held.
  var finding: Finding? {
    lockFailure.map { error in
      Finding(
        .state, "health.lock", .critical, found: "it cannot be locked: \(error)",
        expected: "a disk that takes a lock: without it this check only looks")
    }
  }

  // MARK: switches

  var isStopped: Bool { (try? folder.exists(Self.stopped)) == true }

  func setStopped(_ isStopped: Bool) throws(SystemError) {
    if isStopped {
      try folder.writeAtomically(Self.stopped, Array("healthcheck --start goes on\n".utf8))
    } else {
      try folder.remove(Self.stopped)
    }
  }

  // MARK: memory

  func memory() -> HealthMemory { Self.memory(in: folder) }

  /// What the last check left in this state folder.
  static func memory(in folder: StateFolder) -> HealthMemory {
    let bytes = (try? folder.readSmall(memoryName, limit: 1 << 20)) ?? []
    return HealthMemory(
      text: String(decoding: bytes, as: UTF8.self), boot: ProcessTable().bootID() ?? "unknown")
  }

  /// Stores what the next run needs, and the metrics; what stands in the way is told, or nil.
  func store(_ memory: HealthMemory, metrics: String) -> SystemError? {
    do throws(SystemError) {
      try folder.writeAtomically(Self.memoryName, Array(memory.text.utf8), isDurable: false)
      try folder.writeAtomically(Self.metricsName, Array(metrics.utf8), isDurable: false)
      return nil
    } catch {
      return error
    }
  }
}
