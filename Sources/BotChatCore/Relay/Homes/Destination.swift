/// The one queue of deliveries to a home, first in, first out (R7).
package struct Destination: Sendable {
  /// A message in the batch.
  package struct Parcel: Sendable {
    /// 0 for a notice of the relay's own.
    package var sequence: Int
    package var mark: UInt64
    package var from: Int
    /// Its bytes in the batch.
    package var range: Range<Int>
  }

  /// What has been routed here in this turn, in one piece for one write.
  package var batch: [UInt8] = []
  package var parcels: [Parcel] = []
  /// How many parcels wait in the stored outbox, the highest number given, and the last one that was sent.
  package var stored = 0
  package var lastNumber = 0
  package var sentThrough = 0
  /// Where in the file a parcel may stand that the state counts as unsent, whole or torn: asked before any is
  /// written (R11).
  package var found: [Range<Int>] = []
  /// What was written since the last sync, parcel by parcel.
  package var unsynced: [Range<Int>] = []
  /// Steady clock: no attempt before this.
  package var retryAt: Int64 = 0
  package var failures = 0
  /// Steady clock: since when somebody who writes there has been waited for.
  package var busySince: Int64?
  /// What stands in the way, said once.
  package var waitingFor: String?
  /// Whether the batch must be in the state before it is written.
  package var storeFirst = false

  package var isEmpty: Bool { parcels.isEmpty && stored == 0 }

  /// Puts a parcel behind the others of the batch; `write` appends its bytes.
  package mutating func add(sequence: Int, mark: UInt64, from: Int, _ write: (inout [UInt8]) -> Void) {
    let start = batch.count
    write(&batch)
    parcels.append(Parcel(sequence: sequence, mark: mark, from: from, range: start..<batch.count))
  }

  package mutating func clearBatch() {
    batch.removeAll(keepingCapacity: batch.capacity <= 4 << 20)
    parcels.removeAll(keepingCapacity: true)
    storeFirst = false
  }

  /// R12: 0.1 s, doubling up to 30 s.
  package mutating func failed(at now: Int64) {
    retryAt = now + min(100_000_000 << Int64(min(failures, 9)), 30_000_000_000)
    failures += 1
  }

  package mutating func succeeded() {
    retryAt = 0
    failures = 0
    busySince = nil
    waitingFor = nil
  }
}
