import Glibc
import Synchronization

/// Standard error, where a daemon logs.
package enum StandardError {
  package static let descriptor: Int32 = 2

  /// Writes a line in one `write`, so that lines of several processes do not mix.
  ///
  /// A failure is not reported: there is no other place to report it to. A reader that does not read costs
  /// lines, never time: what a full pipe cannot take at once is dropped.
  package static func write(_ line: String) {
    guard StandardStream.takesNow(descriptor) else { return }
    StandardStream.write(line.utf8.count < 4000 ? line : String(line.prefix(1000)) + " …", to: descriptor)
  }
}

/// Standard output, for what a command answers.
package enum StandardOutput {
  package static let descriptor: Int32 = 1

  /// Writes a line in one `write`; nothing is kept in a buffer that an exit could lose.
  ///
  /// Returns false when it could not be written, such as into a closed pipe.
  @discardableResult
  package static func write(_ line: String) -> Bool {
    if StandardStream.write(line, to: descriptor) { return true }
    lost.store(errno, ordering: .relaxed)
    return false
  }

  /// Why something could not be written, such as a full disk; nil for a reader who has gone: he has what he wanted.
  package static var failure: SystemError? {
    let number = lost.load(ordering: .relaxed)
    return number == 0 || number == EPIPE
      ? nil : SystemError(call: "write", path: "standard output", errno: number)
  }

  /// The number of the last error; 0: there was none.
  private static let lost = Atomic<Int32>(0)
}

enum StandardStream {
  /// Whether a line of less than `PIPE_BUF` bytes can be written without waiting; true for a plain file.
  ///
  /// Source: poll(2), pipe(7).
  static func takesNow(_ descriptor: Int32) -> Bool {
    var question = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    return poll(&question, 1, 0) > 0
  }

  @discardableResult
  static func write(_ line: String, to descriptor: Int32) -> Bool { writeAll(line + "\n", to: descriptor) }

  /// Writes the text as it is; false when it could not be written.
  @discardableResult
  static func writeAll(_ text: String, to descriptor: Int32) -> Bool {
    let bytes = Array(text.utf8)
    var done = 0
    // A pipe that is nearly full takes a part; EINTR is retried.
    while done < bytes.count {
      let step = bytes[done...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if step < 0, errno == EINTR { continue }
      if step <= 0 { return false }
      done += step
    }
    return true
  }
}
