import BotChatCore
import Testing

@Suite("Relay: how it begins")
struct StartingTests {
  private static let old = header("Ross", "John", "#1", time: "19:30:00") + "old\(clock)"
  private static let new = header("Ross", "John", "#2", time: "19:31:00") + "new\(clock)"

  private func play(_ files: [String], _ wishes: FirstStart = FirstStart(), age: Int64 = 60_000) -> Play {
    let play = Play(.pair, .first(wishes), files: files, isStarted: false)
    play.world.advance(age * Play.millisecond)
    play.start()
    play.settle()
    return play
  }

  @Test("R13: at the first start the history counts as handled, what follows goes")
  func history() {
    let play = play([Self.old, ""])
    #expect(play.relayed(1) == "")
    play.write(0, Self.new)
    play.turn([0])
    #expect(play.relayed(1) == "\n" + Self.new)
  }

  @Test("R13: a message younger than settle at the first start is no history")
  func young() {
    let play = play([Self.old + Self.new, ""], age: 100)
    #expect(play.count("new", in: 1) == 1)
    #expect(play.count("old", in: 1) == 0)
  }

  @Test("R13: a header that waits for its body at the first start is no history")
  func waiting() {
    let play = play([Self.old + header("Ross", "John", "#2"), ""])
    play.write(0, "body\(clock)")
    play.turn([0])
    play.run(300)
    #expect(play.relayed(1) == "\n" + header("Ross", "John", "#2") + "body\(clock)")
  }

  @Test("R13: history of a file that could not be read at the first start is history all the same")
  func unreadable() {
    for failure in 1...3 {
      let play = Play(.pair, .first(FirstStart()), files: [Self.old + Self.new, ""], isStarted: false)
      play.world.advance(60_000 * Play.millisecond)
      play.world.places[0].failingReads = failure % 3
      if failure == 3 { play.world.places[0].refusal = "no" }
      play.start()
      play.world.places[0].refusal = nil
      play.settle()
      #expect(play.relayed(1) == "", "\(failure)")
      #expect(play.problems(.refused).isEmpty)
      play.write(0, header("Ross", "John", "#3") + "fresh\(clock)")
      play.settle()
      #expect(play.count("fresh", in: 1) == 1)
      play.restart()
      play.settle()
      #expect(play.relayed(1) == "\n" + header("Ross", "John", "#3") + "fresh\(clock)")
    }
  }

  @Test("R6: history that is trimmed, restored or written back is not sent")
  func historyRewritten() {
    let play = play([Self.old + Self.new, ""])
    for text in [Self.new, Self.old + Self.new, Self.new + Self.old, ""] {
      play.world.rewrite(0, Array(text.utf8))
      play.settle()
    }
    #expect(play.relayed(1) == "")
  }

  @Test(
    "R13: backfill sends everything, since sends what is younger, offsets what the old scripts had not handled"
  )
  func wishes() {
    var wishes = FirstStart()
    wishes.backfill = true
    #expect(play([Self.old + Self.new, ""], wishes).relayed(1) == "\n" + Self.old + "\n" + Self.new)
    wishes = FirstStart()
    wishes.since = "2026-02-10 19:31:00"
    #expect(play([Self.old + Self.new, ""], wishes).relayed(1) == "\n" + Self.new)
    wishes = FirstStart()
    wishes.offsets = [0: Self.old.utf8.count]
    #expect(play([Self.old + Self.new, ""], wishes).relayed(1) == "\n" + Self.new)
  }

  @Test("R13: without its state it asks the files: what follows the last delivered message goes")
  func lost() {
    let play = Play()
    play.write(0, Self.old)
    play.settle()
    play.world.die()
    play.write(0, Self.new + header("Ross", "John", "#3") + "last\(clock)")
    play.loseState()
    play.settle()
    #expect(
      play.relayed(1) == "\n" + Self.old + "\n" + Self.new + "\n" + header("Ross", "John", "#3")
        + "last\(clock)")
    #expect(play.problems(.unjudged).isEmpty)
  }

  @Test("R13: without its state, where nothing of a source was delivered, the history is listed and not sent")
  func unjudged() {
    let play = Play(.pair, .lost, files: [Self.old + Self.new, ""])
    play.settle()
    #expect(play.relayed(1) == "")
    #expect(play.problems(.unjudged).count == 1)
  }

  @Test("R13: a torn delivery is finished though the state is lost")
  func lostAndTorn() {
    let whole = "\n" + Self.old + "\n" + Self.new
    for kept in [20, 60, Self.new.utf8.count] {
      let torn = String(decoding: Array(whole.utf8.dropLast(kept)), as: UTF8.self)
      guard torn.utf8.count > Self.old.utf8.count + 60 else { continue }
      let play = Play(.pair, .lost, files: [Self.old + Self.new, torn])
      play.settle()
      #expect(play.world.text(1) == whole, "without \(kept) bytes")
    }
  }

  @Test("R13: a file that could not be read once is asked again, and nothing is sent twice", arguments: 1...4)
  func lostAndUnreadable(read: Int) {
    for home in 0...1 {
      let play = Play()
      for text in [Self.old, Self.new] {
        play.write(0, text)
        play.turn([0])
      }
      play.settle()
      let before = play.world.text(1)
      var reads = 0
      play.world.diary = { [unowned play] in
        guard $0.contains("read \(home) ") else { return }
        reads += 1
        if reads == read { play.world.places[home].failingReads = 1 }
      }
      play.loseState()
      play.settle()
      #expect(play.world.text(1) == before, "home \(home)")
    }
  }

  @Test("R13: a file that could not be opened once is asked again, and misses nothing", arguments: 0...1)
  func lostAndUnopened(home: Int) {
    let play = Play()
    play.write(0, Self.old)
    play.settle()
    play.world.die()
    play.write(0, Self.new)
    play.world.places[home].failingAdoptions = 1
    play.loseState()
    play.settle()
    #expect(play.relayed(1) == "\n" + Self.old + "\n" + Self.new)
    #expect(play.problems(.unjudged).isEmpty)
  }

  @Test("R13: what may be missing in a file that cannot be opened while the state is rebuilt is listed")
  func lostAndClosed() {
    let play = Play()
    play.write(0, Self.old)
    play.settle()
    play.world.die()
    play.write(0, Self.new)
    play.world.places[1].refusal = "a folder"
    play.loseState()
    play.settle()
    #expect(play.problems(.unjudged).map(\.what).contains { $0.contains("2 messages count as handled") })
  }

  @Test("R12: a file that could not be read at the start is tried again before everything counts as done")
  func unreadableOnce() {
    for failures in [1, 100] {
      let play = Play()
      play.write(0, Self.old)
      play.settle()
      play.world.die()
      play.write(0, Self.new)
      play.world.places[0].failingReads = failures
      play.restart()
      for _ in 0..<100 where !play.engine.hasDoneWhatItCan { play.run(100) }
      #expect(play.engine.hasDoneWhatItCan)
      #expect(play.engine.leavesFilesUnread == (failures == 100))
      #expect(play.count("new", in: 1) == (failures == 100 ? 0 : 1), "\(failures)")
    }
  }

  @Test("R11: a header behind a torn delivery is not taken for its next line, which begins alike")
  func tornAlike() {
    let play = Play()
    let text = header("Ross", "John", "#1") + "### no date\(clock)"
    play.write(1, header("John", "", "#0") + "before\(clock)")
    play.settle()
    let kept = header("Ross", "John", "#1").utf8.count
    play.world.diary = { [unowned play] in
      guard play.world.interruption == nil, $0.contains("append 1") else { return }
      play.world.interruption = ModelWorld.Interruption(call: play.world.calls, side: .within(kept)) {
        $0.die()
      }
    }
    play.write(0, text)
    play.turn([0])
    play.world.diary = nil
    play.write(1, "\n" + header("John", "Ross", "#2") + "from John\(clock)")
    play.restart()
    play.settle()
    #expect(play.count("from John", in: 0) == 1)
    #expect(play.count("### no date", in: 1) == 1)
    #expect(play.count("no header", in: 1) == 0)
  }

  @Test("R11: what was delivered since an older state, which says that it was clean, is not sent again")
  func olderState() {
    let play = Play()
    play.write(0, Self.old)
    play.settle()
    let older = play.world.state
    play.write(0, Self.new)
    play.settle()
    let before = play.world.text(1)
    play.world.die()
    play.world.state = older
    play.world.state.wasClean = true
    play.restart()
    play.settle()
    #expect(play.world.text(1) == before)
  }

  @Test(
    "R12: what could not go is stored before its source is read on, and survives trimming and restart in order"
  )
  func outbox() {
    let play = Play()
    play.world.places[1].stop = "paused"
    for tag in 1...5 {
      play.write(0, header("Ross", "John", "#\(tag)") + "text \(tag)\(clock)")
      play.turn([0])
    }
    play.world.rewrite(0, [])
    play.poll()
    play.world.die()
    play.restart()
    #expect(play.relayed(1) == "")
    play.world.places[1].stop = nil
    play.settle()
    let all = (1...5).map { "\n" + header("Ross", "John", "#\($0)") + "text \($0)\(clock)" }.joined()
    #expect(play.relayed(1) == all)
  }

  @Test("R12: one full destination does not stop the others, and gets its messages in order later")
  func full() {
    let play = Play(.trio)
    play.world.places[1].failingAppends = [0, 10, 0]
    for tag in 1...3 {
      play.write(0, header("Ross", "ALL", "#\(tag)") + "text \(tag)\(clock)")
      play.turn([0])
    }
    #expect(play.count("text", in: 2) == 3)
    #expect(play.problems(.unwritable).count == 1)
    play.settle()
    #expect(play.relayed(1) == play.relayed(2))
    #expect(play.problems(.unwritable).isEmpty)
  }

  @Test("R12: when the state cannot be stored, delivery stops and goes on later")
  func noState() {
    let play = Play()
    play.world.failingCommits = 3
    play.write(0, Self.old)
    play.turn([0])
    play.write(0, Self.new)
    play.turn([0])
    #expect(play.count("new", in: 1) == 0)
    #expect(play.problems(.state).count == 1)
    play.settle()
    #expect(play.relayed(1) == "\n" + Self.old + "\n" + Self.new)
    #expect(play.problems(.state).isEmpty)
  }

  @Test("R8: a missing destination is waited for, not made")
  func missing() {
    let play = Play()
    play.world.places[1].standing = nil
    play.write(0, Self.old)
    play.settle()
    #expect(play.problems(.missing).count == 1)
    #expect(play.world.file(1) == nil)
    play.world.create(1)
    play.settle()
    #expect(play.relayed(1) == "\n" + Self.old)
  }
}
