import CLinux
import Glibc

// Small files in a folder that may be somebody else's: no link in it is followed, and what is made there is the
// folder's owner's.
extension Folder {
  /// Reads a small file whole.
  ///
  /// Throws ``SystemError`` of `openat2` (`ELOOP` for a link) and `read`, `EINVAL` for something that is no regular
  /// file, and `EFBIG` for more than `limit` bytes.
  package func readSmall(_ name: String, limit: Int) throws(SystemError) -> [UInt8] {
    let flags = O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY
    let file = Descriptor(
      try systemCall("openat2", path(of: name)) { cl_open_beneath(descriptor.number, name, flags) })
    guard try FileStatus(of: file.number, path: path(of: name)).kind == .regular else {
      throw SystemError(call: "openat2", path: path(of: name), errno: EINVAL)
    }
    return try SmallFile.read(file, path(of: name), limit: limit)
  }

  /// Replaces a file so that a reader sees the old content or the new, never a part; mode 0644.
  ///
  /// A link that stands at the name is replaced, and what it leads to is left alone. Throws ``SystemError`` of
  /// `openat`, `write` and `renameat`; the old content is there as before.
  package func replace(_ name: String, _ bytes: [UInt8]) throws(SystemError) {
    try Self.check(name, in: path)
    let owner = try FileStatus(of: descriptor.number, path: path)
    // A name that nobody can have put there before us.
    let draft = "\(name).\(ThisProcess.pid).\(MonotonicClock.now()).half"
    try FileOwner.acting(for: owner, path: path) { () throws(SystemError) in
      let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW
      let file = Descriptor(
        try systemCall("openat", path(of: draft)) { openat(descriptor.number, draft, flags, 0o644) })
      do throws(SystemError) {
        let count = try systemCall("write", path(of: draft)) { write(file.number, bytes, bytes.count) }
        guard count == bytes.count else {
          throw SystemError(call: "write", path: path(of: draft), errno: ENOSPC)
        }
        try systemCall("renameat", path(of: name)) {
          renameat(descriptor.number, draft, descriptor.number, name)
        }
      } catch {
        _ = unlinkat(descriptor.number, draft, 0)
        throw error
      }
    }
  }
}
