import BotChatFormat

/// The log of what was seen: finds a message again by its header's mark, and judges whether it is the same.
package struct Ledger: Sendable {
  private var index = MarkIndex()
  private var next = 1
  /// New since the last commit; their numbers follow each other.
  private var fresh: [MessageRecord] = []
  private var changed: [Int: MessageRecord] = [:]
  /// The records of the mark that was asked for last, when they are many.
  private var crowd: Crowd?

  /// Many messages under one header line: a bot that always writes the same one must not make each dearer
  /// than the one before.
  private struct Crowd: Sendable {
    static let least = 32
    let mark: UInt64
    /// Oldest first.
    var records: [MessageRecord]

    mutating func change(_ record: MessageRecord) {
      let place = records.beginning { $0.sequence >= record.sequence }
      if place < records.count, records[place].sequence == record.sequence { records[place] = record }
    }
  }

  package init() {}

  /// Takes what the state remembers: the mark of each stored record.
  package mutating func load(mark: UInt64, sequence: Int) {
    index.insert(mark: mark, sequence: sequence)
    next = max(next, sequence + 1)
  }

  /// The records with this mark, oldest first.
  package mutating func records(_ mark: UInt64, fetch: (Int) -> MessageRecord?) -> [MessageRecord] {
    if let crowd, crowd.mark == mark { return crowd.records }
    var found: [MessageRecord] = []
    index.candidates(mark) { sequence in
      if let record = record(sequence, fetch: fetch), record.mark == mark { found.append(record) }
    }
    if found.count > 1 { found.sort { $0.sequence < $1.sequence } }
    if found.count >= Crowd.least { crowd = Crowd(mark: mark, records: found) }
    return found
  }

  private func record(_ sequence: Int, fetch: (Int) -> MessageRecord?) -> MessageRecord? {
    if let first = fresh.first?.sequence, sequence >= first { return fresh[sequence - first] }
    return changed[sequence] ?? fetch(sequence)
  }

  /// The number of the next message.
  package mutating func takeNumber() -> Int {
    defer { next += 1 }
    return next
  }

  /// Adds a record under the number that was taken for it; records come in the order of their numbers.
  package mutating func add(_ record: MessageRecord) {
    index.insert(mark: record.mark, sequence: record.sequence)
    fresh.append(record)
    if crowd?.mark == record.mark { crowd?.records.append(record) }
  }

  package mutating func change(_ record: MessageRecord) {
    if let first = fresh.first?.sequence, record.sequence >= first {
      fresh[record.sequence - first] = record
    } else {
      changed[record.sequence] = record
    }
    if crowd?.mark == record.mark { crowd?.change(record) }
  }

  /// The id of a message that was added since the last commit.
  package func freshID(_ sequence: Int) -> MessageID? {
    guard let first = fresh.first?.sequence, sequence >= first else { return nil }
    return fresh[sequence - first].id
  }

  /// The places of stored records have changed: nothing that was fetched before is as it is now.
  package mutating func forgetFetched() { crowd = nil }

  /// What has to be stored.
  package var unsaved: [MessageRecord] { changed.isEmpty ? fresh : Array(changed.values) + fresh }

  package mutating func saved() {
    fresh.removeAll(keepingCapacity: fresh.capacity <= 16384)
    changed.removeAll()
  }
}
