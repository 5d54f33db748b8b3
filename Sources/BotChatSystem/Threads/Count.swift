import Synchronization

/// How much is under way between threads.
package final class Count: Sendable {
  private let value = Atomic(0)

  package init() {}

  package var isZero: Bool { value.load(ordering: .acquiring) == 0 }

  package func add(_ number: Int) { value.add(number, ordering: .relaxed) }

  /// What was done before is seen by whoever finds zero then.
  package func subtract(_ number: Int) { value.subtract(number, ordering: .releasing) }
}
