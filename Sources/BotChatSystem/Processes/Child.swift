import CLinux
import Glibc

/// One running command: a wake, a rescue or an alert.
///
/// Nothing in here waits: a thread with a ``Waiter`` holds as many as it likes. It adds ``descriptor`` and
/// ``outputDescriptor``, calls ``takeOutput()`` when the second is readable, and ``reap()`` when the first is.
/// Both leave the waiter by being closed.
///
/// The command goes on when we die (no `PR_SET_PDEATHSIG`): it may be nearly done, and who takes over must not
/// find half a wake. Its pipe dies with us, so writing then earns it SIGPIPE.
///
/// Hold it until `reap` has answered. A child that nobody holds runs on as well, and its zombie stays as long
/// as we live. Source: W3, W4.
package final class Child {
  /// How a command ended.
  package enum Ending: Equatable, Sendable {
    /// By itself, with this code: 0 to 255.
    case exited(Int32)
    /// By this signal.
    case signalled(Int32)
  }

  /// What a group is told when its time is over.
  package enum Order: Sendable {
    /// SIGTERM, and SIGCONT so that stopped ones hear of it: finish and end.
    case terminate
    /// SIGKILL.
    case kill
  }

  /// The process and its group in one number, free for others once the child is reaped.
  package let pid: Int32
  private var process: Descriptor?
  private var pipe: Descriptor?
  private var tail: OutputTail
  private var isOrdered = false
  private var ending: Ending?

  /// Starts a command; takes about 0.1 ms, however much memory we have.
  ///
  /// No shell sees the arguments. Standard input is `/dev/null`, both outputs are one pipe, every other
  /// descriptor is closed, the folder is `/`, the environment is ours with the configured `TZ`. No signal is
  /// blocked and none ignored.
  ///
  /// - Parameters:
  ///   - arguments: the program first; it is searched in PATH when it has no slash. A relative path, also one
  ///     in PATH, counts from `/`.
  ///   - limit: how many bytes of its output to keep.
  /// - Throws: ``SystemError`` with the program as path: of `posix_spawn` when it is missing or its interpreter
  ///   is (`ENOENT`), may not be run or is a folder (`EACCES`), is no program (`ENOEXEC`, also a script without
  ///   `#!`), the arguments are too long (`E2BIG`), none, or hold a NUL (`EINVAL`), or there is no room for
  ///   another process (`EAGAIN`, `ENOMEM`); of `pipe2` and `pidfd_open` (`EMFILE`, `ENFILE`; `ENOSYS` before
  ///   Linux 5.3). After a throw nothing runs.
  package init(_ arguments: [String], output limit: Int = 16 << 10) throws(SystemError) {
    let started = try Self.start(arguments)
    pid = started.pid
    process = started.process
    pipe = started.output
    tail = OutputTail(limit: limit)
  }

  /// A pidfd, readable when the command itself has ended, whatever it left behind; nil once it is reaped.
  package var descriptor: Int32? { process?.number }

  /// The pipe, readable when there is output; nil once all who could write are gone, or the child is reaped.
  package var outputDescriptor: Int32? { pipe?.number }

  /// The last bytes of what was taken, standard output and error as they came.
  package var output: [UInt8] { tail.bytes }

  /// How many bytes came before ``output`` and were let go.
  package var droppedOutput: Int { tail.dropped }

  /// Takes what is in the pipe, at most 64 KiB.
  ///
  /// That is as much as a pipe holds; a command that writes without end is asked again the next time, and our
  /// other work gets its turn. When nobody can write any more the pipe is closed. Source: pipe(7).
  package func takeOutput() {
    guard let pipe else { return }
    var room = Self.pipeCapacity
    withUnsafeTemporaryAllocation(byteCount: 16 << 10, alignment: 1) { piece in
      while room > 0 {
        let count = read(pipe.number, piece.baseAddress, min(piece.count, room))
        if count > 0 {
          tail.append(UnsafeRawBufferPointer(rebasing: piece[..<count]))
          room -= count
        } else if count < 0, errno == EINTR {
          continue
        } else {
          if count == 0 || errno != EAGAIN { self.pipe = nil }
          return
        }
      }
    }
  }

  /// How the command ended; nil while it runs.
  ///
  /// What its output still holds is taken, and the pipe is closed. A process that the command left behind keeps
  /// running; one that still writes into the pipe gets SIGPIPE. After ``endGroup(_:)``, though, what is left of
  /// the group is killed first: later its number could be somebody else's. Whoever wants to give the rest of a
  /// group the same time as its leader asks later. Source: waitid(2), W4.
  package func reap() -> Ending? {
    guard ending == nil, let process else { return ending }
    guard Self.wait(process, WEXITED | WNOHANG | WNOWAIT) != nil else { return nil }
    if isOrdered { try? signalGroup(SIGKILL) }
    takeOutput()
    ending = Self.wait(process, WEXITED | WNOHANG)
    self.process = nil
    pipe = nil
    return ending
  }

  /// Sends a signal to the command and all of its group; does nothing once it is reaped.
  ///
  /// Until then its number cannot be used again, also when it has ended, so the signal never meets a stranger.
  /// A process that made a session or group of its own is out of reach.
  /// Throws ``SystemError`` of `kill` when we may signal none of them (`EPERM`: they run as another user).
  /// Source: kill(2), setsid(2), W4.
  package func endGroup(_ order: Order) throws(SystemError) {
    guard ending == nil else { return }
    isOrdered = true
    switch order {
    case .terminate:
      try signalGroup(SIGTERM)
      try signalGroup(SIGCONT)
    case .kill: try signalGroup(SIGKILL)
    }
  }

  private func signalGroup(_ number: Int32) throws(SystemError) {
    try systemCall("kill", "process group \(pid)") { kill(-pid, number) }
  }

  private static let pipeCapacity = 64 << 10
}

extension Child {
  /// The ending of our child; nil while it runs.
  ///
  /// `EINTR` is retried. Traps when it is not ours to wait for: somebody else has waited for all children, and how it
  /// ended is lost.
  static func wait(_ process: Descriptor, _ options: Int32) -> Ending? {
    var report = siginfo_t()
    var answer: Int32
    repeat {
      answer = waitid(P_PIDFD, id_t(process.number), &report, options)
    } while answer != 0 && errno == EINTR
    precondition(answer == 0, "waitid: a child was reaped by somebody else (errno \(errno))")
    let child = report._sifields._sigchld
    guard child.si_pid != 0 else { return nil }
    return report.si_code == Int32(CLD_EXITED) ? .exited(child.si_status) : .signalled(child.si_status)
  }
}
