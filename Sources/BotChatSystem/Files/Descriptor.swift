import Glibc

/// A file descriptor that is closed when nobody holds it any more.
///
/// `close` is never repeated: on Linux the number is free again also after `EINTR`, and a second call
/// could close somebody else's file. Source: close(2).
package final class Descriptor: Sendable {
  /// The number the kernel gave.
  package let number: Int32

  /// Takes over an open descriptor.
  package init(_ number: Int32) {
    self.number = number
  }

  deinit {
    close(number)
  }

  /// The path under which the kernel shows what is open here, to open exactly that again.
  ///
  /// Source: proc(5), `/proc/self/fd`.
  var magicPath: String { "/proc/self/fd/\(number)" }
}
