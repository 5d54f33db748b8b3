/// From a header's mark to the sequence numbers of the messages that have such a header.
///
/// A million ids indexed by SQLite cost two seconds and rewrite the whole index with every commit. Here the
/// database only ever appends, and this table, 8 bytes an entry, finds the row: 32 bits of the mark and the
/// sequence number. It may name a wrong row, which the caller sees when it compares the full mark.
///
/// 256 parts grow one at a time, so growing never needs twice the memory of the whole.
package struct MarkIndex: Sendable {
  private var parts: [Part]
  package private(set) var count = 0

  package init() {
    parts = Array(repeating: Part(), count: 256)
  }

  /// Adds a message.
  ///
  /// A sequence number above 2³²−1 is not accepted: at one message a millisecond that is
  /// seven weeks without pruning.
  package mutating func insert(mark: UInt64, sequence: Int) {
    precondition(sequence > 0 && sequence <= Int(UInt32.max), "sequence \(sequence) does not fit")
    parts[Int(mark >> 56)].insert(tag: UInt32(truncatingIfNeeded: mark), sequence: UInt32(sequence))
    count += 1
  }

  /// Calls `body` with the sequence number of each message that may have this mark.
  package func candidates(_ mark: UInt64, _ body: (Int) -> Void) {
    parts[Int(mark >> 56)].candidates(tag: UInt32(truncatingIfNeeded: mark), body)
  }

  /// Open addressing with linear probing; an entry of 0 is free.
  private struct Part: Sendable {
    var slots: [UInt64] = []
    var used = 0

    mutating func insert(tag: UInt32, sequence: UInt32) {
      if (used + 1) * 5 > slots.count * 4 { grow() }
      place(UInt64(tag) << 32 | UInt64(sequence))
      used += 1
    }

    private mutating func place(_ entry: UInt64) {
      var at = start(UInt32(entry >> 32))
      while slots[at] != 0 { at = at + 1 == slots.count ? 0 : at + 1 }
      slots[at] = entry
    }

    private mutating func grow() {
      let old = slots
      slots = Array(
        repeating: 0, count: old.count < 2048 ? Swift.max(32, old.count * 2) : old.count + old.count / 4)
      for entry in old where entry != 0 { place(entry) }
    }

    // The tag is spread over the table by its high bits: multiply, then take the upper half.
    private func start(_ tag: UInt32) -> Int {
      Int((UInt64(tag &* 0x9E37_79B1) &* UInt64(slots.count)) >> 32)
    }

    func candidates(tag: UInt32, _ body: (Int) -> Void) {
      guard !slots.isEmpty else { return }
      var at = start(tag)
      while slots[at] != 0 {
        if UInt32(slots[at] >> 32) == tag { body(Int(UInt32(truncatingIfNeeded: slots[at]))) }
        at = at + 1 == slots.count ? 0 : at + 1
      }
    }
  }
}
