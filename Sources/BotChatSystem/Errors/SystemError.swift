import CLinux
import Glibc

/// A call to the kernel or the C library that failed.
///
/// It prints as `open /x/y: No such file or directory (ENOENT)`.
/// Source: errno(3).
package struct SystemError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The name of the C function.
  package let call: String
  /// What the call was about: a path, or empty.
  package let path: String
  /// The number that the call left in `errno`.
  package let errno: Int32

  package init(call: String, path: String, errno: Int32) {
    self.call = call
    self.path = path
    self.errno = errno
  }

  /// The symbol of the number, such as `ENOENT`, or the number itself when it has no symbol.
  package var name: String {
    guard let name = cl_errno_name(errno) else { return "\(errno)" }
    return String(cString: name)
  }

  /// The C library's sentence for the number, such as `No such file or directory`.
  ///
  /// The locale is never set, so the sentence is the C locale's.
  package var reason: String {
    guard let text = strerror(errno) else { return "unknown error" }
    return String(cString: text)
  }

  package var description: String {
    path.isEmpty ? "\(call): \(reason) (\(name))" : "\(call) \(path): \(reason) (\(name))"
  }

  /// The number for a name that nothing has.
  package static let missing = ENOENT

  /// Whether there is nothing at the path (`ENOENT`, or a folder on the way that is none).
  package var isMissing: Bool { errno == ENOENT || errno == ENOTDIR }

  /// Whether no room is left: the disk, the quota, or the limit for the size of a file.
  package var isFull: Bool { errno == ENOSPC || errno == EDQUOT || errno == EFBIG }

  /// Whether the file system takes no changes at all.
  package var isReadOnly: Bool { errno == EROFS }

  /// Whether it is refused for good until a person changes something: rights or a read-only mount.
  package var isRefused: Bool { errno == EACCES || errno == EPERM || errno == EROFS }

  /// Whether the kernel's tables are full, or its memory: descriptors, instances or watches.
  package var isExhausted: Bool {
    errno == EMFILE || errno == ENFILE || errno == ENOSPC || errno == ENOMEM
  }
}
