/// The last bytes of a stream of any length, in bounded memory.
///
/// The last and not the first: a command says at its end why it failed.
struct OutputTail {
  private let limit: Int
  private var kept: [UInt8] = []
  private var total = 0

  /// Keeps at most so many bytes; the memory is a small multiple of that.
  init(limit: Int) {
    self.limit = max(0, limit)
  }

  /// The last bytes, oldest first.
  var bytes: [UInt8] { Array(kept.suffix(limit)) }

  /// How many bytes came before them.
  var dropped: Int { total - min(total, limit) }

  mutating func append(_ bytes: some RandomAccessCollection<UInt8>) {
    total += bytes.count
    kept += bytes.suffix(limit)
    // Moved only once in every `limit` bytes: a byte costs the same however small the pieces are.
    if kept.count > 2 * limit { kept.removeFirst(kept.count - limit) }
  }
}
