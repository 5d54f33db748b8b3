/// What a text lacks to end outside of a code block.
///
/// Source: F6; a writer that leaves a fence open makes its readers wait, and the next header part of the block.
public enum FenceClosing {
  /// The line that closes the fence that is open at the end of a text, as long as the one that opened it.
  ///
  /// - Parameter text: The lines of a body.
  /// - Returns: The line without line feed; nil when no fence is open.
  public static func line(for text: [UInt8]) -> [UInt8]? {
    var open: FenceLine?
    text.withUnsafeBytes { text in
      var start = 0
      while start < text.count {
        let end = LineFeeds.first(in: text, from: start)
        let line = UnsafeRawBufferPointer(rebasing: text[start..<end])
        start = end + 1
        guard case .fence(let fence) = LineKind(line) else { continue }
        if let opener = open {
          if fence.closes, fence.mark == opener.mark, fence.length >= opener.length { open = nil }
        } else {
          open = fence
        }
      }
    }
    return open.map { [UInt8](repeating: $0.mark, count: $0.length) }
  }
}
