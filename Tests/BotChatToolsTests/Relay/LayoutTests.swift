import BotChatCore
import Testing

@testable import BotChatTools

@Suite("Homes by the paths of the configuration")
struct LayoutTests {
  @Test("R3: two spellings of one letter are two files")
  func spellings() {
    let layout = Layout(
      Configuration(bots: [Bot(name: "A", chat: "/none/\u{E9}"), Bot(name: "B", chat: "/none/e\u{301}")]),
      state: "/none/state")
    #expect(layout.homes.count == 2)
    #expect(layout.residents.map(\.home) == [0, 1])
  }

  @Test("R3: the same path twice is one home")
  func samePath() {
    let layout = Layout(
      Configuration(bots: [Bot(name: "A", chat: "/none/a"), Bot(name: "B", chat: "/none/a")]),
      state: "/none/state")
    #expect(layout.homes == ["/none/a"])
  }
}
