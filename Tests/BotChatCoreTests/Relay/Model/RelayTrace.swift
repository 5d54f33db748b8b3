/// Everything that the relay wrote into one home and that stayed there, as its own bytes alone.
///
/// A run holds what stood without a foreign byte between: only at the end of a run may something be torn.
struct RelayTrace {
  private(set) var runs: [[UInt8]] = []
  private var file: ObjectIdentifier?
  private var end = 0

  mutating func wrote(_ bytes: [UInt8], into file: ModelFile, at range: Range<Int>) {
    if self.file == ObjectIdentifier(file), end == range.lowerBound, !runs.isEmpty {
      runs[runs.count - 1] += bytes
    } else {
      runs.append(bytes)
    }
    self.file = ObjectIdentifier(file)
    end = range.upperBound
  }

  mutating func lost(_ count: Int, of file: ModelFile) {
    guard count > 0, self.file == ObjectIdentifier(file), !runs.isEmpty else { return }
    runs[runs.count - 1].removeLast(min(count, runs[runs.count - 1].count))
    end -= count
  }

  /// So many bytes were taken off its front.
  mutating func moved(_ file: ModelFile, by count: Int) {
    if self.file == ObjectIdentifier(file) { end -= count }
  }

  /// The file was changed by somebody: nothing of ours follows directly.
  mutating func breakOff() { file = nil }

  /// Whether the last bytes of the file are the relay's.
  func endsFile(_ file: ModelFile) -> Bool { self.file == ObjectIdentifier(file) && end == file.bytes.count }
}
