import Testing

@testable import BotChatCore

@Suite struct HomeSetTests {
  @Test func handsOutEachHomeOnceAndAscending() {
    var set = HomeSet([200, 3, 64, 63, 3, 0])
    #expect(Array(set) == [0, 3, 63, 64, 200])
    set.remove(63)
    set.remove(5)
    set.remove(900)
    #expect(Array(set) == [0, 3, 64, 200])
    #expect(set.contains(64) && !set.contains(63) && !set.contains(4000))
  }

  @Test func isEmptyAgainWhenTheLastOneIsGone() {
    var set: HomeSet = [70]
    #expect(!set.isEmpty)
    set.remove(70)
    #expect(set.isEmpty && Array(set).isEmpty && HomeSet().isEmpty)
  }

  @Test func mayChangeWhileItIsWalkedThrough() {
    var set: HomeSet = [1, 65]
    var seen: [Int] = []
    for home in set {
      set.insert(2)
      set.remove(65)
      seen.append(home)
    }
    #expect(seen == [1, 65])
    #expect(Array(set) == [1, 2])
  }
}
