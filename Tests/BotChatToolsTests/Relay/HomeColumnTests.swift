import BotChatCore
import BotChatFormat
import Testing

@testable import BotChatTools

@Suite("State: home, count and trust in one column")
struct HomeColumnTests {
  @Test("they come back as they were, and for almost all messages it is the home's number")
  func roundTrip() {
    for home in [1, 127, 70_000] {
      for count in [0, 1, 2, 500, 1 << 30] {
        for isTrusted in [true, false] {
          let record = MessageRecord(
            sequence: 1, id: MessageID(high: 1, low: 2), mark: 3, seen: 4, home: home, offset: 5, length: 6,
            count: count, reached: [], isTrusted: isTrusted)
          let column = HomeColumn(record)
          #expect(column.home == home && column.count == count && column.isTrusted == isTrusted)
          #expect((column.value == home) == (count == 1 && isTrusted))
        }
      }
    }
  }
}
