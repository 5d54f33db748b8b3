import CSQLite
import Glibc

extension Database {
  /// How far the log grows before it begins anew, about.
  private static let logRoom = 4 << 20

  /// Writes zeros ahead of the log, so that a commit which waits for the disk waits for its pages and for nothing else.
  ///
  /// A file that grows has its length and its blocks to be synced too, which takes half as long again. For who has
  /// somebody waiting for each commit; to be called before this connection or another one writes. What follows the last
  /// frame with a right checksum is nothing to SQLite. Where there is little room on the disk, or where it fails, the
  /// log grows as it always does. Source: https://www.sqlite.org/walformat.html
  package func makeLogRoom() {
    let number = open("\(path)-wal", O_RDWR | O_CLOEXEC | O_NOFOLLOW)
    guard number >= 0 else { return }
    let log = Descriptor(number)
    guard let size = try? FileStatus(of: log.number, path: path).size, size < Self.logRoom,
      let room = try? FileSystemRoom(at: path), room.bytes > ChatFile.comfortableSpace
    else { return }
    let zeros = [UInt8](repeating: 0, count: Self.logRoom - size)
    // Less than all of it is room as well.
    _ = pwrite(log.number, zeros, zeros.count, off_t(size))
    _ = fsync(log.number)
  }

  /// How many pages the log has when it is to be folded in: as many as fit into its room, nearly.
  private static let longLog = 800

  /// Leaves it to ``foldLog()`` when the log is written into the database, instead of to the commit that makes it long:
  /// somebody waits for that one.
  ///
  /// Throws ``DatabaseError``. Source: https://www.sqlite.org/c3ref/wal_hook.html
  package func foldLogLater() throws(DatabaseError) {
    guard logPages == nil else { return }
    try execute("PRAGMA wal_autocheckpoint=0")
    let pages = UnsafeMutablePointer<Int>.allocate(capacity: 1)
    pages.initialize(to: 0)
    logPages = pages
    sqlite3_wal_hook(
      handle,
      { pages, _, _, count in
        pages?.assumingMemoryBound(to: Int.self).pointee = Int(count)
        return SQLITE_OK
      }, pages)
  }

  /// Whether it is time for ``foldLog()``.
  package var isLogLong: Bool { (logPages?.pointee ?? 0) >= Self.longLog }

  /// Whether that cannot wait any longer.
  package var isLogTooLong: Bool { (logPages?.pointee ?? 0) >= 2 * Self.longLog }

  /// Writes into the database what stands in the log, so that the next commit begins it anew.
  ///
  /// What readers still need stays in the log until the next time, and so does everything where the disk refuses: it is
  /// as safe there. Source: `sqlite3_wal_checkpoint_v2`, PASSIVE.
  package func foldLog() {
    logPages?.pointee = 0
    _ = sqlite3_wal_checkpoint_v2(handle, nil, SQLITE_CHECKPOINT_PASSIVE, nil, nil)
  }
}
