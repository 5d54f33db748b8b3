/// Decides whether a commit is made at once, between serving and serving, or by the thread that stores.
///
/// To hand it over and to hear of it costs two wakes of a thread, more than half of what the sync of a fast disk takes;
/// but while it is made at once nobody is served. So that is for a single message after a pause, and for a disk that
/// has been fast for some time.
package struct CommitPace: Sendable {
  /// So long nothing must have been stored before, in nanoseconds: then hardly anybody else wants something meanwhile.
  package static let pause: Int64 = 1_000_000
  /// A commit that takes longer is made where nobody is held up, in nanoseconds.
  package static let fast: Int64 = 1_000_000
  /// So many have to be fast, one after the other.
  package static let proof = 8

  private var last: Int64?
  private var fastOnes = 0

  /// Nothing is known of the disk.
  package init() {}

  /// Whether these changes are to be stored at once; they are stored in any case.
  package mutating func isAtOnce(_ changes: [HubChange], at now: Int64) -> Bool {
    defer { last = now }
    guard fastOnes >= Self.proof, let last, now - last >= Self.pause else { return false }
    return changes.count { if case .message = $0 { true } else { false } } == 1
  }

  /// A commit with messages took so long, in nanoseconds.
  package mutating func took(_ duration: Int64) {
    fastOnes = duration <= Self.fast ? min(fastOnes + 1, Self.proof) : 0
  }
}
