import BotChatCore
import Testing

@Suite("Hub: which ids may be known")
struct SeenFilterTests {
  /// Numbers as a good hash gives them (splitmix64).
  private func hashes(_ count: Int, seed: UInt64) -> [UInt64] {
    (0..<count).map { number in
      var word = seed &+ UInt64(number) &* 0x9E37_79B9_7F4A_7C15
      word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
      word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
      return word ^ word >> 31
    }
  }

  @Test("DESIGN 9: what was seen is never taken for new")
  func seen() {
    var filter = SeenFilter()
    let seen = hashes(100_000, seed: 1) + [0, UInt64.max, 1, 1 << 63]
    for hash in seen { filter.insert(hash) }
    #expect(seen.allSatisfy(filter.mayHold))
  }

  @Test("DESIGN 9: what is new is nearly always known to be new")
  func new() {
    var filter = SeenFilter()
    let new = hashes(100_000, seed: 2)
    #expect(!new.contains(where: filter.mayHold))
    for hash in hashes(600_000, seed: 1) { filter.insert(hash) }
    #expect(new.count(where: filter.mayHold) < new.count / 150)
  }
}
