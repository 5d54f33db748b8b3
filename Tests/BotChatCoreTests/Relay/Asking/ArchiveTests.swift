import BotChatCore
import BotChatFormat
import Testing

/// What a person asks for when a chat file has grown long.
@Suite("Relay: old messages move into an archive")
struct ArchiveTests {
  private static let clock = "\n⏱ 07:32:15pm SGT\n"

  private func line(_ tag: Int, _ sender: String = "Ross", to recipient: String = "John") -> String {
    "### 2026-02-10 19:32:15 SGT - \(sender) → \(recipient) (#\(tag))\n"
  }

  private func message(_ tag: Int, _ body: String? = nil) -> String {
    line(tag) + (body ?? "t\(tag) some words") + Self.clock
  }

  /// A home 0 with history of so many messages, which are not sent.
  private func play(_ count: Int, preamble: String = "# Rules\n\n", _ body: (Int) -> String? = { _ in nil })
    -> Play
  {
    let play = Play(files: [preamble + (1...count).map { message($0, body($0)) }.joined()], isStarted: false)
    play.world.advance(3_600_000_000_000)
    play.start()
    play.settle()
    return play
  }

  private func archive(_ play: Play, keep: Int, named name: String = "a") -> Reply? {
    play.ask(.archive(Archive(home: "/0", keep: keep)), named: name)
  }

  @Test("the opening has the asked length, takes the place of the one before it, and ends its line")
  func opening() throws {
    let preamble = Array("\u{FEFF}# Title\nrules".utf8)
    let least = ArchiveOpening.least(preamble, "A-2026-02-10.md")
    #expect(ArchiveOpening.make(preamble, "A-2026-02-10.md", length: least - 1) == nil)
    for length in [least, least + 1, least + 5000] {
      let opening = try #require(ArchiveOpening.make(preamble, "A-2026-02-10.md", length: length))
      #expect(opening.count == length)
      #expect(String(decoding: opening, as: UTF8.self).hasSuffix("-->\n\n"))
      #expect(ArchiveOpening.preamble(opening) == preamble + [10])
    }
    let bare = try #require(ArchiveOpening.make([0xEF, 0xBB, 0xBF], "A", length: 300))
    #expect(ArchiveOpening.preamble(bare) == [0xEF, 0xBB, 0xBF])
    #expect(ArchiveOpening.preamble(Array("no <!-- botchat archive: x -->".utf8)).count == 30)
    let odd = try #require(ArchiveOpening.make([], "A-->B", length: 300))
    #expect(ArchiveOpening.preamble(odd).isEmpty)
  }

  @Test("names, answers and requests are read back as they were written")
  func texts() {
    #expect(ArchiveName.of("BOT_CHAT.md", on: "2026-02-10") == "BOT_CHAT-2026-02-10.md")
    #expect(ArchiveName.isArchive("BOT_CHAT-2026-02-10.md", of: "BOT_CHAT.md"))
    #expect(!ArchiveName.isArchive("BOT_CHAT-2026-02-1x.md", of: "BOT_CHAT.md"))
    #expect(ArchiveName.isArchive(ArchiveName.of("chat", on: "2026-02-10"), of: "chat"))
    let report = ArchiveReport(messages: 1, bytes: 12, archive: "my chat; 3-2026-02-10.md", remaining: 200)
    #expect(ArchiveReport(text: report.text) == report)
    #expect(ArchiveReport(text: "archived all") == nil)
    #expect(ArchiveRefusal.parse(ArchiveRefusal.busy.text("x: y"))?.why == "x: y")
    #expect(ArchiveRefusal.parse("no chat: file") == nil)
    let request = Request.archive(Archive(home: "/srv/a\n/BOT_CHAT.md", keep: 7))
    #expect(Request(bytes: request.bytes) == request)
    #expect(Request(bytes: Request.archive(Archive(home: "/", keep: 0)).bytes) == nil)
  }

  @Test("R8: the newest stay, behind the preamble; the same once more moves nothing")
  func moves() throws {
    let play = play(20)
    let before = play.world.bytes(0)
    let reply = try #require(archive(play, keep: 5))
    let report = try #require(ArchiveReport(text: reply.text))
    #expect(reply.isDone && report.messages == 15 && report.remaining == 5)
    #expect(play.world.archived(0).count == report.bytes)
    #expect(
      play.world.archived(0) + Array(play.world.bytes(0).suffix(before.count - report.bytes - 9))
        == Array(before[9...]))
    #expect(play.world.text(0).hasPrefix("# Rules\n\n<!-- botchat archive: "))
    #expect(archive(play, keep: 5) == reply, "the same request is done once")
    #expect(archive(play, keep: 5, named: "b")?.text.hasPrefix("nothing: ") == true)
    #expect(play.world.state.archives.isEmpty)
  }

  @Test("F6: a file is never cut where headers in a code block would come to light, not even for a moment")
  func fences() throws {
    let code =
      "```\n" + (0..<4).map { "### 2026-02-10 10:00:00 SGT - Ross → John (#x\($0))\nno mail\n" }.joined()
      + "```"
    for keep in 1...8 {
      // First undisturbed, then killed at each of the last effects: the search before them changes nothing.
      var calls = 0
      for fromEnd in [nil, 1, 2, 3, 4] {
        let play = self.play(24) { $0 % 3 == 0 ? code : nil }
        play.world.block = 128
        let known = messages(play)
        let before = play.world.calls
        if let fromEnd {
          play.world.interruption = ModelWorld.Interruption(call: before + calls - fromEnd, side: .after) {
            $0.die()
          }
        }
        let reply = play.engine.ask(
          .archive(Archive(home: "/0", keep: keep)), named: "a", at: play.world.now)
        calls = max(calls, play.world.calls - before)
        let found = messages(play)
        #expect(found.subtracting(known) == [], "\(keep) \(fromEnd ?? 0)")
        #expect(found.count >= keep, "\(keep) \(fromEnd ?? 0)")
        if fromEnd == nil {
          #expect(reply?.text.hasPrefix("archived ") == true, "\(keep): \(reply?.text ?? "")")
        }
      }
    }
  }

  /// What a bot's monitor finds that reads the file from its beginning.
  private func messages(_ play: Play) -> Set<[UInt8]> {
    var reader = ChatReader(.cold, vocabulary: play.roster.listeningVocabulary(at: 0))
    var items: [Item] = []
    play.world.bytes(0).withUnsafeBytes { reader.append($0, into: &items) }
    reader.settle(into: &items)
    return Set(
      items.compactMap { item in
        if case .message(let message) = item { message.headerLine + message.body } else { nil }
      })
  }

  @Test("R6: what was history and is archived now is not sent when it is written once more")
  func history() throws {
    let play = play(20)
    #expect(archive(play, keep: 5)?.isDone == true)
    play.write(0, message(3))
    play.settle()
    #expect(play.relayed(1).isEmpty, "\(play.relayed(1))")
    play.write(0, message(3, "other words"))
    play.settle()
    #expect(play.count("other words", in: 1) == 1)
  }

  @Test("W1: what nobody has heard of for a bot's wakes stays")
  func hearings() throws {
    let play = play(20)
    let bytes = play.world.bytes(0)
    let place = try #require(play.find(Array(line(8).utf8), in: bytes))
    let inode = play.world.places[0].standing?.key.inode ?? 0
    func hearing(_ offset: Int, _ inode: UInt64) -> Hearing {
      Hearing(bot: "Ross", inode: inode, offset: offset, anchor: Array(bytes[max(0, offset - 20)..<offset]))
    }
    play.world.hearings[0] = [hearing(place, inode), hearing(bytes.count, inode + 1)]
    let report = try #require(archive(play, keep: 2).flatMap { ArchiveReport(text: $0.text) })
    #expect(report.messages == 7)
    // Its stored place is one from before the archive.
    let reply = archive(play, keep: 2, named: "b")
    #expect(reply?.text == "busy: what came last has not been read for the wakes of Ross")
    play.world.hearings[0] = []
    #expect(archive(play, keep: 2, named: "c")?.isDone == true)
  }

  @Test("somebody who may write anywhere in the file is waited for, and then named")
  func writers() {
    let play = play(20)
    play.world.file(0)?.hasWriter = true
    #expect(play.engine.ask(.archive(Archive(home: "/0", keep: 5)), named: "a", at: play.world.now) == nil)
    #expect(archive(play, keep: 5)?.text == "busy: a bot")
    #expect(play.world.archived(0).isEmpty && play.world.archives[0]?.isEmpty != false)
    play.world.file(0)?.hasWriter = false
    #expect(archive(play, keep: 5, named: "b")?.isDone == true)
  }

  @Test(
    "R11: a file that is not there when the relay starts is finished, or left as it was, when it comes back")
  func missing() {
    for call in 1...60 {
      let play = play(20)
      play.world.interruption = ModelWorld.Interruption(call: play.world.calls + call, side: .after) {
        $0.die()
      }
      _ = play.engine.ask(.archive(Archive(home: "/0", keep: 5)), named: "a", at: play.world.now)
      guard play.world.isDead else { return }
      let file = play.world.places[0].standing
      play.world.places[0].standing = nil
      play.restart()
      play.settle()
      play.world.places[0].standing = file
      play.write(0, message(30))
      play.settle()
      let all = String(decoding: play.world.archived(0), as: UTF8.self) + play.world.text(0)
      for tag in 1...20 {
        #expect(all.split(separator: line(tag), omittingEmptySubsequences: false).count == 2, "\(call)")
      }
      #expect(play.world.text(0).hasPrefix("# Rules\n\n"), "\(call)")
      #expect(play.count("(#30)", in: 1) == 1 && play.count("###", in: 1) == 1, "\(call): \(play.relayed(1))")
    }
  }

  @Test("R11: a kill at any effect repeats the request, and it is done once")
  func repeated() throws {
    for call in 1...60 {
      let play = play(20)
      play.world.interruption = ModelWorld.Interruption(call: play.world.calls + call, side: .after) {
        $0.die()
        $0.cutPower(keeping: 0)
      }
      let first = archive(play, keep: 5)
      let report = try #require(first.flatMap { ArchiveReport(text: $0.text) }, "\(call)")
      #expect(report.messages == 15, "\(call)")
      #expect(play.world.archived(0).count == report.bytes, "\(call)")
      play.write(0, message(30))
      play.settle()
      #expect(
        play.count("(#30)", in: 1) == 1 && play.count("###", in: 1) == 1, "\(call): \(play.relayed(1))")
      #expect(Judge.keepings(play) == [], "\(call)")
      // Read again, a message that identifies nothing could be taken for an old one.
      #expect(!play.journal.contains { if case .rewritten = $0 { true } else { false } }, "\(call)")
    }
  }

  @Test(
    "R10: what a neighbour may erase is watched on where it stands now, and no longer where it was archived")
  func kept() throws {
    let play = Play()
    for tag in 1...12 {
      play.write(1, line(tag, "John", to: "Ross") + "t\(tag)" + Self.clock)
      play.settle()
    }
    #expect(play.ask(.archive(Archive(home: "/1", keep: 4)))?.isDone == true)
    play.settle()
    let before = play.relayed(1)
    let bytes = play.world.bytes(1)
    let last = try #require(play.find(Array("\n\(line(12, "John", to: "Ross"))".utf8), in: bytes))
    // Jack writes back what he read before the last one came.
    play.world.rewrite(
      1, Array(bytes[...last]) + Array((line(13, "Jack", to: "Ross") + "t13" + Self.clock).utf8))
    play.settle()
    #expect(play.relayed(1).dropFirst(before.count).split(separator: "### ").count == 2, "\(play.relayed(1))")
    #expect(play.relayed(1).contains("(#12)"))
    #expect(play.count("(#12)", in: 0) == 1 && play.count("(#13)", in: 0) == 1)
  }

  @Test("what is no chat file, has no room or no such file system is refused, with the reason")
  func refusals() {
    let play = play(20)
    #expect(play.ask(.archive(Archive(home: "/x", keep: 5)), named: "x")?.isDone == false)
    play.world.archiveRefusal = "no"
    #expect(archive(play, keep: 5)?.text == "impossible: no")
    play.world.archiveRefusal = nil
    play.world.failingArchives = 1
    #expect(archive(play, keep: 5, named: "b")?.text == "impossible: no space left on device")
    #expect(play.world.archives[0]?.isEmpty != false)
    let long = self.play(20, preamble: String(repeating: "rules\n", count: 20_000))
    #expect(archive(long, keep: 5)?.text.hasPrefix("impossible: 120000 bytes stand before") == true)
  }
}
