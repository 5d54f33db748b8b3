import Glibc

/// What makes two paths the same file: device and inode.
///
/// Inodes are used again after a file is gone, so an identity proves something only for as long as the
/// file is held open. Source: R9, inode(7).
package struct FileIdentity: Hashable, Sendable, CustomStringConvertible {
  package let device: UInt64
  package let inode: UInt64

  package init(device: UInt64, inode: UInt64) {
    self.device = device
    self.inode = inode
  }

  package var description: String { "\(device):\(inode)" }

  /// What stands at a path now, links followed; nil when nothing does, or it may not be looked at.
  package init?(at path: String) {
    var raw = stat()
    guard stat(path, &raw) == 0 else { return nil }
    self = FileStatus(raw).identity
  }
}
