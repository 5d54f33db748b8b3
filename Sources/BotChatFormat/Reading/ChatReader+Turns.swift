/// Where one thing ends and the next begins.
extension ChatReader {
  /// Judges a line that begins with `###` and a date, outside any fence.
  ///
  /// - Returns: Whether it began something; else it is text.
  mutating func begins(_ line: UnsafeRawBufferPointer, at offset: Int, into items: inout [Item]) -> Bool {
    guard let header = Header(line: line) else {
      guard HeaderLike.isNearHeader(line, isKnownName: vocabulary.isKnownName) else { return false }
      finish(at: offset, into: &items)
      beginBlock(.nearHeader, line, nil, at: offset)
      return true
    }
    let standing = vocabulary.standing(header, line)
    switch standing {
    case .local, .delivered:
      finish(at: offset, into: &items)
      message = OpenMessage(
        header: header, headerLine: Array(line), continuation: 0, offset: offset, startsInLine: false,
        isDelivered: standing == .delivered, body: Passage(limit: limit, keepsBeginning: false))
    case .relayed:
      finishBlock(at: offset, into: &items)
      // The relay wrote here when the message had settled, or had no body yet (R5).
      if message?.hasBody ?? false { finishMessage(at: offset, into: &items) }
      beginBlock(.relayed, line, header, at: offset)
    case .foreign:
      if block?.kind == .foreign { return false }
      finishBlock(at: offset, into: &items)
      if message?.mayQuote ?? false { return false }
      finishMessage(at: offset, into: &items)
      beginBlock(.foreign, line, header, at: offset)
    }
    return true
  }

  private mutating func beginBlock(
    _ kind: OpenBlock.Kind, _ line: UnsafeRawBufferPointer, _ header: Header?, at offset: Int
  ) {
    block = OpenBlock(kind: kind, line: Array(line), header: header, offset: offset, startsInLine: false)
  }

  /// Whether a header line would begin something, if it were complete.
  private func wouldBegin(_ line: UnsafeRawBufferPointer) -> Bool {
    let line = UnsafeRawBufferPointer(rebasing: line[startOfText(line, at: lineOffset)...])
    guard LineKind(line) == .dated, let header = Header(line: line) else { return false }
    guard vocabulary.standing(header, line) == .foreign else { return true }
    if block?.kind == .foreign { return false }
    return !(message?.mayQuote ?? false)
  }

  mutating func finish(at offset: Int, into items: inout [Item]) {
    finishBlock(at: offset, into: &items)
    finishMessage(at: offset, into: &items)
  }

  mutating func finishBlock(at offset: Int, into items: inout [Item]) {
    guard var finished = block else { return }
    block = nil
    items.append(finished.finish(end: offset))
    // A message that waits for its body before the block takes what follows.
    if message == nil { settled = finished.context }
  }

  mutating func finishMessage(at offset: Int, into items: inout [Item]) {
    guard var finished = message else { return }
    message = nil
    let length = finished.body.solidLength
    let isOversize = finished.body.isTooLong
    items.append(
      .message(
        ParsedMessage(
          header: finished.header, headerLine: finished.headerLine, body: finished.body.finish(),
          continuation: finished.continuation, offset: finished.offset, end: offset, length: length,
          isOversize: isOversize)))
    settled = .after(headerLine: finished.headerLine, continuations: finished.continuation)
  }

  /// Says that nothing more is to be waited for: judges what is unfinished as it stands.
  ///
  /// An open fence is none. A last line without line feed counts as a line, only a header does not: it and a header
  /// without body stay unfinished, since the rest of them is still to come.
  ///
  /// - Parameter items: What became complete is appended here.
  public mutating func settle(into items: inout [Item]) {
    if let open = fence {
      var closes = false
      if !line.isEmpty, case .fence(let closer) = line.withUnsafeBytes({ LineKind($0) }) {
        closes = open.isClosed(by: closer)
        fence?.closers.note(closer, at: lineOffset)
      }
      if !closes { openFence(isNone: &items) }
    }
    let waits = !isInLine && fence == nil && line.withUnsafeBytes { wouldBegin($0) }
    if !line.isEmpty, !waits { judgeLine(asPiece: false, into: &items) }
    // A last line that opens a fence has nothing behind it that could close it.
    if fence != nil { openFence(isNone: &items) }
    finishBlock(at: lineOffset, into: &items)
    if message?.hasBody ?? false { finishMessage(at: lineOffset, into: &items) }
  }
}
