import BotChatCore
import Testing

@Suite("Relay: what is to wait no longer")
struct DropTests {
  /// Two messages wait for home 1; the first for home 2, too.
  private func play() -> Play {
    let play = Play(.trio)
    for home in [1, 2] { play.world.places[home].stop = "paused" }
    play.write(0, header("Ross", "John, Mia", "#1") + "first\(clock)")
    play.settle()
    play.write(0, header("Ross", "John", "#2") + "second\(clock)")
    play.settle()
    return play
  }

  /// The request to drop the first of them.
  private func first(_ play: Play) throws -> Request {
    let places = try [1, 2].map { home in
      Drop.Place(
        home: "/\(home)", number: try #require(play.world.state.rows(home, after: 0, limit: 1).first).number)
    }
    let row = try #require(play.world.state.rows(1, after: 0, limit: 1).first)
    return .drop(Drop(id: try #require(play.world.state.records[row.sequence]).id, places: places))
  }

  private func goOn(_ play: Play) {
    for home in [1, 2] { play.world.places[home].stop = nil }
    play.settle()
  }

  @Test("R12: a message that waits is taken out of every queue; the others keep their order and go")
  func everywhere() throws {
    let play = play()
    let reply = play.asked(try first(play))
    #expect(reply?.isDone == true)
    #expect(reply?.text.hasSuffix("which waited for John and Jack; Mia") == true)
    goOn(play)
    #expect(play.count("first", in: 1) == 0 && play.relayed(2) == "")
    #expect(play.count("second", in: 1) == 1)
  }

  @Test("R6: what was dropped does not come back by a file that is read again, and does by a resend")
  func comesBack() throws {
    let play = play()
    play.asked(try first(play))
    goOn(play)
    play.world.rewrite(0, Array((header("Ross", "John, Mia", "#1") + "first\(clock)").utf8))
    play.settle()
    #expect(play.count("first", in: 1) == 0 && play.relayed(2) == "")
    let again = play.resend(header("Ross", "John, Mia", "#1"), "first\(clock)", from: 0, to: "Mia")
    #expect(play.asked(again, named: "2")?.isDone == true)
    #expect(play.count("first", in: 1) == 0 && play.count("first", in: 2) == 1)
  }

  @Test("R12: what was delivered meanwhile, or waits under another number, is not dropped")
  func gone() throws {
    let play = play()
    var request = try first(play)
    goOn(play)
    #expect(play.asked(request)?.isDone == false)
    play.world.places[1].stop = "paused"
    play.write(0, header("Ross", "John", "#3") + "third\(clock)")
    play.settle()
    if case .drop(var drop) = request {
      drop.places = [
        Drop.Place(
          home: "/1", number: try #require(play.world.state.rows(1, after: 0, limit: 1).first).number),
        Drop.Place(home: "/7", number: 1),
      ]
      request = .drop(drop)
    }
    #expect(play.asked(request, named: "2")?.isDone == false)
    goOn(play)
    #expect(play.count("third", in: 1) == 1)
  }

  @Test("R11: a kill at any effect repeats the request; it ends without the message and with all others")
  func killed() throws {
    for side in [ModelWorld.Interruption.Side.before, .after] {
      for call in 1...30 {
        let play = play()
        let request = try first(play)
        play.world.interruption = ModelWorld.Interruption(call: play.world.calls + call, side: side) {
          $0.die()
        }
        #expect(play.asked(request)?.isDone == true, "\(side) effect \(call)")
        goOn(play)
        #expect(play.count("first", in: 1) == 0 && play.relayed(2) == "", "\(side) effect \(call)")
        #expect(play.count("second", in: 1) == 1, "\(side) effect \(call)")
        #expect(play.complaints == [])
      }
    }
  }

  @Test("R12: an unwritable file for which nothing waits any more is no problem any more")
  func unwritable() throws {
    let play = Play()
    play.world.places[1].failingAppends = Array(repeating: 0, count: 5)
    play.write(0, header("Ross", "John", "#1") + "first\(clock)")
    play.turn([0])
    play.run(300)
    #expect(play.problems(.unwritable).count == 1)
    let request = try #require(play.drop(everythingFor: 1))
    #expect(play.asked(request)?.isDone == true)
    #expect(play.problems(.unwritable).isEmpty && play.world.state.problems.isEmpty)
  }

  @Test(
    "R14: a problem goes off the list; what bots wrote, all at once; what cures itself, by its name alone")
  func problems() {
    let play = Play(.trio)
    play.write(0, header("Ross", "Jhon", "#1") + "x\(clock)" + header("Ross", "Jon", "#2") + "y\(clock)")
    play.settle()
    play.world.places[2].standing = nil
    play.settle()
    #expect(play.asked(.dropProblem(Problem.Key(.unknownRecipient, "Ross → Joe")))?.isDone == false)
    let key = Problem.Key(.unknownRecipient, "Ross → Jhon")
    #expect(play.asked(.dropProblem(key), named: "2")?.isDone == true)
    #expect(play.problems(.unknownRecipient).map(\.key.subject) == ["Ross → Jon"])
    #expect(play.asked(.dropProblems, named: "3")?.text == "dropped 1 problem")
    #expect(play.engine.problems.values.map(\.key.kind) == [.missing])
    #expect(play.asked(.dropProblems, named: "4")?.isDone == false)
    play.world.die()
    play.restart()
    #expect(play.engine.problems.values.map(\.key.kind) == [.missing])
    #expect(play.asked(.dropProblem(Problem.Key(.missing, "/2")), named: "5")?.isDone == true)
    play.settle()
    #expect(play.problems(.missing).count == 1, "it is met again")
  }

  @Test("R3: who says that the other relay is gone lets deliveries go on")
  func anotherRelay() {
    let play = Play()
    for tag in 1...6 {
      let (from, to, home) = tag % 2 == 0 ? ("Ross", "John", 0) : ("John", "Ross", 1)
      let text = header(from, to, "#\(tag)") + "text \(tag)\(clock)"
      play.write(home, text)
      play.turn([home])
      play.write(1 - home, "\n" + text)
      play.turn([1 - home])
      play.run(300)
    }
    play.write(0, header("Ross", "John", "#9") + "later\(clock)")
    play.settle()
    #expect(play.engine.halted != nil && play.count("later", in: 1) == 0)
    #expect(play.asked(.dropProblem(Problem.Key(.anotherRelay, "relay")))?.isDone == true)
    #expect(play.engine.halted == nil && play.count("later", in: 1) == 1)
  }
}
