import CLinux
import Glibc

/// A daemon that goes on without us: in a session of its own, its errors appended to a log.
package final class DetachedProcess {
  package let pid: Int32
  private let pipe: Descriptor
  private var said: [UInt8] = []

  /// Starts it.
  ///
  /// - Parameters:
  ///   - arguments: the program first.
  ///   - log: the file that its errors are appended to; made with mode 0600 where it is missing.
  /// - Throws: ``SystemError`` of `open`, `pipe2` and `posix_spawn`.
  package init(_ arguments: [String], log: String) throws(SystemError) {
    let flags = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW
    let errors = Descriptor(try systemCall("open", log) { open(log, flags, 0o600) })
    var ends: [Int32] = [-1, -1]
    try systemCall("pipe2", log) { cl_pipe(&ends) }
    pipe = Descriptor(ends[0])
    let output = Descriptor(ends[1])
    pid = try Child.spawn(arguments, output: output, errors: errors, isDaemon: true)
  }

  /// Waits so many nanoseconds for the first line that it prints.
  ///
  /// Returns nil when it ends, or the time is over, before that; what it has printed already costs no time.
  package func firstLine(within nanoseconds: Int64) -> String? {
    let end = MonotonicClock.now() + nanoseconds
    var piece = [UInt8](repeating: 0, count: 4096)
    while !said.contains(10) {
      var question = pollfd(fd: pipe.number, events: Int16(POLLIN), revents: 0)
      let left = max(0, end - MonotonicClock.now()) / 1_000_000
      guard poll(&question, 1, Int32(min(left, 1000))) >= 0 || errno == EINTR else { return nil }
      // To read what is not there would be to wait for ever.
      guard question.revents != 0 else {
        if left == 0 { return nil }
        continue
      }
      let count = read(pipe.number, &piece, piece.count)
      if count == 0 { return nil }
      if count > 0 { said += piece[..<count] }
    }
    return String(decoding: said.prefix { $0 != 10 }, as: UTF8.self)
  }
}
