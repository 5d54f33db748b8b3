import CLinux
import Glibc

/// Whether the front of files in a folder can be taken off: tried, since no file system says so.
package enum CutTrial {
  /// Takes a block off a file without a name in that folder.
  ///
  /// - Returns: the size of a block, in bytes; nil where the file system cannot do it.
  /// - Throws: ``SystemError`` of `open` (`EACCES`, `EROFS`), `ftruncate` and `write` (`ENOSPC`).
  package static func run(in folder: Folder, like owner: FileStatus) throws(SystemError) -> Int? {
    let magicPath = folder.descriptor.magicPath
    return try FileOwner.acting(for: owner, path: folder.path) { () throws(SystemError) in
      let file: Descriptor
      do throws(SystemError) {
        file = Descriptor(
          try systemCall("open", folder.path) {
            open(magicPath, cl_O_TMPFILE | O_RDWR | O_CLOEXEC, 0o600)
          })
      } catch {
        // Where no file can be without a name, no front can be taken off one either: all that can do both.
        if error.errno == EOPNOTSUPP || error.errno == EISDIR || error.errno == ENOENT { return nil }
        throw error
      }
      var room = statvfs()
      try systemCall("fstatvfs", folder.path) { fstatvfs(file.number, &room) }
      let block = max(512, Int(room.f_bsize))
      let bytes = [UInt8](repeating: 0x2E, count: block)
      for at in 0..<2 {
        try systemCall("pwrite", folder.path) { pwrite(file.number, bytes, block, at * block) }
      }
      do throws(SystemError) {
        try systemCall("fallocate", folder.path) { cl_cut_front(file.number, block) }
        return block
      } catch {
        if error.errno == EOPNOTSUPP || error.errno == EINVAL || error.errno == ENOSYS { return nil }
        throw error
      }
    }
  }
}
