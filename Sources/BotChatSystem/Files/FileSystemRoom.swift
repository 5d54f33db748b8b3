import Glibc

/// How much room a file system has.
///
/// Source: statvfs(3).
package struct FileSystemRoom: Equatable, Sendable {
  /// Bytes that this user may still write.
  package let bytes: Int
  /// Files that this user may still make; nil where the file system has no fixed number of them.
  package let files: Int?
  package let isReadOnly: Bool

  /// Asks about the file system that the path is on.
  ///
  /// Throws ``SystemError`` of `statvfs`.
  package init(at path: String) throws(SystemError) {
    var raw = statvfs()
    try systemCall("statvfs", path) { statvfs(path, &raw) }
    bytes = Int(clamping: raw.f_bavail.multipliedReportingOverflow(by: raw.f_frsize).partialValue)
    files = raw.f_files > 0 ? Int(clamping: raw.f_favail) : nil
    isReadOnly = raw.f_flag & UInt(ST_RDONLY) != 0
  }
}
