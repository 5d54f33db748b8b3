import Testing

@testable import BotChatSystem

@Suite("The end of an output")
struct OutputTailTests {
  @Test(
    "W3: the last bytes are kept and the others counted, however they come",
    arguments: [1, 3, 7, 10, 50, 999])
  func pieces(size: Int) {
    let all = (0..<999).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    var tail = OutputTail(limit: 10)
    var given = 0
    while given < all.count {
      let piece = all[given..<min(given + size, all.count)]
      tail.append(piece)
      given += piece.count
      #expect(tail.bytes == Array(all[..<given].suffix(10)))
      #expect(tail.dropped == max(0, given - 10))
    }
  }

  @Test("A limit of nothing keeps nothing", arguments: [0, -1])
  func nothing(limit: Int) {
    var tail = OutputTail(limit: limit)
    tail.append([1, 2, 3])
    #expect(tail.bytes == [])
    #expect(tail.dropped == 3)
  }
}
