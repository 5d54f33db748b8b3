import CLinux
import Glibc

/// One process for good: its number, and when it started.
///
/// A number alone is used again; a signal is sent through a descriptor of the process, after the start time was
/// compared, so it never meets another one. Source: H2, pidfd_open(2), pidfd_send_signal(2).
package struct ProcessIdentity: Equatable, Sendable {
  package let pid: Int32
  /// Clock ticks since boot.
  package let startTime: UInt64

  package init(pid: Int32, startTime: UInt64) {
    self.pid = pid
    self.startTime = startTime
  }

  /// What a process is told.
  package enum Order: Sendable {
    /// SIGTERM, and SIGCONT so that a stopped one hears of it: finish and end.
    case terminate
    /// SIGKILL.
    case kill
    /// SIGHUP: read the configuration again.
    case reload
  }

  /// Whether it has not ended; a zombie has.
  package var isAlive: Bool {
    guard let status = ProcessTable().status(of: pid) else { return false }
    return status.startTime == startTime && status.state != .zombie
  }

  /// Sends the order, if this process still lives.
  ///
  /// - Returns: false when it has ended, also when another process has its number now.
  /// - Throws: ``SystemError`` of `pidfd_open` and `pidfd_send_signal` (`EPERM`).
  @discardableResult
  package func send(_ order: Order) throws(SystemError) -> Bool {
    do throws(SystemError) {
      let process = Descriptor(try systemCall("pidfd_open", "process \(pid)") { pidfd_open(pid, 0) })
      // The descriptor holds the process that has the number now; so its start time is asked after that.
      guard ProcessTable().startTime(of: pid) == startTime else { return false }
      for signal in order.signals {
        try systemCall("pidfd_send_signal", "process \(pid)") {
          pidfd_send_signal(process.number, signal, nil, 0)
        }
      }
      return true
    } catch {
      if error.errno == ESRCH { return false }
      throw error
    }
  }
}

extension ProcessIdentity.Order {
  fileprivate var signals: [Int32] {
    switch self {
    case .terminate: [SIGTERM, SIGCONT]
    case .kill: [SIGKILL]
    case .reload: [SIGHUP]
    }
  }
}

extension LockHolder {
  package var identity: ProcessIdentity { ProcessIdentity(pid: pid, startTime: startTime) }

  /// Whether the process that took the lock has not ended.
  package var isAlive: Bool { identity.isAlive }
}
