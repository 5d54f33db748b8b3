import BotChatCore
import Testing

@Suite("Hub: how much it logs")
struct HubLogPaceTests {
  @Test("DESIGN 9: a flood of connections is cut short in the log; what becomes of kept messages is told")
  func flood() {
    var pace = HubLogPace()
    let strangers = (1...300).map { HubEntry.badToken(connection: $0) }
    let kept: [HubEntry] = [
      .forgotten(bot: "b", room: "r", messages: 7), .notStored(why: "the disk is full"), .storedAgain,
    ]
    let said = (strangers + kept).filter { pace.takes($0) }
    #expect(said == Array(strangers.prefix(HubLogPace.most)) + kept)
    let leftOut = [pace.secondIsOver(), pace.secondIsOver()]
    #expect(leftOut == [200, 0])
    let goesOn = pace.takes(strangers[0])
    #expect(goesOn)
  }
}
