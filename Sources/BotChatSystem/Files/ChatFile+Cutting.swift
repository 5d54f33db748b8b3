import CLinux
import Glibc

// What an archive does to a chat file: the one exception from appending (R8).
extension ChatFile {
  /// Takes whole blocks off the front, durably.
  ///
  /// The kernel does it under the lock that every write takes, so no append is lost or torn; each finds the new end.
  /// Throws ``SystemError`` of `open`, `fallocate` (`EOPNOTSUPP` where the file system cannot, `EINVAL` for what is no
  /// whole block or all of the file) and `fsync`; after the last it may have happened. Source: fallocate(2).
  package func cutFront(_ count: Int) throws(SystemError) {
    let file = try openToChange()
    try systemCall("fallocate", path) { cl_cut_front(file.number, count) }
    try systemCall("fsync", path) { fsync(file.number) }
  }

  /// Writes over the first bytes, durably; the length stays.
  ///
  /// Throws ``SystemError`` of `open`, `pwrite` and `fsync`. A short write is gone on with.
  package func writeFront(_ bytes: [UInt8]) throws(SystemError) {
    let file = try openToChange()
    var done = 0
    while done < bytes.count {
      done += try systemCall("pwrite", path) {
        bytes.withUnsafeBytes {
          pwrite(file.number, $0.baseAddress?.advanced(by: done), bytes.count - done, done)
        }
      }
    }
    try systemCall("fsync", path) { fsync(file.number) }
  }

  /// Without `O_APPEND`, with which `pwrite` would append.
  private func openToChange() throws(SystemError) -> Descriptor {
    closeWriter()
    return try Self.reopen(reader, status(), O_RDWR, path)
  }
}
