import BotChatCore
import Testing

@Suite("Relay: a message that is delivered once more")
struct ResendTests {
  private let line = header("Ross", "John, Mia", "#1")
  private let body = "hello\n\n⏱ 07:32:15pm SGT"

  private func play() -> Play {
    let play = Play(.trio)
    play.write(0, line + body + "\n")
    play.settle()
    #expect(play.count("hello", in: 1) == 1 && play.count("hello", in: 2) == 1)
    return play
  }

  @Test("R6: what was delivered is delivered once more to all that it names, and by nothing else again")
  func all() {
    let play = play()
    let reply = play.asked(play.resend(line, body, from: 0))
    #expect(reply?.isDone == true)
    #expect(reply?.text.hasSuffix(" to John and Mia") == true)
    #expect(play.world.announced[1]?.count == 1 && play.world.announced[2] == play.world.announced[1])
    #expect(play.world.announced[0] == nil)
    #expect(play.count("hello", in: 1) == 2 && play.count("hello", in: 2) == 2)
    play.world.rewrite(0, Array((line + body + "\n").utf8))
    play.settle()
    play.write(0, line + body + "\n")
    play.settle()
    #expect(play.count("hello", in: 1) == 2 && play.count("hello", in: 2) == 2)
  }

  @Test("R6: or to one of them alone")
  func one() {
    let play = play()
    #expect(play.asked(play.resend(line, body, from: 0, to: "mia"))?.text.hasSuffix(" to Mia") == true)
    #expect(play.count("hello", in: 1) == 1 && play.count("hello", in: 2) == 2)
  }

  @Test("R4: never to somebody whom it does not name, nor from where its sender does not write")
  func refused() {
    let play = play()
    let local = header("John", "Jack", "#2")
    play.write(1, local + "between us\(clock)")
    play.settle()
    var wrong = Resend(
      id: play.world.identify([1]), home: "/0", headerLine: Array(line.utf8.dropLast()), body: Array("x".utf8)
    )
    let requests = [
      play.resend(line, body, from: 0, to: "Jack"), play.resend(line, body, from: 0, to: "Ross"),
      play.resend(line, body, from: 0, to: "Nobody"), play.resend(local, "between us", from: 1),
      play.resend(header("Mia", "John", "#3"), "forged", from: 0), play.resend(line, body, from: 7),
      play.resend(header("Relay", "John", "#3"), "forged", from: 0), .resend(wrong),
      play.resend("no header", "x", from: 0),
    ]
    wrong.recipient = "John"
    let before = play.world.state.outbox.count
    for (number, request) in (requests + [.resend(wrong)]).enumerated() {
      #expect(play.asked(request, named: "\(number)")?.isDone == false, "\(request)")
    }
    #expect(play.world.state.outbox.count == before)
    #expect(play.count("hello", in: 1) == 1 && play.count("hello", in: 2) == 1)
    #expect(play.count("forged", in: 1) == 0 && play.count("between us", in: 0) == 0)
  }

  @Test("R14: a message to a name that nobody had goes out when somebody has it; a size limit is a limit")
  func oversize() {
    let play = Play(limit: 1000)
    let text = String(repeating: "x", count: 1001)
    play.write(0, line + text + clock)
    play.settle()
    #expect(play.asked(play.resend(line, text, from: 0))?.isDone == false)
    #expect(play.relayed(1) == "")
  }

  @Test(
    "R13: history goes to the one that it is asked for, and a file that is read again sends it to nobody else"
  )
  func history() {
    let twin = line + "another under the same header\(clock)"
    let nameless = header("Ross", "John, Mia", "", time: "19:32")
    let all = line + body + "\n" + twin + nameless + "ok\(clock)" + nameless + "ok\(clock)"
    let play = Play(.trio, files: [all], isStarted: false)
    play.world.advance(3000 * Play.millisecond)
    play.start()
    play.settle()
    #expect(play.relayed(1) == "" && play.relayed(2) == "")
    #expect(play.asked(play.resend(line, body, from: 0, to: "John"))?.isDone == true)
    #expect(play.asked(play.resend(nameless, "ok\(clock)", from: 0, to: "John"), named: "2")?.isDone == true)
    #expect(play.count("hello", in: 1) == 1 && play.count("ok\n", in: 1) == 1)
    play.world.rewrite(0, Array(("# tidied\n" + all).utf8))
    play.settle()
    play.write(0, twin)
    play.settle()
    #expect(play.relayed(2) == "")
    #expect(play.count("hello", in: 1) == 1 && play.count("ok\n", in: 1) == 1)
    #expect(play.count("another", in: 1) == 0)
    play.write(0, nameless + "ok\(clock)")
    play.settle()
    #expect(play.count("ok\n", in: 1) == 2 && play.count("ok\n", in: 2) == 1)
  }

  @Test("R6: what stands in an archive alone goes out, and does not go out again when it is put back")
  func archived() {
    let play = Play(.trio)
    #expect(play.asked(play.resend(line, body, from: 0, to: "John"))?.isDone == true)
    #expect(play.count("hello", in: 1) == 1 && play.relayed(2) == "")
    play.write(0, line + body + "\n")
    play.settle()
    #expect(play.count("hello", in: 1) == 1 && play.relayed(2) == "")
  }

  @Test("R6: what the relay is about to take up is not sent twice")
  func unread() {
    let play = Play(.trio)
    play.write(0, line + "still being written")
    play.turn([0])
    #expect(play.ask(play.resend(line, "still being written", from: 0))?.isDone == false)
    play.settle()
    #expect(play.count("still", in: 1) == 1 && play.count("still", in: 2) == 1)
  }

  @Test("R18: while its file is not to be written it waits, and the reply says so")
  func paused() {
    let play = play()
    play.world.places[1].stop = "paused"
    let reply = play.asked(play.resend(line, body, from: 0, to: "John"))
    #expect(reply?.text.hasSuffix("to John, which waits: paused") == true)
    #expect(play.count("hello", in: 1) == 1)
    play.world.places[1].stop = nil
    play.settle()
    #expect(play.count("hello", in: 1) == 2)
  }

  @Test("R3: also what its sender wrote into the other file himself, when a person wants it")
  func stranger() {
    let play = Play()
    let line = header("Ross", "John", "#1")
    for home in [1, 0] {
      play.write(home, line + body + "\n")
      play.settle()
    }
    #expect(play.relayed(1) == "")
    play.asked(play.resend(line, body, from: 0))
    #expect(play.count("hello", in: 1) == 1)
  }

  @Test("R5: a continuation goes out as one")
  func continuation() {
    let play = play()
    play.write(0, "\n\nmore of it\n")
    play.settle()
    #expect(play.count("(#1) (cont. 1)\nmore of it", in: 1) == 1)
    play.asked(play.resend(line, "\n\nmore of it", from: 0, to: "John", continuation: 1))
    #expect(play.count("(#1) (cont. 1)\nmore of it", in: 1) == 2)
  }

  @Test("R20: a person's message comes from where it was written, wherever a copy was found")
  func person() {
    let play = Play(.coached)
    let line = header("Coach", "ALL", "#1")
    play.write(2, line + body + "\n")
    play.settle()
    #expect(play.asked(play.resend(line, body, from: 0))?.text.hasSuffix("to Ross, John and Jack") == true)
    #expect(play.count("hello", in: 0) == 2 && play.count("hello", in: 1) == 2 && play.relayed(2) == "")
  }

  @Test("R11: a kill at any effect repeats the request, and it is done once")
  func killed() {
    for side in [ModelWorld.Interruption.Side.before, .after] {
      for call in 1...60 {
        let play = play()
        play.world.interruption = ModelWorld.Interruption(call: play.world.calls + call, side: side) {
          $0.die()
        }
        let reply = play.asked(play.resend(line, body, from: 0))
        #expect(reply?.isDone == true)
        #expect(
          play.count("hello", in: 1) == 2 && play.count("hello", in: 2) == 2, "\(side) effect \(call)")
        #expect(play.complaints == [])
      }
    }
  }

  @Test("R11: one that is torn at any byte is finished, and the earlier delivery is not taken for it")
  func torn() throws {
    let undisturbed = try waiting()
    let begin = undisturbed.world.calls
    undisturbed.world.appendSizes = []
    undisturbed.settle()
    let append = try #require(undisturbed.world.appendSizes?.first)
    for kept in 0...append.size {
      let play = try waiting()
      play.world.interruption = ModelWorld.Interruption(
        call: play.world.calls + append.call - begin, side: .within(kept)
      ) { $0.die() }
      play.settle()
      #expect(play.world.deaths == 1)
      #expect(play.count("hello", in: 1) == 2, "torn after \(kept)")
      #expect(play.complaints == [])
    }
  }

  /// A resent message is stored, and not written yet.
  private func waiting() throws -> Play {
    let play = play()
    let reply = try #require(play.ask(play.resend(line, body, from: 0, to: "John")))
    #expect(reply.isDone)
    return play
  }

  @Test("W4: what nobody could be woken for is not sent, and the person is told")
  func unannounced() {
    let play = play()
    play.world.announcementFailure = "no space left on device"
    #expect(play.asked(play.resend(line, body, from: 0))?.text.hasSuffix("no space left on device") == true)
    #expect(play.count("hello", in: 1) == 1 && play.count("hello", in: 2) == 1)
  }

  @Test("R12: a state that cannot be stored: no reply, and done once when it can")
  func unstored() {
    let play = play()
    play.world.failingCommits = 3
    #expect(play.engine.ask(play.resend(line, body, from: 0), named: "1", at: play.world.now) == nil)
    #expect(play.asked(play.resend(line, body, from: 0))?.isDone == true)
    #expect(play.count("hello", in: 1) == 2 && play.count("hello", in: 2) == 2)
  }
}
