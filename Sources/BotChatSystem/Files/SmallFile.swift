import CLinux
import Glibc

/// Reads a file whole that is expected to be small.
package enum SmallFile {
  /// Reads a path to its end; links are followed.
  ///
  /// For files of the kernel and of the system.
  ///
  /// Throws ``SystemError`` of `open` and `read`, and `EFBIG` for more than `limit` bytes.
  package static func read(_ path: String, limit: Int) throws(SystemError) -> [UInt8] {
    let number = try systemCall("open", path) { open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY) }
    return try read(Descriptor(number), path, limit: limit)
  }

  /// Reads an open file to its end, from where it stands.
  ///
  /// The size is not believed: files in `/proc` say 0. Throws ``SystemError`` of `read` (`EINTR` is
  /// retried), and `EFBIG` for more than `limit` bytes.
  static func read(_ file: Descriptor, _ path: String, limit: Int) throws(SystemError) -> [UInt8] {
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 16384)
    while true {
      let count = try systemCall("read", path) { Glibc.read(file.number, &piece, piece.count) }
      if count == 0 { return bytes }
      bytes.append(contentsOf: piece[..<count])
      if bytes.count > limit { throw SystemError(call: "read", path: path, errno: EFBIG) }
    }
  }
}
