import CLinux
import Glibc

/// Sleeps until one of a few descriptors is readable or a time has passed.
///
/// Source: epoll(7), epoll_pwait2(2).
package final class Waiter {
  private let epoll: Descriptor

  /// Throws ``SystemError`` of `epoll_create1` (`EMFILE`, `ENFILE`).
  package init() throws(SystemError) {
    epoll = Descriptor(try systemCall("epoll_create1", "") { epoll_create1(Int32(EPOLL_CLOEXEC)) })
    // The kernel would wake us up to 50 µs late, to wake several processes at once.
    _ = cl_set_timer_slack(1000)
  }

  /// Waits for this descriptor too, as long as it is open.
  ///
  /// Throws ``SystemError`` of `epoll_ctl` (`EEXIST` when it is waited for already, `EPERM` for a
  /// regular file, which is always ready).
  package func add(_ descriptor: Int32) throws(SystemError) {
    var interest = epoll_event(events: EPOLLIN.rawValue, data: epoll_data_t(fd: descriptor))
    try systemCall("epoll_ctl", "descriptor \(descriptor)") {
      epoll_ctl(epoll.number, EPOLL_CTL_ADD, descriptor, &interest)
    }
  }

  /// Waits no longer for this descriptor.
  ///
  /// Throws ``SystemError`` of `epoll_ctl` (`ENOENT`).
  package func remove(_ descriptor: Int32) throws(SystemError) {
    var interest = epoll_event()
    try systemCall("epoll_ctl", "descriptor \(descriptor)") {
      epoll_ctl(epoll.number, EPOLL_CTL_DEL, descriptor, &interest)
    }
  }

  /// Sleeps, then hands over each descriptor that is readable or hung up.
  ///
  /// - Parameters:
  ///   - nanoseconds: how long at most; 0 only looks, nil is for ever. A kernel without nanoseconds
  ///     rounds up to a millisecond, never down, so a timer is never asked too early for ever.
  ///   - ready: takes each descriptor, at most eight in one call; the others come the next time.
  /// - Returns: how many were ready; 0 after the time, and after a signal (`EINTR` is not retried, since
  ///   the time that is left is the caller's to know).
  /// - Throws: ``SystemError`` of `epoll_pwait2`.
  @discardableResult
  package func wait(nanoseconds: Int64?, _ ready: (Int32) -> Void) throws(SystemError) -> Int {
    let limit = nanoseconds.map { max(0, $0) } ?? -1
    return try withUnsafeTemporaryAllocation(of: epoll_event.self, capacity: 8) {
      events throws(SystemError) in
      do throws(SystemError) {
        let count = Int(
          try systemCall("epoll_pwait2", "", .reported) {
            cl_epoll_wait(epoll.number, events.baseAddress, Int32(events.count), limit)
          })
        for index in 0..<count { ready(events[index].data.fd) }
        return count
      } catch {
        if error.errno == EINTR { return 0 }
        throw error
      }
    }
  }
}
