import BotChatFormat
import BotChatSystem

/// Waits for a neighbour who is in the middle of a message: a header written there would cut it off (R8).
struct WritingTurn {
  private let file: ChatFile

  init(_ file: ChatFile) { self.file = file }

  /// What was written longer ago than this is finished.
  private static let settle: Int64 = 250_000_000
  /// No longer than this is waited for anybody.
  private static let patience: Int64 = 2_000_000_000

  /// Returns when the last message is closed, or nobody has written for a moment, or after two seconds.
  func wait() {
    let end = MonotonicClock.now() + Self.patience
    while MonotonicClock.now() < end, let status = try? file.status(),
      WallClock.now() - status.modified < Self.settle, status.modified <= WallClock.now(), isOpen(status.size)
    {
      Pause.milliseconds(5)
    }
  }

  /// Whether the file ends in a message without its closing line.
  private func isOpen(_ size: Int) -> Bool {
    let count = min(size, 64 << 10)
    var bytes: [UInt8] = []
    guard count > 0, let read = try? file.read(from: size - count, count: count, into: &bytes) else {
      return false
    }
    var reader = ChatReader(at: size - count, isInLine: count < size, vocabulary: .everybodyIsLocal)
    var items: [Item] = []
    bytes.withUnsafeBytes { reader.append(UnsafeRawBufferPointer(rebasing: $0[..<read]), into: &items) }
    return reader.remainder.hasHeader && !reader.remainder.isClosed
  }
}
