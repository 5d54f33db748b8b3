import BotChatTools
import Testing

@Suite("State: what a person has had dropped")
struct DroppedListTests {
  @Test("what is noted is there after it was stored; one that goes out again is not")
  func kept() {
    var list = DroppedList()
    #expect(list.isEmpty && DroppedList(text: list.text) == list)
    list.add(12, 3)
    list.add(15, 3)
    list.add(12, 4)
    list.add(12, 3)
    let stored = DroppedList(text: list.text)
    #expect(stored == list && stored.messages(of: 3) == [15, 12] && stored.messages(of: 4) == [12])
    list.remove(12, 3)
    #expect(list.messages(of: 3) == [15] && list.messages(of: 4) == [12])
  }

  @Test("the newest thousand are kept, and what is no pair is left out")
  func bounds() {
    var list = DroppedList()
    for message in 1...1500 { list.add(message, 1) }
    #expect(list.messages(of: 1) == Array(501...1500))
    #expect(DroppedList(text: "1:2 x 3 4:5:6 : 7:8").text == "1:2 7:8")
  }
}
