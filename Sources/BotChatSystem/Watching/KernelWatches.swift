import Glibc

/// What the kernel shows of this process's inotify instances.
///
/// libinotifytools tells neither its descriptor nor the number of a new watch.
/// Source: proc(5), `/proc/self/fd` and `/proc/self/fdinfo`.
enum KernelWatches {
  /// The descriptors of all inotify instances of this process.
  ///
  /// Throws ``SystemError`` of `opendir`.
  static func instances() throws(SystemError) -> [Int32] {
    try FolderNames.list("/proc/self/fd").compactMap { name in
      guard let number = Int32(name) else { return nil }
      return LinkTarget.read("/proc/self/fd/\(name)") == "anon_inode:inotify" ? number : nil
    }
  }

  /// The numbers of all live watches of an instance.
  ///
  /// Throws ``SystemError`` of `open` and `read`.
  static func numbers(of instance: Int32) throws(SystemError) -> [Int32] {
    let path = "/proc/self/fdinfo/\(instance)"
    // A line is at most some 150 bytes long; the limit is far above what a user may watch.
    let text = String(decoding: try SmallFile.read(path, limit: 64 << 20), as: UTF8.self)
    return text.split(separator: "\n").compactMap { line in
      let prefix = "inotify wd:"
      guard line.hasPrefix(prefix) else { return nil }
      return Int32(line.dropFirst(prefix.count).prefix { $0 != " " }, radix: 16)
    }
  }
}
