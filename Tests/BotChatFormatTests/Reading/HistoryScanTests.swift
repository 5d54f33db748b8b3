import BotChatFormat
import Testing

@Suite struct HistoryScanTests {
  private func scan(_ bytes: [UInt8], pieces: () -> Int, isAtLineStart: Bool = true) -> [String] {
    var scan = HistoryScan(isAtLineStart: isAtLineStart)
    var found: [String] = []
    func note(_ offset: Int, _ line: UnsafeRawBufferPointer) {
      found.append("\(offset) \(String(decoding: line, as: UTF8.self))")
    }
    var rest = bytes[...]
    while !rest.isEmpty {
      let piece = Array(rest.prefix(pieces()))
      rest = rest.dropFirst(piece.count)
      piece.withUnsafeBytes { scan.append($0, visit: note) }
    }
    scan.finish(visit: note)
    #expect(scan.offset == bytes.count)
    return found
  }

  @Test(
    "F1: the scan finds each line in column 0 with ### and a date, wherever the pieces are cut",
    arguments: 0..<20)
  func split(batch: Int) {
    let words = [
      john, jack, "\n", "#\n", "##", "### notes\n", "###", " 2026-02-10", "text", " " + john,
      String(repeating: "line\n", count: 20), "\r\n", "### 2026-02-10",
    ]
    for index in 0..<50 {
      let seed = UInt64(0x5CA0_0000 + batch * 1000 + index)
      var random = Seeded(seed)
      var text = Bool.random(using: &random) ? "\u{FEFF}" : ""
      for _ in 0..<Int.random(in: 0...30, using: &random) {
        text += words[Int.random(in: 0..<words.count, using: &random)]
      }
      let bytes = Array(text.utf8)
      var expected: [String] = []
      var offset = 0
      for line in bytes.split(separator: 10, omittingEmptySubsequences: false) {
        let mark = offset == 0 && line.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        let column = Array(line.dropFirst(mark))
        if column.withUnsafeBytes({ HeaderLike.isQuotable($0) }) {
          expected.append("\(offset + mark) \(String(decoding: column, as: UTF8.self))")
        }
        offset += line.count + 1
      }
      #expect(scan(bytes, pieces: { Int.max }) == expected, "seed \(seed)")
      #expect(scan(bytes, pieces: { 1 }) == expected, "seed \(seed)")
      #expect(scan(bytes, pieces: { Int.random(in: 1...80, using: &random) }) == expected, "seed \(seed)")
    }
  }

  @Test("F1: a scan that begins inside a line begins with the next")
  func inLine() {
    #expect(scan(Array((john + jack).utf8), pieces: { 7 }, isAtLineStart: false).count == 1)
  }

  @Test("R13: a line longer than any header is cut, its offset is not")
  func long() throws {
    let start = "### 2026-02-10 "
    let bytes = Array(("x\n" + start + String(repeating: "y", count: 100_000) + "\n" + john).utf8)
    for piece in [1000, 1 << 20] {
      let found = scan(bytes, pieces: { piece })
      #expect(found.count == 2 && found[0].hasPrefix("2 " + start))
      #expect(found[0].utf8.count == 2 + Header.longestLine + 1)
    }
  }
}
