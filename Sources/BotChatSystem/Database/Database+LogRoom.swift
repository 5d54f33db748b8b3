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
}
