/// What a line is by its own bytes.
enum LineKind: Equatable {
  case blank
  case text
  /// `⏱`, with or without U+FE0F, behind blanks or none: closes a message.
  case clock
  /// Begins with `###` and a date: a header, a near-header, or text.
  case dated
  case fence(FenceLine)

  init(_ line: UnsafeRawBufferPointer) {
    guard let first = line.first else {
      self = .blank
      return
    }
    switch first {
    case Byte.hash: self = HeaderLike.isQuotable(line) ? .dated : .text
    case Byte.backtick, Byte.tilde: self = LineKind.fenced(line, from: 0)
    case 0xE2: self = LineKind.timed(line, from: 0)
    case Byte.space, Byte.tab, Byte.carriageReturn: self = LineKind.indented(line)
    default: self = .text
    }
  }

  static func isBlank(_ line: UnsafeRawBufferPointer) -> Bool { line.allSatisfy(Byte.isBlank) }

  private static func indented(_ line: UnsafeRawBufferPointer) -> LineKind {
    var at = 0
    while at < line.count, Byte.isBlank(line[at]) { at += 1 }
    guard at < line.count else { return .blank }
    switch line[at] {
    case 0xE2: return timed(line, from: at)
    case Byte.backtick, Byte.tilde:
      // CommonMark: up to three spaces; a tab is four.
      return at <= 3 && line[..<at].allSatisfy { $0 == Byte.space } ? fenced(line, from: at) : .text
    default: return .text
    }
  }

  private static func timed(_ line: UnsafeRawBufferPointer, from at: Int) -> LineKind {
    at + 3 <= line.count && line[at + 1] == 0x8F && line[at + 2] == 0xB1 ? .clock : .text
  }

  private static func fenced(_ line: UnsafeRawBufferPointer, from at: Int) -> LineKind {
    FenceLine(line, from: at).map { .fence($0) } ?? .text
  }
}
