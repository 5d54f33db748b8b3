import CLinux
import Glibc
import Synchronization

/// Where other threads leave messages for a thread that sleeps in a ``Waiter``.
///
/// Source: eventfd(2).
package final class Mailbox<Message: Sendable>: Sendable {
  private let messages = Mutex<[Message]>([])
  private let bell: Int32

  /// Becomes readable when messages wait; for a ``Waiter``.
  package var descriptor: Int32 { bell }

  /// Throws ``SystemError`` of `eventfd` (`EMFILE`, `ENFILE`).
  package init() throws(SystemError) {
    bell = try systemCall("eventfd", "") { cl_make_bell() }
  }

  deinit {
    close(bell)
  }

  /// Leaves a message and wakes the reader; from any thread.
  package func put(_ message: Message) {
    messages.withLock { $0.append(message) }
    var one: UInt64 = 1
    // With a counter that is full the reader is woken already. Nothing else should fail; but a reader that is not woken
    // sleeps for good, so it is tried again.
    var tries = 3
    while write(bell, &one, 8) < 0, tries > 0 { tries -= 1 }
  }

  /// Whether nothing waits.
  package var isEmpty: Bool { messages.withLock { $0.isEmpty } }

  /// Takes everything that waits, oldest first.
  package func take() -> [Message] {
    var count: UInt64 = 0
    _ = read(bell, &count, 8)
    return messages.withLock { messages in
      defer { messages.removeAll() }
      return messages
    }
  }
}
