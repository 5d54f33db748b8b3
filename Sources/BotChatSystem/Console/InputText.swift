import Glibc

/// A text that a person or another program gives to a command: standard input, a file, a pipe with a name.
package enum InputText {
  /// Reads standard input to its end, however long its writer takes.
  ///
  /// The descriptor itself is read: opened again by its name, a socket could not be, and a pipe would not wait for
  /// its writer. Throws ``SystemError`` of `read`, and `EFBIG` for more than `limit` bytes; one that somebody has
  /// made non-blocking is waited for. `EINTR` is retried. Source: read(2), poll(2).
  package static func standard(limit: Int) throws(SystemError) -> [UInt8] {
    try read(0, "standard input", limit: limit)
  }

  /// Reads a file to its end; links are followed, and a pipe is waited for.
  ///
  /// Throws ``SystemError`` of `open` and `read`, and `EFBIG` for more than `limit` bytes.
  package static func file(_ path: String, limit: Int) throws(SystemError) -> [UInt8] {
    let file = Descriptor(try systemCall("open", path) { open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY) })
    return try read(file.number, path, limit: limit)
  }

  private static func read(_ number: Int32, _ path: String, limit: Int) throws(SystemError) -> [UInt8] {
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 65536)
    while true {
      do throws(SystemError) {
        let count = try systemCall("read", path) { Glibc.read(number, &piece, piece.count) }
        if count == 0 { return bytes }
        bytes.append(contentsOf: piece[..<count])
      } catch {
        guard error.errno == EAGAIN else { throw error }
        var question = pollfd(fd: number, events: Int16(POLLIN), revents: 0)
        try systemCall("poll", path) { poll(&question, 1, -1) }
      }
      if bytes.count > limit { throw SystemError(call: "read", path: path, errno: EFBIG) }
    }
  }
}
