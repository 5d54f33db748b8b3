import Glibc

/// A small file that a daemon's main loop writes over and over, to show that it moves.
///
/// The descriptor is held, so that a write costs microseconds; it is not synced, since it means nothing after
/// a boot. Source: H2.
package final class ProgressMark {
  private let file: Descriptor
  private var length = 0

  /// Makes or opens the file with mode 0600, never through a link.
  ///
  /// Throws ``SystemError`` of `openat`; `EINTR` is retried.
  package init(in folder: StateFolder, _ name: String) throws(SystemError) {
    let path = folder.path(of: name)
    let flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW
    file = Descriptor(try systemCall("open", path) { open(path, flags, 0o600) })
  }

  /// Replaces the text in one write; a failure only makes the mark old, which is what it is for.
  package func write(_ text: String) {
    let bytes = Array(text.utf8)
    _ = bytes.withUnsafeBytes { pwrite(file.number, $0.baseAddress, $0.count, 0) }
    if bytes.count < length { _ = ftruncate(file.number, bytes.count) }
    length = bytes.count
  }
}
