import Glibc

/// What the kernel knows about a file at one moment.
///
/// Source: stat(2), inode(7).
package struct FileStatus: Equatable, Sendable {
  /// What a name stands for.
  package enum Kind: Equatable, Sendable {
    case regular
    case directory
    case symlink
    case fifo
    case socket
    /// A character or block device.
    case device
  }

  package let identity: FileIdentity
  package let kind: Kind
  /// Bytes.
  package let size: Int
  /// When the content changed last, in nanoseconds of wall time since 1970.
  package let modified: Int64
  /// When content or inode changed last, in nanoseconds of wall time since 1970.
  package let changed: Int64
  /// Names of the file.
  ///
  /// 0 after the last one is removed while it is still open.
  package let links: Int
  package let owner: UInt32
  package let group: UInt32
  /// Permission bits with setuid, setgid and sticky: the low twelve bits of `st_mode`.
  package let mode: UInt32

  /// Whether group or others may write, by the permission bits alone.
  package var isWritableByOthers: Bool { mode & 0o022 != 0 }

  init(_ raw: stat) {
    identity = FileIdentity(device: UInt64(raw.st_dev), inode: UInt64(raw.st_ino))
    size = Int(raw.st_size)
    modified = Self.nanoseconds(raw.st_mtim)
    changed = Self.nanoseconds(raw.st_ctim)
    links = Int(raw.st_nlink)
    owner = raw.st_uid
    group = raw.st_gid
    mode = raw.st_mode & 0o7777
    switch raw.st_mode & S_IFMT {
    case S_IFREG: kind = .regular
    case S_IFDIR: kind = .directory
    case S_IFLNK: kind = .symlink
    case S_IFIFO: kind = .fifo
    case S_IFSOCK: kind = .socket
    default: kind = .device
    }
  }

  /// The status of an open file.
  ///
  /// Source: fstat(2). Throws ``SystemError``.
  init(of descriptor: Int32, path: @autoclosure () -> String) throws(SystemError) {
    var raw = stat()
    try systemCall("fstat", path()) { fstat(descriptor, &raw) }
    self.init(raw)
  }

  /// The status of what stands at a path, links followed.
  ///
  /// Source: stat(2). Throws ``SystemError`` (`ENOENT`, `EACCES`).
  package init(path: String) throws(SystemError) {
    var raw = stat()
    try systemCall("stat", path) { stat(path, &raw) }
    self.init(raw)
  }

  /// Whether it is the same file with the same content, as far as this can be told without reading it.
  package func hasContent(of other: FileStatus) -> Bool {
    identity == other.identity && size == other.size && modified == other.modified
  }

  // A file's time is text of whoever can call utimensat: it may lie outside what 64 bits of nanoseconds hold.
  private static func nanoseconds(_ time: timespec) -> Int64 {
    let (whole, overflow) = Int64(time.tv_sec).multipliedReportingOverflow(by: 1_000_000_000)
    if overflow { return time.tv_sec < 0 ? .min : .max }
    let (sum, carry) = whole.addingReportingOverflow(Int64(time.tv_nsec))
    return carry ? .max : sum
  }
}
