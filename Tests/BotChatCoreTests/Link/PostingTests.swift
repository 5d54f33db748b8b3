import BotChatCore
import BotChatFormat
import Testing

@Suite("Link: the file of a bot that lives elsewhere")
struct PostingTests {
  private static func said(_ number: Int, _ sender: String = "Pelouse") -> String {
    "\n" + header(sender, "Marlbot", "#\(number)") + "word \(number)\(clock)"
  }

  private static func delivered(_ number: Int) -> String {
    "\n" + header("Marlbot", "Pelouse", "#\(100 + number)") + "letter \(number)\(clock)"
  }

  private static func letter(_ number: Int) -> String { String(delivered(number).dropFirst().dropLast()) }

  @Test("DESIGN 9: what the relay wrote goes on whole, what came from there does not come back")
  func bothWays() {
    let desk = Desk()
    desk.write(Self.delivered(1))
    desk.say("1", Self.said(1))
    desk.write(Self.delivered(2))
    desk.run(1000)
    #expect(desk.letters == [Self.letter(1), Self.letter(2)])
    #expect(desk.world.text(0) == Self.delivered(1) + Self.said(1) + Self.delivered(2))
  }

  @Test("DESIGN 9: what stood in the file before the first start goes on: the relay wrote it for the link")
  func first() {
    let desk = Desk()
    desk.world.state = ModelState()
    desk.world.rewrite(0, Array(Self.delivered(1).utf8))
    desk.restart()
    #expect(desk.letters == [Self.letter(1)])
  }

  @Test("R5: half of a delivery does not go on: its rest could only follow as another message")
  func half() {
    let desk = Desk()
    let whole = "\n" + header("Marlbot", "Pelouse", "#1") + "one\ntwo\n"
    desk.write(String(whole.dropLast(4)))
    desk.run(100)
    #expect(desk.letters.isEmpty)
    desk.write(String(whole.suffix(4)))
    desk.run(100)
    #expect(desk.letters.isEmpty)
    desk.run(500)
    #expect(desk.letters == [String(whole.dropFirst().dropLast())])
  }

  @Test("R5: a continuation goes on with the words that say so")
  func continuation() {
    let desk = Desk()
    desk.write("\n" + header("Marlbot", "Pelouse", "#1") + "one\n")
    desk.run(1000)
    desk.write("two\n")
    desk.run(1000)
    #expect(desk.letters.count == 2)
    #expect(desk.letters.last?.hasSuffix("(#1) (cont. 1)\ntwo") == true, "\(desk.letters)")
  }

  @Test("R18: while it is paused nothing is appended; it is stored, and follows later")
  func paused() {
    let desk = Desk()
    desk.world.places[0].stop = "paused"
    desk.say("1", Self.said(1))
    desk.run(1000)
    #expect(desk.world.text(0).isEmpty)
    #expect(desk.world.state.received.map(\.name) == ["1"])
    desk.world.places[0].stop = nil
    desk.run(1000)
    #expect(desk.world.text(0) == Self.said(1))
  }

  @Test("R12: while the state cannot be stored nothing is written, and the hub has to keep what came")
  func unstored() {
    let desk = Desk()
    desk.world.failingCommits = 3
    desk.say("1", Self.said(1))
    #expect(desk.world.text(0).isEmpty)
    #expect(desk.world.state.received.isEmpty)
    desk.run(5000)
    #expect(desk.world.text(0) == Self.said(1))
    #expect(desk.world.state.received.map(\.name) == ["1"])
  }

  // MARK: killed at every effect

  enum Death: CaseIterable {
    case before
    case after
    case powerLost
    case powerHalf
  }

  private func play(_ desk: Desk) {
    func step(_ act: () -> Void) {
      act()
      if desk.world.isDead { desk.restart() }
    }
    step { desk.say("1", Self.said(1)) }
    step { desk.write(Self.delivered(1)) }
    step { desk.say("2", Self.said(2)) }
    step { desk.say("3", Self.said(3, "Lawn")) }
    step { desk.write(Self.delivered(2)) }
    step { desk.run(1000) }
    desk.run(3000)
  }

  /// What is broken of: each once, whole and in order, both ways.
  private func broken(_ desk: Desk) -> String? {
    let said = [Self.said(1), Self.said(2), Self.said(3, "Lawn")].map(desk.standing)
    if said.contains(where: { $0.count != 1 }) { return "counts \(said.map(\.count))" }
    let places = said.compactMap(\.place)
    if places != places.sorted() { return "out of order" }
    if desk.letters != [Self.letter(1), Self.letter(2)] { return "letters \(desk.letters)" }
    return nil
  }

  @Test("R11: a kill or a power cut at any effect loses nothing and doubles nothing, in either direction")
  func everyEffect() {
    let calm = Desk()
    let before = calm.world.calls
    play(calm)
    #expect(broken(calm) == nil)
    for call in 1...(calm.world.calls - before) {
      for death in Death.allCases {
        let desk = Desk()
        desk.world.interruption = ModelWorld.Interruption(
          call: desk.world.calls + call, side: death == .before ? .before : .after
        ) { world in
          world.die()
          // What the relay delivered it had synced; of ours the disk has as much as it likes.
          if death == .powerLost || death == .powerHalf {
            world.cutPower(keeping: death == .powerHalf ? 0.5 : 0)
          }
        }
        play(desk)
        let what = broken(desk)
        #expect(what == nil, "\(death) \(call): \(what ?? "")\n\(desk.world.text(0))")
      }
    }
  }

  @Test("R11: an append torn at any byte is finished, not repeated")
  func everyByte() {
    let calm = Desk()
    calm.world.appendSizes = []
    play(calm)
    for (call, size) in calm.world.appendSizes ?? [] {
      for kept in 0...size {
        let desk = Desk()
        desk.world.interruption = ModelWorld.Interruption(call: call, side: .within(kept)) { $0.die() }
        play(desk)
        let what = broken(desk)
        #expect(what == nil, "append \(call) torn after \(kept): \(what ?? "")\n\(desk.world.text(0))")
      }
    }
  }
}
