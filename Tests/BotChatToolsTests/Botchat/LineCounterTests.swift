import Testing

@testable import BotChatTools

@Suite("LineCounter")
struct LineCounterTests {
  private static let text = Array("one\n\nthree\nfour".utf8)
  private static let lines = [1, 1, 1, 1, 2, 3, 3, 3, 3, 3, 3, 4, 4, 4, 4]

  @Test("it tells the line of each offset, however the text is cut", arguments: 1...15)
  func offsets(piece: Int) {
    var counter = LineCounter()
    for start in stride(from: 0, to: Self.text.count, by: piece) {
      Array(Self.text[start..<min(start + piece, Self.text.count)]).withUnsafeBytes { counter.append($0) }
    }
    for (offset, line) in Self.lines.enumerated() { #expect(counter.line(of: offset) == line) }
  }

  @Test("what it has forgotten changes nothing behind it", arguments: 0..<15)
  func forgetting(offset: Int) {
    var counter = LineCounter()
    Self.text.withUnsafeBytes { counter.append($0) }
    counter.forget(before: offset)
    counter.forget(before: offset)
    for later in offset..<15 { #expect(counter.line(of: later) == Self.lines[later]) }
  }
}
