import CLinux
import Glibc

/// A configured folder that is opened once and held.
///
/// Everything below it is reached through the held descriptor, so replacing the folder or a link on its
/// path does not lead anywhere else. Links on the way to the folder are followed once, when it is opened:
/// they belong to whoever wrote the configuration.
/// Source: DESIGN.md section 8 (security), open(2) `O_PATH`.
package final class Folder {
  /// The path as it was given.
  package let path: String
  /// Device and inode of what is held.
  package let identity: FileIdentity
  let descriptor: Descriptor

  /// Opens and holds the folder.
  ///
  /// Throws ``SystemError`` of `open` (`ENOENT`, `ENOTDIR`, `EACCES`, `EMFILE`); `EINTR` is retried.
  package init(path: String) throws(SystemError) {
    guard !path.utf8.contains(0) else { throw SystemError(call: "open", path: path, errno: EINVAL) }
    let number = try systemCall("open", path) { open(path, cl_O_PATH | O_DIRECTORY | O_CLOEXEC) }
    descriptor = Descriptor(number)
    identity = try FileStatus(of: number, path: path).identity
    self.path = path
  }

  /// Whether the folder was removed, or another one stands at its path now.
  ///
  /// A path that cannot be looked up for another reason counts as stale too: opening it again says why.
  /// A held folder gives no inotify event when it is removed, so this is to be asked at each poll.
  package var isStale: Bool {
    guard let held = try? FileStatus(of: descriptor.number, path: path), held.links > 0 else { return true }
    var raw = stat()
    guard stat(path, &raw) == 0 else { return true }
    return FileStatus(raw).identity != identity
  }

  /// The path of what is held, every link resolved; nil where `/proc` does not tell.
  package var resolvedPath: String? { LinkTarget.read(descriptor.magicPath) }

  /// The status of one name in the folder, of a link itself; nil when there is none.
  ///
  /// Throws ``SystemError`` of `fstatat`, and `EINVAL` for a name that is no single name.
  package func status(of name: String) throws(SystemError) -> FileStatus? {
    try status(of: name, AT_SYMLINK_NOFOLLOW)
  }

  /// The status of what a name leads to in the end, links followed; nil when it leads nowhere.
  ///
  /// Nothing is opened. Only for comparing identities: a link counts when it leads to another configured
  /// chat. Throws ``SystemError`` of `fstatat` (`ELOOP` for a ring).
  package func statusBehindLinks(of name: String) throws(SystemError) -> FileStatus? {
    try status(of: name, 0)
  }

  /// Whether the name stands in the folder, as whatever it is.
  ///
  /// Throws ``SystemError`` of `fstatat`, except for `ENOENT`.
  package func exists(_ name: String) throws(SystemError) -> Bool {
    try status(of: name) != nil
  }

  /// The path of a name in this folder, for people.
  package func path(of name: String) -> String {
    PathText.endsInSlash(path) ? path + name : path + "/" + name
  }

  /// Whether the name stands in the folder; a name that cannot be asked about counts as missing.
  ///
  /// For questions that come with every message: it costs the call and nothing else. Source: fstatat(2).
  package func holds(_ name: EntryName) -> Bool {
    var raw = stat()
    return fstatat(descriptor.number, name.characters, &raw, AT_SYMLINK_NOFOLLOW) == 0
  }

  /// As ``status(of:)`` with a text, at no cost beside the call.
  package func status(of name: EntryName) throws(SystemError) -> FileStatus? {
    try status(of: name, AT_SYMLINK_NOFOLLOW)
  }

  private func status(of name: String, _ flags: Int32) throws(SystemError) -> FileStatus? {
    try status(of: EntryName(name), flags)
  }

  private func status(of name: EntryName, _ flags: Int32) throws(SystemError) -> FileStatus? {
    var raw = stat()
    do throws(SystemError) {
      try systemCall("fstatat", path(of: name.text)) {
        fstatat(descriptor.number, name.characters, &raw, flags)
      }
    } catch {
      if error.errno == ENOENT { return nil }
      throw error
    }
    return FileStatus(raw)
  }

  /// Refuses what is not one name: empty, dots, a slash or a NUL in it.
  ///
  /// Throws ``SystemError`` `EINVAL`.
  static func check(_ name: String, in path: String) throws(SystemError) {
    let bytes = name.utf8
    if name.isEmpty || name == "." || name == ".." || bytes.contains(0) || bytes.contains(0x2F) {
      throw SystemError(call: "open", path: "\(path)/\(name)", errno: EINVAL)
    }
  }
}
