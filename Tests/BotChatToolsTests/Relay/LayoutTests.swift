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

  @Test(
    "R2: homes stand in the order of their first residents, however many there are", .timeLimit(.minutes(1)))
  func many() {
    let bots = (0..<20_000).map { Bot(name: "b\($0)", chat: "/none/\($0 % 19_000)") }
    let layout = Layout(Configuration(bots: bots), state: "/none/state")
    #expect(layout.homes == (0..<19_000).map { "/none/\($0)" })
    #expect(layout.residents.map(\.home) == (0..<20_000).map { $0 % 19_000 })
  }

  @Test("R3: the same path twice is one home")
  func samePath() {
    let layout = Layout(
      Configuration(bots: [Bot(name: "A", chat: "/none/a"), Bot(name: "B", chat: "/none/a")]),
      state: "/none/state")
    #expect(layout.homes == ["/none/a"])
  }
}
