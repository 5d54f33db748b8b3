/// Which line of a file an offset is in, while the file is read.
struct LineCounter {
  private var offset = 0
  /// How many line ends are no longer kept.
  private var passed = 0
  /// The offsets of line ends.
  private var ends: [Int] = []

  mutating func append(_ bytes: UnsafeRawBufferPointer) {
    for (index, byte) in bytes.enumerated() where byte == 0x0A { ends.append(offset + index) }
    offset += bytes.count
  }

  /// Counted from 1; of an offset that was not forgotten.
  func line(of offset: Int) -> Int {
    var low = 0
    var high = ends.count
    while low < high {
      let middle = (low + high) / 2
      if ends[middle] < offset { low = middle + 1 } else { high = middle }
    }
    return passed + low + 1
  }

  /// Nothing before that offset will be asked for any more.
  mutating func forget(before offset: Int) {
    let gone = line(of: offset) - 1 - passed
    ends.removeFirst(gone)
    passed += gone
  }
}
