/// A code fence that is open, with the text that it holds back until it is known to be one.
///
/// Nothing behind the opening line has been judged; so when the fence turns out to be none, reading goes on at that
/// line as if it had never been taken for one.
struct Fence: Sendable {
  /// A backtick or a tilde.
  let mark: UInt8
  /// How many of them the opening line has.
  let length: Int
  /// The file offset of the opening line.
  var offset: Int
  /// The lines from the opening one on, as far as they came in earlier pieces.
  var held: [UInt8] = []
  /// Where in `held` bytes of the relay stood, and how many.
  var gaps: [(index: Int, count: Int)] = []
  /// Lines in here that would close some fence, though not this one.
  var closers = Closers()
  /// How much of "`⏱` line, blank line, header" the last lines were.
  var boundary = Boundary.none

  enum Boundary {
    case none
    case clock
    case blankBehindClock
  }

  init(_ line: FenceLine, offset: Int) {
    mark = line.mark
    length = line.length
    self.offset = offset
  }

  func isClosed(by line: FenceLine) -> Bool { line.closes && line.mark == mark && line.length >= length }

  mutating func move(by distance: Int) {
    offset += distance
    closers.move(by: distance)
  }

  mutating func addGap(_ count: Int) {
    if let last = gaps.indices.last, gaps[last].index == held.count {
      gaps[last].count += count
    } else {
      gaps.append((held.count, count))
    }
  }

  /// Follows a cold read towards the boundary that no fence runs across.
  mutating func noteBoundary(_ kind: LineKind) {
    switch kind {
    case .clock: boundary = .clock
    case .blank: if boundary == .clock { boundary = .blankBehindClock }
    case .text, .dated, .fence: boundary = .none
    }
  }
}
