import CLinux
import Glibc

/// The signals that a daemon waits for, as a descriptor.
///
/// They are blocked for the calling thread and all that it starts later, so make this first. A child
/// inherits the blocked set and the ignored signals: whoever spawns one resets both.
/// Source: signalfd(2), R17.
package final class Signals {
  /// A signal that asks for something.
  package enum Request: Equatable, Sendable {
    /// SIGTERM: finish and end.
    case terminate
    /// SIGINT: finish and end, from a terminal.
    case interrupt
    /// SIGHUP: read the configuration again.
    case hangUp
  }

  private let held: Descriptor

  /// Becomes readable when a request waits; for a ``Waiter``.
  package var descriptor: Int32 { held.number }

  /// Blocks SIGTERM, SIGINT and SIGHUP and opens their descriptor; ignores what would only kill us.
  ///
  /// Throws ``SystemError`` of `pthread_sigmask` and `signalfd` (`EMFILE`, `ENOMEM`).
  package init() throws(SystemError) {
    Self.ignoreHarmless()
    var set = sigset_t()
    sigemptyset(&set)
    for signal in [SIGTERM, SIGINT, SIGHUP] { sigaddset(&set, signal) }
    let number = pthread_sigmask(SIG_BLOCK, &set, nil)
    guard number == 0 else { throw SystemError(call: "pthread_sigmask", path: "", errno: number) }
    let flags = Int32(SFD_CLOEXEC) | Int32(SFD_NONBLOCK)
    held = Descriptor(try systemCall("signalfd", "") { signalfd(-1, &set, flags) })
  }

  /// The requests that came since the last call, oldest first; the same one twice counts once.
  ///
  /// Throws ``SystemError`` of `read`, except for `EAGAIN`; `EINTR` is retried.
  package func take() throws(SystemError) -> [Request] {
    var requests: [Request] = []
    while true {
      var record = signalfd_siginfo()
      do throws(SystemError) {
        try systemCall("read", "signalfd") { read(held.number, &record, MemoryLayout.size(ofValue: record)) }
      } catch {
        if error.errno == EAGAIN { return requests }
        throw error
      }
      switch Int32(bitPattern: record.ssi_signo) {
      case SIGTERM: requests.append(.terminate)
      case SIGINT: requests.append(.interrupt)
      default: requests.append(.hangUp)
      }
    }
  }

  /// Ignores the signals whose default is to kill and whose call also answers an error.
  ///
  /// SIGPIPE (then `EPIPE`), SIGXFSZ (then `EFBIG`), and SIGIO, which the kernel sends when somebody
  /// opens a file on which we hold a lease. Can be called as often as one likes. Source: signal(7).
  package static func ignoreHarmless() {
    for number in [SIGPIPE, SIGXFSZ, SIGIO] { signal(number, SIG_IGN) }
  }
}
