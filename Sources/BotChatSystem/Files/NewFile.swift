import Glibc

/// A file that is written whole where none is.
package enum NewFile {
  /// Writes a file with mode 0600 that nobody sees half of, and never in the place of another one.
  ///
  /// Its folder is made with its parents where it is missing.
  ///
  /// - Returns: false when something stands at the path already; that is left as it is.
  /// - Throws: ``SystemError`` of `mkdir`, `open`, `write` (`ENOSPC`), `fsync` and `link`; nothing is left behind then.
  package static func write(_ path: String, _ bytes: [UInt8]) throws(SystemError) -> Bool {
    let folder = PathText.divide(path).folder
    try makeFolders(folder)
    let draft = "\(path).\(ThisProcess.pid).half"
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW
    let file = Descriptor(try systemCall("open", draft) { open(draft, flags, 0o600) })
    defer { unlink(draft) }
    var done = 0
    while done < bytes.count {
      done += try systemCall("write", draft) {
        bytes[done...].withUnsafeBytes { Glibc.write(file.number, $0.baseAddress, $0.count) }
      }
    }
    try systemCall("fsync", draft) { fsync(file.number) }
    do throws(SystemError) {
      // Not rename(2), which takes the place of what somebody wrote meanwhile.
      try systemCall("link", path) { link(draft, path) }
    } catch {
      if error.errno == EEXIST { return false }
      throw error
    }
    let place = folder.isEmpty ? "/" : folder
    let opened = Descriptor(try systemCall("open", place) { open(place, O_RDONLY | O_DIRECTORY | O_CLOEXEC) })
    try systemCall("fsync", place) { fsync(opened.number) }
    return true
  }

  /// Gives a file another name in its folder, and never in the place of another one.
  ///
  /// - Returns: false when something has that name already; the file keeps its own then.
  /// - Throws: ``SystemError`` of `link` and `unlink`.
  package static func setAside(_ path: String, as name: String) throws(SystemError) -> Bool {
    let aside = "\(PathText.divide(path).folder)/\(name)"
    do throws(SystemError) {
      try systemCall("link", aside) { link(path, aside) }
    } catch {
      if error.errno == EEXIST { return false }
      throw error
    }
    try systemCall("unlink", path) { unlink(path) }
    return true
  }

  private static func makeFolders(_ path: String) throws(SystemError) {
    var made = ""
    for part in PathText.names(path) {
      made += "/" + part
      var raw = stat()
      if stat(made, &raw) == 0 { continue }
      do throws(SystemError) {
        try systemCall("mkdir", made) { mkdir(made, 0o755) }
      } catch {
        if error.errno != EEXIST { throw error }
      }
    }
  }
}
