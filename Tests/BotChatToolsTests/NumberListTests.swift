import BotChatTools
import Testing

@Suite("State: lists of numbers")
struct NumberListTests {
  @Test(
    "what is encoded is decoded, whatever the order",
    arguments: [
      [], [0], [1, 2, 3], [500, 1], [2, 14_664_368, 13_746_295, 14_664_368, 13_746_295, 14_664_368],
      [Int.max, Int.min, -1, 0], Array(0..<500),
    ])
  func roundTrip(numbers: [Int]) {
    #expect(NumberList.decode(NumberList.encode(numbers)) == numbers)
  }

  @Test("neighbours take a byte each")
  func small() {
    #expect(NumberList.encode(Array(1...50)).count == 50)
  }

  @Test("what is cut off or endless is left out, and nothing crashes")
  func hostile() {
    #expect(NumberList.decode([0x80]) == [])
    #expect(NumberList.decode([2, 0xFF, 0xFF]) == [1])
    #expect(NumberList.decode(Array(repeating: 0xFF, count: 40)) == [])
  }
}
