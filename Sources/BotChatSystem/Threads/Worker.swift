import Glibc

/// A thread of our own, for work that must not hold up another loop.
package final class Worker {
  private let thread: pthread_t
  private var isJoined = false

  /// Starts the thread; signals go to others.
  ///
  /// Throws ``SystemError`` of `pthread_create` (`EAGAIN`: the limit of threads).
  package init(_ body: @escaping @Sendable () -> Void) throws(SystemError) {
    thread = try NativeThread.start(body)
  }

  /// Waits until the thread has ended; does nothing the second time.
  package func join() {
    guard !isJoined else { return }
    isJoined = true
    NativeThread.join(thread)
  }
}
