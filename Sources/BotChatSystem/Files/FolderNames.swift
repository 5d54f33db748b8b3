import Glibc

/// The names in a folder.
package enum FolderNames {
  /// All names but `.` and `..`, sorted by their bytes.
  ///
  /// Throws ``SystemError`` of `opendir` (`ENOENT`, `ENOTDIR`, `EACCES`) and `readdir`.
  package static func list(_ path: String) throws(SystemError) -> [String] {
    guard let stream = opendir(path) else {
      throw SystemError(call: "opendir", path: path, errno: errno)
    }
    defer { closedir(stream) }
    var names: [String] = []
    while true {
      // NULL is the end or an error; only errno tells which.
      errno = 0
      guard let entry = readdir(stream) else {
        if errno == 0 { return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } }
        throw SystemError(call: "readdir", path: path, errno: errno)
      }
      let name = withUnsafePointer(to: &entry.pointee.d_name) { name in
        name.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
  }
}
