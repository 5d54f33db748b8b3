import Glibc

/// Waiting without anything to wait for.
///
/// Source: nanosleep(2).
package enum Pause {
  package static func milliseconds(_ count: Int64) { nanoseconds(count * 1_000_000) }

  /// Sleeps at least so long; a signal does not cut it short.
  package static func nanoseconds(_ count: Int64) {
    guard count > 0 else { return }
    var left = timespec(tv_sec: Int(count / 1_000_000_000), tv_nsec: Int(count % 1_000_000_000))
    var rest = timespec()
    while nanosleep(&left, &rest) == -1, errno == EINTR { left = rest }
  }
}
