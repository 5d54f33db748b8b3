/// The messages that a room keeps, ascending, without their texts: 16 bytes each.
struct KeptList {
  struct Entry {
    let seq: Int64
    /// The number of the sender's name.
    let sender: Int32
    let size: Int32
  }

  private var entries: [Entry] = []
  /// Those before it are gone.
  private var head = 0
  private(set) var bytes = 0

  var count: Int { entries.count - head }
  var all: ArraySlice<Entry> { entries[head...] }

  mutating func append(_ entry: Entry) {
    entries.append(entry)
    bytes += Int(entry.size)
  }

  /// Those behind a number.
  func after(_ seq: Int64) -> ArraySlice<Entry> {
    var low = head
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].seq <= seq { low = middle + 1 } else { high = middle }
    }
    return entries[low...]
  }

  /// Takes away those up to a number, and answers which they were.
  mutating func dropThrough(_ seq: Int64) -> [Int64] {
    let end = after(seq).startIndex
    let dropped = entries[head..<end]
    bytes -= dropped.reduce(0) { $0 + Int($1.size) }
    head = end
    defer {
      // Moved only when most of it is gone, so that each entry is moved once on average.
      if head > 64, head > entries.count / 2 {
        entries.removeFirst(head)
        head = 0
      }
    }
    return dropped.map(\.seq)
  }

  /// Takes away one.
  mutating func remove(_ seq: Int64) {
    let end = after(seq).startIndex
    guard end > head, entries[end - 1].seq == seq else { return }
    bytes -= Int(entries.remove(at: end - 1).size)
  }
}
