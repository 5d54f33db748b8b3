import Synchronization

/// Somebody who is called from other threads, until he does not want it any more.
package final class Doorbell: Sendable {
  private let answer = Mutex<(@Sendable () -> Void)?>(nil)

  package init() {}

  /// Calls this from now on; with nil nobody, and when it returns no call is under way.
  package func connect(_ body: (@Sendable () -> Void)?) { answer.withLock { $0 = body } }

  /// Calls whoever wants it; from any thread.
  package func ring() { answer.withLock { $0?() } }
}
