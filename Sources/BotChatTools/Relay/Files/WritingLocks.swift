import BotChatSystem

/// The files `relay-writing-<bot>`, which say that the relay is writing where that bot is at home (R15).
final class WritingLocks {
  /// How their names begin.
  static let prefix = "relay-writing-"

  private struct Held {
    var locks: [LockFile]
    var lastWrite: Int64
  }

  private let folder: StateFolder
  private let hold: Int64
  private var held: [Int: Held] = [:]
  /// Read once: it costs three looks into /proc.
  private let holder = ThisProcess.holder

  /// Keeps each file for `hold` nanoseconds after the last write.
  init(in folder: StateFolder, hold: Int64) {
    self.folder = folder
    self.hold = hold
  }

  /// Takes away what a relay that was killed has left.
  func removeStale() {
    for name in (try? folder.names()) ?? [] where name.hasPrefix(Self.prefix) {
      if let lock = try? LockFile.acquire(folder.path(of: name)) { try? lock.remove() }
    }
  }

  /// Shows that a home is written to.
  ///
  /// That a file cannot be made is no reason not to deliver.
  func take(_ home: Int, bots: [String], at now: Int64) {
    if held[home] != nil {
      held[home]?.lastWrite = now
      return
    }
    let locks = bots.compactMap { bot in
      (try? LockFile.acquire(folder.path(of: Self.prefix + "\(bot)"), as: holder)).flatMap(\.self)
    }
    held[home] = Held(locks: locks, lastWrite: now)
  }

  /// Removes what is over, and tells when to come again.
  func release(at now: Int64) -> Int64? {
    for (home, one) in held where now - one.lastWrite >= hold {
      for lock in one.locks { try? lock.remove() }
      held[home] = nil
    }
    return held.values.map { $0.lastWrite + hold }.min()
  }

  func releaseAll() {
    for one in held.values { for lock in one.locks { try? lock.remove() } }
    held.removeAll()
  }
}
