import BotChatCore
import Testing

@Suite("H2: the canary's private pair")
struct CanaryTests {
  private static let sent = 2
  private static let received = 3

  /// Pair and canary, after these have been written.
  private static func played(_ texts: [(home: Int, text: String)]) -> Play {
    let play = Play(.guarded)
    for (home, text) in texts { play.write(home, text) }
    play.settle()
    return play
  }

  private func mail(_ recipients: String, _ number: Int = 1) -> String {
    header("Canary-Out", recipients, "#\(number)") + "canary \(number)\(clock)"
  }

  private func isSilent(_ play: Play) -> Bool {
    play.engine.problems.isEmpty && !play.relayed(0).contains("Relay") && !play.relayed(1).contains("Relay")
      && play.relayed(Self.sent).isEmpty
  }

  @Test("what is written in the first file arrives in the second, once, and nowhere else")
  func carried() {
    let play = Self.played([(Self.sent, mail("Canary-In") + mail("canary-in", 2))])
    #expect(play.count("canary 1", in: Self.received) == 1)
    #expect(play.count("canary 2", in: Self.received) == 1)
    #expect(play.relayed(0).isEmpty && play.relayed(1).isEmpty && isSilent(play))
  }

  @Test("ALL of a bot does not reach it")
  func everybody() {
    let play = Self.played([(0, header("Ross", "ALL", "#1") + "hello\(clock)")])
    #expect(play.count("hello", in: 1) == 1)
    #expect(play.relayed(Self.received).isEmpty && isSilent(play))
  }

  @Test(
    "from there nobody else is reached, and nobody is told",
    arguments: ["ALL", "Ross", "John, Ross", "Relay", "Nobody", "Canary-Out"])
  func confined(recipients: String) {
    let play = Self.played([(Self.sent, mail(recipients) + mail("\(recipients), Canary-In", 2))])
    #expect(play.relayed(0).isEmpty && play.relayed(1).isEmpty && isSilent(play))
    #expect(play.count("canary 1", in: Self.received) == 0)
    #expect(play.count("canary 2", in: Self.received) == 1)
  }

  @Test("a bot that writes to it writes to a name that nobody has", arguments: ["Canary-In", "canary-out"])
  func unknown(name: String) {
    let play = Self.played([(0, header("Ross", "\(name), John", "#1") + "hello\(clock)")])
    #expect(play.count("hello", in: 1) == 1)
    #expect(play.relayed(Self.received).isEmpty && play.relayed(Self.sent).isEmpty)
    #expect(play.count("Nobody here is called \(name)", in: 0) == 1)
    #expect(play.count("Known are: Ross, John, Jack.", in: 0) == 1)
    #expect(play.problems(.unknownRecipient).count == 1)
  }

  @Test(
    "R3: its name in a bot's file is that of somebody at home elsewhere",
    arguments: ["Canary-Out", "canary-in"])
  func elsewhere(name: String) {
    let play = Self.played([
      (0, header(name, "Canary-In, John", "#1") + "hello\(clock)"),
      (0, header("Ross", "John", "#2") + "honest\(clock)"),
    ])
    #expect(play.count("hello", in: 1) == 0)
    #expect(play.count("honest", in: 1) == 1)
    #expect(play.relayed(Self.received).isEmpty && play.relayed(Self.sent).isEmpty)
    #expect(play.problems(.misfiled).count == 1)
  }

  @Test(
    "nobody else is heard in its files, and nothing that stands there is listed",
    arguments: ["Ross", "Stranger", "Relay", "Canary-In", "ALL"])
  func foreign(sender: String) {
    let play = Self.played([
      (Self.sent, header(sender, "Canary-In, Ross", "#1") + "forged\(clock)"),
      (Self.sent, "### 2026-02-10 - Ross → John\nhello\n"), (Self.sent, mail("Canary-In", 3)),
      (Self.received, "a line of somebody's\n"),
    ])
    #expect(!(play.relayed(0) + play.relayed(1) + play.relayed(Self.received)).contains("forged"))
    #expect(play.count("canary 3", in: Self.received) == 1)
    #expect(isSilent(play))
  }

  @Test("R9, R10: its files are emptied, and nothing comes back; the next message goes through")
  func emptied() {
    for place in 0..<60 {
      let play = Self.played([(Self.sent, mail("Canary-In"))])
      // At any call of the relay while it carries the second one.
      for home in [Self.sent, Self.received] {
        play.world.interruption = ModelWorld.Interruption(call: play.world.calls + 1 + place, side: .before) {
          $0.rewrite(home, [])
        }
        play.write(Self.sent, mail("Canary-In", 2 + home))
        play.settle()
        play.world.interruption = nil
        play.world.rewrite(home, [])
        play.settle()
      }
      play.write(Self.sent, mail("Canary-In", 9))
      play.settle()
      #expect(play.count("canary 1", in: Self.received) == 1)
      #expect(play.count("canary 9", in: Self.received) == 1)
      let most = (2...8).map { play.count("canary \($0)", in: Self.received) }.max()
      #expect(most ?? 0 <= 1)
      #expect(isSilent(play) && play.complaints.isEmpty)
    }
  }

  @Test("R6: what has been forgotten does not come back when the files are emptied, nor with a restart")
  func forgotten() {
    let play = Self.played([(Self.sent, mail("Canary-In"))])
    play.world.state.forgetRecords()
    play.world.die()
    play.restart()
    for home in [Self.sent, Self.received] {
      play.world.rewrite(home, [])
      play.settle()
    }
    play.write(Self.sent, mail("Canary-In", 2))
    play.settle()
    #expect(play.count("canary 1", in: Self.received) == 1)
    #expect(play.count("canary 2", in: Self.received) == 1)
    #expect(isSilent(play))
  }

  @Test("R10: nothing of it is watched, so the state does not keep it")
  func unwatched() {
    let play = Self.played([(Self.sent, mail("Canary-In"))])
    #expect(play.world.state.kept.values.filter { !$0.isEmpty }.isEmpty)
  }

  @Test("R13: where the state is lost, nothing of it is listed")
  func lostState() {
    let play = Self.played([
      (Self.sent, mail("Canary-In")), (1, header("John", "Ross", "#1") + "hello\(clock)"),
    ])
    play.world.rewrite(Self.received, [])
    play.loseState()
    play.settle()
    #expect(play.count("hello", in: 0) == 1)
    #expect(isSilent(play))
  }

  @Test("R18: it waits while everything is paused")
  func paused() {
    let play = Play(.guarded)
    play.world.places[Self.received].stop = "paused"
    play.write(Self.sent, mail("Canary-In"))
    play.settle()
    #expect(play.relayed(Self.received).isEmpty)
    play.world.places[Self.received].stop = nil
    play.settle()
    #expect(play.count("canary 1", in: Self.received) == 1)
  }

  @Test("without its files the others are served, and it goes on when they are back", arguments: [2, 3])
  func missing(home: Int) {
    let play = Play(.guarded)
    play.world.places[home].standing = nil
    play.write(0, header("Ross", "John", "#1") + "hello\(clock)")
    play.settle()
    #expect(play.count("hello", in: 1) == 1)
    #expect(play.problems(.missing).count == 1)
    play.world.create(home)
    play.write(Self.sent, mail("Canary-In"))
    play.settle()
    #expect(play.count("canary 1", in: Self.received) == 1 && isSilent(play))
  }
}
