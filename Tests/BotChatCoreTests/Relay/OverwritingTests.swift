import BotChatCore
import Testing

@Suite("Relay: writes that cross")
struct OverwritingTests {
  private static let before = header("John", "", "#0") + "before\(clock)"
  private static let edit = header("John", "Ross", "#6") + "edited by John\(clock)"
  private static let first = header("Ross", "John", "#1") + "first\(clock)"

  /// A play in which John's file holds one line of his.
  private func play() -> Play {
    let play = Play()
    play.write(1, Self.before)
    play.settle()
    return play
  }

  /// A play in which a delivery was erased by what John wrote back, before that is judged, and what stood there first.
  private func erased() -> (play: Play, old: String) {
    let play = play()
    let old = play.world.text(1)
    say(play, 1)
    play.turn([0])
    rewrite(play, old + Self.edit)
    play.turn([1])
    return (play, old)
  }

  private func say(_ play: Play, _ number: Int) {
    play.write(0, header("Ross", "John", "#\(number)") + "number \(number)\(clock)")
  }

  private func rewrite(_ play: Play, _ text: String) { play.world.rewrite(1, Array(text.utf8)) }

  /// Does something at the moment before the next write into John's file, or another effect.
  private func atAppend(_ play: Play, orAt effect: String = "append 1", _ act: @escaping () -> Void) {
    play.world.diary = { [unowned play] in
      guard $0.contains(effect) else { return }
      play.world.diary = nil
      act()
    }
  }

  private func expectOnce(_ play: Play, _ texts: [String], _ comment: Comment? = nil) {
    for text in texts { #expect(times(text, in: play.world.text(1)) == 1, comment ?? "\(text)") }
  }

  @Test("R10: a delivery that is erased in the moment in which the next one is written returns")
  func erasedBeforeTheNext() {
    let play = play()
    let old = play.world.text(1)
    say(play, 1)
    play.turn([0])
    say(play, 2)
    atAppend(play) { rewrite(play, old + Self.edit) }
    play.turn([0])
    play.settle()
    expectOnce(play, ["number 1", "number 2", "edited by John"])
    #expect(play.count("edited by John", in: 0) == 1)
  }

  @Test("R10: what was tidied away stays away, and what is erased behind it returns all the same")
  func erasedBehindTheTidied() {
    let play = play()
    let old = play.world.text(1)
    say(play, 1)
    play.turn([0])
    let one = String(play.world.text(1).dropFirst(old.count))
    say(play, 2)
    play.turn([0])
    let tidy = old + String(play.world.text(1).dropFirst(old.count + one.count))
    rewrite(play, tidy)
    play.settle()
    say(play, 3)
    play.turn([0])
    rewrite(play, tidy + Self.edit)
    play.settle()
    #expect(times("number 1", in: play.world.text(1)) == 0)
    expectOnce(play, ["number 2", "number 3", "edited by John"])
  }

  @Test("R10: a delivery behind what nobody had read returns, when both are gone before anybody looks")
  func behindTheUnread() {
    let play = play()
    let old = play.world.text(1)
    say(play, 1)
    atAppend(play) {
      play.write(1, header("Jack", "Ross", "#5") + "from Jack\(clock)")
      let call = play.world.calls
      // The first piece of what is written back.
      play.world.interruption = ModelWorld.Interruption(call: call, side: .after) {
        $0.rewrite(1, Array(old.utf8))
      }
    }
    play.turn([0])
    rewrite(play, old + Self.edit)
    play.settle()
    expectOnce(play, ["number 1", "edited by John"])
    #expect(play.count("edited by John", in: 0) == 1)
  }

  @Test("R10: a delivery behind a write that nobody had read returns, when it alone is erased later")
  func behindTheReadLater() {
    let play = play()
    say(play, 1)
    let jack = header("Jack", "Ross", "#5") + "from Jack\(clock)"
    atAppend(play) { play.write(1, jack) }
    play.turn([0])
    play.settle()
    expectOnce(play, ["number 1", "from Jack"])
    rewrite(play, Self.before + jack + Self.edit)
    play.settle()
    expectOnce(play, ["number 1", "from Jack", "edited by John"])
    #expect(play.count("from Jack", in: 0) == 1)
  }

  @Test("R10: what was erased returns, at whatever moment of the judgement the file is emptied once more")
  func emptiedWhileJudged() {
    for moment in 0..<8 {
      let (play, old) = erased()
      let whole = "read 1 0+\((old + Self.edit).utf8.count)"
      var count = -1
      play.world.diary = { [unowned play] in
        if count >= 0 || $0.contains(whole) { count += 1 }
        if count == moment { rewrite(play, "") }
      }
      play.run(260)
      play.world.diary = nil
      let second = header("John", "Ross", "#7") + "edited again\(clock)"
      rewrite(play, old + Self.edit + second)
      play.settle()
      expectOnce(play, ["number 1", "edited by John", "edited again"], "moment \(moment)")
      #expect(play.count("edited by John", in: 0) == 1, "moment \(moment)")
      #expect(play.count("edited again", in: 0) == 1, "moment \(moment)")
    }
  }

  @Test("R10: a delivery that waits because its sync failed, and is erased meanwhile, comes once")
  func erasedWhileItWaits() {
    let play = play()
    let old = play.world.text(1)
    say(play, 1)
    play.world.places[1].failingSyncs = 1
    play.turn([0])
    rewrite(play, old + Self.edit)
    play.settle()
    expectOnce(play, ["number 1", "edited by John"])
  }

  @Test("R10: a delivery that is erased returns, also while another one with the same header waits")
  func erasedBesideATwin() {
    let play = play()
    let old = play.world.text(1)
    // Without seconds and tag a header names no one message.
    let twin = header("Ross", "John", "", time: "19:32")
    play.write(0, twin + "number 1\(clock)")
    play.turn([0])
    rewrite(play, old + Self.edit)
    play.turn([1])
    play.write(0, twin + "number 2\(clock)")
    play.turn([0])
    #expect(times("number 2", in: play.world.text(1)) == 0)
    play.settle()
    expectOnce(play, ["number 1", "number 2", "edited by John"])
  }

  @Test("R9: a file that is written back while it is read again is not cut where it ended before")
  func changedWhileRead() {
    let (play, old) = erased()
    let second = header("John", "Ross", "#7") + "edited again,\nand more\(clock)"
    let third = header("John", "Ross", "#8") + "edited\nanew\(clock)"
    atAppend(play, orAt: "read 1 0+\((old + Self.edit).utf8.count)") {
      rewrite(play, old + second + third)
    }
    play.run(260)
    play.settle()
    expectOnce(play, ["number 1", "edited again", "anew"])
    #expect(play.relayed(0) == "\n\(second)\n\(third)")
  }

  @Test("R10: a file that is written back to the same length right behind a delivery is read again")
  func sameLength() {
    let play = play()
    let old = play.world.text(1)
    say(play, 1)
    atAppend(play) {
      let call = play.world.calls
      play.world.interruption = ModelWorld.Interruption(call: call, side: .after) { world in
        let size = world.bytes(1).count
        let edit = header("John", "Ross", "#6")
        let filling = String(repeating: "e", count: size - (old + edit + clock).utf8.count)
        world.rewrite(1, Array((old + edit + filling + clock).utf8))
      }
    }
    play.turn([0])
    play.settle()
    expectOnce(play, ["number 1"])
    #expect(play.count("(#6)", in: 0) == 1)
  }

  @Test(
    "R10: a delivery between two writes of one write-back returns, and no end of it goes out with the bot's text"
  )
  func betweenTwoWrites() {
    let plain = play()
    plain.write(1, Self.edit)
    plain.settle()
    let whole = Array((Self.before + Self.edit).utf8)
    let length = Self.first.utf8.count + 1
    for left in 0..<length {
      let play = play()
      play.write(0, Self.first)
      let written = whole.count - length + left
      atAppend(play) { play.world.rewrite(1, Array(whole[..<written])) }
      play.turn([0])
      let delivery = Array(play.world.bytes(1)[written...])
      #expect(delivery.count == length)
      play.world.rewrite(1, whole + delivery.suffix(left))
      play.settle()
      let there = play.world.bytes(1)
      let place = play.find(delivery, in: there)
      #expect(place != nil, "\(left) bytes left: \(play.world.text(1))")
      #expect(play.find(delivery, in: Array(there[((place ?? 0) + 1)...])) == nil, "\(left) bytes left")
      #expect(play.relayed(0) == plain.relayed(0), "\(left) bytes left")
      play.run(180_000)
      play.world.rewrite(1, Array("# Chat\n".utf8) + there)
      play.settle()
      #expect(play.relayed(0) == plain.relayed(0), "\(left) bytes left, read again")
    }
  }
}

/// How often a part stands in a text.
private func times(_ part: String, in text: String) -> Int {
  text.split(separator: part, omittingEmptySubsequences: false).count - 1
}
