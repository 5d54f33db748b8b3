/// What is a fence, and what only looks like one.
extension ChatReader {
  enum FencedLine {
    case stays
    case closes
    /// What the fence would have to run across shows that it is none.
    case isNone
  }

  /// Whether a line opens a fence.
  ///
  /// In a delivery none does: its header-like lines are quoted, so the next header is real. While held text
  /// is judged again only those do that close.
  mutating func opens(_ line: FenceLine, at offset: Int) -> Bool {
    guard block?.kind != .relayed, message?.isDelivered != true else { return false }
    return judging?.close(line, at: offset) ?? true
  }

  /// Judges a line behind the opening line of a fence.
  mutating func fenced(_ line: UnsafeRawBufferPointer, _ kind: LineKind, at offset: Int) -> FencedLine {
    guard let open = fence else { return .stays }
    if case .fence(let closer) = kind {
      if open.isClosed(by: closer) { return .closes }
      if judging == nil { fence?.closers.note(closer, at: offset) }
    }
    guard reading == .cold, judging == nil else { return .stays }
    if kind == .dated, open.boundary == .blankBehindClock, Header(line: line) != nil { return .isNone }
    fence?.noteBoundary(kind)
    return .stays
  }

  /// Whether a fence has held as much as it may: what makes a message too long to be delivered, or that much by
  /// itself where nothing is kept.
  ///
  /// - Parameter count: Its bytes that are not in `held` yet.
  /// - Returns: Whether it is to be judged now.
  func isFenceTooLong(by count: Int) -> Bool {
    guard let fence, judging == nil else { return false }
    var length = fence.held.count + count
    if let message, !message.body.isTooLong { length += message.body.length }
    return length > limit
  }

  /// Ends a fence: what it held is text.
  ///
  /// - Parameters:
  ///   - run: Its last lines, up to the closing one.
  ///   - solid: Their bytes without the last line feed.
  mutating func closeFence(adding run: UnsafeRawBufferPointer, solid: Int) {
    guard let closed = fence else { return }
    fence = nil
    let before = closed.held.count
    count(.text, before + run.count, solid: before + solid, at: closed.offset)
    closed.held.withUnsafeBytes { store($0) }
    store(run)
  }

  /// Judges again what a fence held that has turned out to be none, with those fences in it that do close.
  mutating func openFence(isNone items: inout [Item]) {
    guard let open = fence else { return }
    fence = nil
    judging = open.closers
    open.held.withUnsafeBytes { held in
      var start = 0
      var offset = open.offset
      for gap in open.gaps {
        judge(UnsafeRawBufferPointer(rebasing: held[start..<gap.index]), at: offset, into: &items)
        offset += gap.index - start + gap.count
        start = gap.index
        fence?.addGap(gap.count)
      }
      judge(UnsafeRawBufferPointer(rebasing: held[start...]), at: offset, into: &items)
    }
    judging = nil
  }
}
