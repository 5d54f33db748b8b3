import Glibc

extension Database {
  /// The process that writes the database at this moment, or keeps others from it; nil: none, or it cannot be told.
  ///
  /// Asks about the lock in the index of the WAL, and takes none. Not to be called while this process has the
  /// database open: closing the index gives up every lock that the process has there.
  /// Source: https://www.sqlite.org/walformat.html "WAL_WRITE_LOCK", fcntl(2) F_GETLK.
  package static func writer(of path: String) -> Int32? {
    let flags = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK
    let index = open("\(path)-shm", flags)
    guard index >= 0 else { return nil }
    let descriptor = Descriptor(index)
    var lock = Glibc.flock()
    lock.l_type = Int16(F_WRLCK)
    lock.l_whence = Int16(SEEK_SET)
    lock.l_start = 120
    lock.l_len = 1
    guard fcntl(descriptor.number, F_GETLK, &lock) == 0, lock.l_type != Int16(F_UNLCK) else { return nil }
    return lock.l_pid
  }
}
