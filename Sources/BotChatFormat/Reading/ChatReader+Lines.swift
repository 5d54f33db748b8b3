/// From lines to what they do.
extension ChatReader {
  /// Judges lines, the last of which may lack its line feed when it has settled.
  ///
  /// Text goes to where it belongs in runs, not line by line: `run` is where the lines begin that have been counted
  /// there and not been stored, or, while a fence is open, that it holds.
  mutating func judge(_ text: UnsafeRawBufferPointer, at offset: Int, into items: inout [Item]) {
    judgedCount += text.count
    var start = startOfText(text, at: offset)
    var run = start
    while start < text.count {
      let end = LineFeeds.first(in: text, from: start)
      let next = min(end + 1, text.count)
      let line = UnsafeRawBufferPointer(rebasing: text[start..<end])
      guard line.count <= longestLine else {
        keep(text, from: run, to: start)
        judgeLong(UnsafeRawBufferPointer(rebasing: text[start..<next]), at: offset + start, into: &items)
        start = next
        run = next
        continue
      }
      let kind = LineKind(line)
      if fence != nil {
        switch fenced(line, kind, at: offset + start) {
        case .stays: break
        case .closes:
          closeFence(adding: UnsafeRawBufferPointer(rebasing: text[run..<next]), solid: end - run)
          run = next
        case .isNone:
          keep(text, from: run, to: start)
          run = start
          openFence(isNone: &items)
          continue
        }
        start = next
        if isFenceTooLong(by: start - run) {
          keep(text, from: run, to: start)
          run = start
          openFence(isNone: &items)
        }
        continue
      }
      switch kind {
      case .dated:
        keep(text, from: run, to: start)
        run = start
        if begins(line, at: offset + start, into: &items) {
          run = next
        } else {
          count(kind, next - start, solid: line.count, at: offset + start)
        }
      case .fence(let opener) where opens(opener, at: offset + start):
        keep(text, from: run, to: start)
        run = start
        fence = Fence(opener, offset: offset + start)
        if isFenceTooLong(by: next - run) {
          keep(text, from: run, to: next)
          run = next
          openFence(isNone: &items)
        }
      default:
        if count(kind, next - start, solid: line.count, at: offset + start) { run = start }
      }
      start = next
    }
    keep(text, from: run, to: text.count)
  }

  /// The index of column 0: behind the byte order mark when the file has one.
  func startOfText(_ text: UnsafeRawBufferPointer, at offset: Int) -> Int {
    offset == 0 && text.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  }

  /// Judges what is text by where it stands: a piece of a long line, or the rest of one that was cut.
  mutating func judgeText(_ text: UnsafeRawBufferPointer, at offset: Int, into items: inout [Item]) {
    // No line that this could be closes a fence, and the text is more than a fence may hold.
    if fence != nil { openFence(isNone: &items) }
    let solid = text.last == Byte.lineFeed ? text.count - 1 : text.count
    let isBlank = LineKind.isBlank(UnsafeRawBufferPointer(rebasing: text[..<solid]))
    count(isBlank ? .blank : .text, text.count, solid: solid, at: offset)
    store(text)
  }

  /// Cuts a line that came whole into the pieces that it would have been judged in.
  private mutating func judgeLong(_ text: UnsafeRawBufferPointer, at offset: Int, into items: inout [Item]) {
    var start = 0
    while start < text.count {
      let end = min(start + longestLine + 1, text.count)
      isInLine = start > 0
      judgeText(UnsafeRawBufferPointer(rebasing: text[start..<end]), at: offset + start, into: &items)
      start = end
    }
    isInLine = false
  }

  /// Hands a run over to the fence, or to what text belongs to.
  private mutating func keep(_ text: UnsafeRawBufferPointer, from start: Int, to end: Int) {
    guard start < end else { return }
    let run = UnsafeRawBufferPointer(rebasing: text[start..<end])
    if fence != nil { fence?.held.append(contentsOf: run) } else { store(run) }
  }

  /// Stores lines that were counted.
  mutating func store(_ run: UnsafeRawBufferPointer) {
    if block != nil { block?.text.store(run) } else { message?.body.store(run) }
  }

  /// Counts a line as text of what it belongs to.
  ///
  /// The first line that is not blank begins a continuation, or a block of stray text, when nothing is open.
  ///
  /// - Returns: Whether it did.
  @discardableResult
  mutating func count(_ kind: LineKind, _ length: Int, solid: Int, at offset: Int) -> Bool {
    let solid = kind == .blank ? 0 : solid
    if block != nil {
      block?.text.count(length, solid: solid)
      return false
    }
    let begins = message == nil && solid > 0 && beginContinuation(at: offset)
    if block != nil {
      block?.text.count(length, solid: solid)
    } else if message != nil {
      message?.body.count(length, solid: solid)
      guard kind != .blank else { return begins }
      message?.endsInClock = kind == .clock
      if kind == .clock { message?.hasClock = true }
    }
    return begins
  }

  private mutating func beginContinuation(at offset: Int) -> Bool {
    switch settled {
    case .preamble, .foreign, .nearHeader: return false
    case .after(let headerLine, let continuations):
      if let header = Header(line: headerLine) {
        message = OpenMessage(
          header: header, headerLine: headerLine, continuation: continuations + 1, offset: offset,
          startsInLine: isInLine, body: Passage(limit: limit, keepsBeginning: false))
        return true
      }
      // Nobody's continuation can be delivered; so it is shown.
      fallthrough
    case .stray:
      block = OpenBlock(kind: .stray, line: [], header: nil, offset: offset, startsInLine: isInLine)
      return true
    }
  }
}
