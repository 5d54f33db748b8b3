import Synchronization

/// Something that is made for one thread, and used by several: by one of them at a time.
package final class Shared<Value>: Sendable {
  private let value = Mutex<Value?>(nil)

  /// There is nothing yet.
  package init() {}

  /// Lends it as soon as nobody else has it.
  ///
  /// The body may also put something there, or take it away.
  package func use<Answer: Sendable>(_ body: (inout sending Value?) -> Answer) -> Answer {
    value.withLock { body(&$0) }
  }

  /// Lends it when nobody else has it; nil: somebody has.
  package func useIfFree<Answer: Sendable>(_ body: (inout sending Value?) -> Answer) -> Answer? {
    value.withLockIfAvailable { body(&$0) }
  }
}
