import Glibc

/// Whether the kernel still lets this user watch files, by trying it.
///
/// Source: inotify(7), `/proc/sys/fs/inotify`.
package enum WatchTrial {
  /// Makes an instance with one watch, and lets it go.
  ///
  /// Throws ``SystemError`` of `inotify_init` (`EMFILE`: `max_user_instances`) and `inotify_add_watch` (`ENOSPC`:
  /// `max_user_watches`).
  package static func run(on path: String) throws(SystemError) {
    let instance = Descriptor(
      try systemCall("inotify_init", path) { inotify_init1(Int32(IN_CLOEXEC) | Int32(IN_NONBLOCK)) })
    try systemCall("inotify_add_watch", path) {
      inotify_add_watch(instance.number, path, UInt32(IN_DELETE_SELF))
    }
  }

  /// A limit of the kernel's by its name, such as `max_user_watches`; nil where it does not tell.
  package static func limit(_ name: String) -> Int? {
    guard let bytes = try? SmallFile.read("/proc/sys/fs/inotify/\(name)", limit: 64) else { return nil }
    return Int(String(decoding: bytes.prefix { $0 > 0x20 }, as: UTF8.self))
  }
}
