import BotChatCore

/// A chat file in memory: its bytes, and how many of them would survive a power cut.
final class ModelFile {
  let key: FileKey
  private(set) var bytes: [UInt8]
  /// How many bytes are on the disk, as far as anybody synced them.
  private(set) var durable: Int
  private(set) var modified: Int64
  /// Whether a bot holds it open for writing.
  var hasWriter = false

  init(inode: UInt64, _ bytes: [UInt8], at modified: Int64) {
    key = FileKey(device: 1, inode: inode)
    self.bytes = bytes
    durable = bytes.count
    self.modified = modified
  }

  var facts: FileFacts { FileFacts(key: key, size: bytes.count, modified: modified) }

  func read(from offset: Int, count: Int) -> [UInt8] {
    guard offset >= 0, offset < bytes.count else { return [] }
    return Array(bytes[offset..<min(bytes.count, offset + count)])
  }

  /// What a bot writes counts as durable: lost bytes that nobody had read are nobody's law.
  func write(_ more: [UInt8], at moment: Int64) {
    bytes += more
    durable = bytes.count
    touch(at: moment)
  }

  /// What the relay writes is durable once it is synced.
  func append(_ more: [UInt8], at moment: Int64) -> Range<Int> {
    bytes += more
    touch(at: moment)
    return bytes.count - more.count..<bytes.count
  }

  func rewrite(_ all: [UInt8], at moment: Int64) {
    bytes = all
    durable = all.count
    touch(at: moment)
  }

  /// Writes over what stands there, and goes on behind its end.
  func overwrite(from start: Int, _ more: [UInt8], at moment: Int64) {
    bytes += Array(repeating: 0, count: max(0, start - bytes.count))
    bytes.replaceSubrange(start..<min(bytes.count, start + more.count), with: more)
    durable = bytes.count
    touch(at: moment)
  }

  /// In the journal of the file system as soon as it is done.
  func cutFront(_ count: Int, at moment: Int64) {
    bytes.removeFirst(count)
    durable = max(0, durable - count)
    touch(at: moment)
  }

  func writeFront(_ front: [UInt8], at moment: Int64) {
    bytes.replaceSubrange(..<front.count, with: front)
    touch(at: moment)
  }

  func sync() { durable = bytes.count }

  /// Loses what was not synced, or the end of it.
  ///
  /// - Returns: How many bytes are gone.
  func cutPower(keeping share: Double) -> Int {
    let kept = durable + Int(Double(bytes.count - durable) * share)
    defer { bytes.removeLast(bytes.count - kept) }
    return bytes.count - kept
  }

  // Two changes never have the same time here: within one tick of a real clock nobody can tell them apart.
  func touch(at moment: Int64) { modified = max(modified + 1, moment) }
}
