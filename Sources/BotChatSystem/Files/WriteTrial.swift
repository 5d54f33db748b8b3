import Glibc

/// Whether a folder takes bytes, by writing some: what a file system says about itself is not always so.
package enum WriteTrial {
  /// Makes a file of 64 KiB in the folder, and removes it.
  ///
  /// Its bytes are reserved on the disk, and not synced: that costs what the disk costs, and a full one shows
  /// without it. Throws ``SystemError`` of `openat`, `fallocate` and `write` (`ENOSPC`, `EDQUOT`, `EROFS`, `EIO`).
  package static func run(in folder: StateFolder) throws(SystemError) {
    let name = ".trial.\(ThisProcess.pid)"
    let path = folder.path(of: name)
    let flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW
    let file = Descriptor(try systemCall("open", path) { open(path, flags, 0o600) })
    defer { unlink(path) }
    let bytes = [UInt8](repeating: 0x2E, count: 64 << 10)
    var done = 0
    while done < bytes.count {
      done += try systemCall("write", path) {
        bytes.withUnsafeBytes { write(file.number, $0.baseAddress?.advanced(by: done), $0.count - done) }
      }
    }
  }
}
