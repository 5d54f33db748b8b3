import BotChatTools
import Testing

@Suite("State: whom a message has reached")
struct ReachedColumnTests {
  @Test(
    "bits where they take no more room than the list, and the same members either way",
    arguments: [
      ([], true), ([0], true), ([1, 2, 3], true), ([6], true), ([7], false), ([7, 8], true),
      ([1, 2, 30], false),
      ([40], false), (Array(20..<47), true), (Array(20..<48), false), ([500], false), ([-1, 3], false),
    ])
  func form(members: [Int], isBits: Bool) {
    let column = ReachedColumn(members)
    if case .bits = column { #expect(isBits) } else { #expect(!isBits) }
    #expect(column.members == members)
  }
}
