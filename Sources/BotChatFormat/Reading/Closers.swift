/// Which fences can still be closed: for each place in a text the longest closing line of each kind behind it.
///
/// For each kind a stack of the closing lines that have none as long behind them. Their lengths fall, so there are
/// few (their sum is at most the text), each line is pushed and popped once, and the answer for a place is the first
/// one behind it. So a text of nothing but openers is judged in linear time.
///
/// Source: F6, F7.
struct Closers: Sendable {
  private var backticks: [(offset: Int, length: Int)] = []
  private var tildes: [(offset: Int, length: Int)] = []
  private var passedBackticks = 0
  private var passedTildes = 0

  /// Takes a closing line; they come in the order of their offsets, and all before the first question.
  mutating func note(_ line: FenceLine, at offset: Int) {
    guard line.closes else { return }
    if line.mark == Byte.backtick {
      Closers.push(line.length, at: offset, on: &backticks)
    } else {
      Closers.push(line.length, at: offset, on: &tildes)
    }
  }

  mutating func move(by distance: Int) {
    for place in backticks.indices { backticks[place].offset += distance }
    for place in tildes.indices { tildes[place].offset += distance }
  }

  /// Whether a fence that this line opens is closed by a line behind it.
  ///
  /// Asked in the order of the offsets.
  mutating func close(_ line: FenceLine, at offset: Int) -> Bool {
    if line.mark == Byte.backtick {
      return Closers.longest(in: backticks, behind: offset, &passedBackticks) >= line.length
    }
    return Closers.longest(in: tildes, behind: offset, &passedTildes) >= line.length
  }

  private static func push(_ length: Int, at offset: Int, on stack: inout [(offset: Int, length: Int)]) {
    while let last = stack.last, last.length <= length { stack.removeLast() }
    stack.append((offset, length))
  }

  private static func longest(
    in stack: [(offset: Int, length: Int)], behind offset: Int, _ passed: inout Int
  ) -> Int {
    while passed < stack.count, stack[passed].offset <= offset { passed += 1 }
    return passed < stack.count ? stack[passed].length : 0
  }
}
