import Glibc
import Testing

/// Old messages move into archives beside their chat files, while all goes on (R8, R9, R11).
@Suite struct ArchiveTests {
  private static let why: Comment = "needs root, mount namespaces, loop devices and mkfs.ext4"

  private static let settings = Village.Settings(settle: "50ms")

  @Test(
    "R8: old messages are moved, the newest stay; owner, mode, inode and preamble too, and nothing is sent again",
    .enabled(if: Shelf.hasFileSystems, why))
  func moves() async throws {
    try await Village.with("Ross", "John", settings: Self.settings) { village in
      let shelf = try await Shelf(village)
      try await shelf.start()
      try shelf.say("Ross", to: "John", "a", 1...100)
      try await shelf.judged([("Ross", "John", "a", 100)])
      let said = try await village.botchat(
        "log", "-n", "all", "--grep", "Some words of #a4.", "--json", through: shelf.room.prefix)
      let id = try #require(try said.json()["id"] as? String)
      let identity = shelf.identity("Ross")
      let json = try await shelf.archive("--bot", "Ross", "--keep", "20", "--json")
      let files = try json.json()["files"] as? [[String: Any]] ?? []
      try expect(files.count == 1 && files[0]["messages"] as? Int == 80, json.output)
      try expect(files[0]["remaining"] as? Int == 20, json.output)
      let text = shelf.text("Ross")
      try expect(text.hasPrefix("# BOT_CHAT\n\nHouse rules.\n\n<!-- botchat archive: "), text)
      try expect(text.contains("-->\n\n### 2026-02-10 19:32:15 SGT - Ross → John (#a81)"), text)
      try expect(shelf.identity("Ross") == identity, "\(shelf.identity("Ross")) was \(identity)")
      let archive = Disk.identity(shelf.archives("Ross")[0])
      try expect(archive.hasPrefix("uid 1234 gid 2345 mode 100640 "), archive)
      try await shelf.judged([("Ross", "John", "a", 100)])
      let answer = try await shelf.archive("--bot", "Ross", "--keep", "20", ends: 1)
      try expect(answer.output.contains("nothing to archive"), answer.output)
      // Again on the same day, for all: it goes behind what is there, and one comment stays.
      try shelf.say("Ross", to: "John", "a", 101...150)
      try await shelf.judged([("Ross", "John", "a", 150)])
      let both = try await shelf.archive("--keep", "20")
      try expect(both.lines.count == 2 && both.output.contains("archived 50 messages"), both.output)
      try expect(shelf.text("Ross").split(separator: "<!--").count == 2, shelf.text("Ross"))
      try await shelf.judged([("Ross", "John", "a", 150)])
      // What was archived is known: written once more it is not sent.
      try shelf.say("Ross", to: "John", "a", 3...3)
      try shelf.say("Ross", to: "John", "b", 1...1)
      try await shelf.judged([("Ross", "John", "b", 1)])
      try expect(
        Disk.count(Array("(#a3)".utf8), in: Array(shelf.everything("John").utf8)) == 1, shelf.text("John"))
      try await village.ask("resend", id, saying: "resent", through: shelf.room.prefix)
      try await eventually("it comes once more") {
        Disk.count(Array("(#a4)".utf8), in: Array(shelf.everything("John").utf8)) == 2
      }
    }
  }

  @Test(
    "R11: writers that never stop, archives that never stop, and a relay that is killed at random moments",
    .enabled(if: Shelf.hasFileSystems, why))
  func underLoad() async throws {
    try await Village.with("Ross", "John", settings: Self.settings) { village in
      let shelf = try await Shelf(village)
      let identities = village.bots.map(shelf.identity)
      var pauses = Pauses(seed: UInt64(getpid()))
      try await shelf.start()
      let writers = try [
        Self.writer(shelf, "Ross", "John", "a", "cat >>$f"),
        Self.writer(shelf, "John", "Ross", "b", "cat >>$f"),
        Self.writer(shelf, "Ross", "John", "c", "cat >&3"),
      ]
      var moved = 0
      var round = 0
      while writers.contains(where: { $0.ended() == nil }) {
        round += 1
        let asked = try village.launchBotchat(["archive", "--keep", "10"], through: shelf.room.prefix)
        if round % 2 == 0 {
          try await pause(pauses.next(upTo: 120))
          village.killRelay()
          try await shelf.start()
        }
        _ = try await asked.end()
        if village.output(of: asked).contains("archived") { moved += 1 }
      }
      for writer in writers { try expect(try await writer.end() == .exit(0), "a writer failed") }
      try await shelf.judged([
        ("Ross", "John", "a", 2000), ("John", "Ross", "b", 2000), ("Ross", "John", "c", 2000),
      ])
      try expect(moved > 1, "only \(moved) of \(round) archives went through: \(village.log.suffix(3000))")
      try expect(
        village.bots.map(shelf.identity) == identities,
        "\(village.bots.map(shelf.identity)) was \(identities)")
    }
  }

  /// A bot that appends 2000 messages as fast as it can, each in one write; `$f` is its file, 3 is it held open.
  private static func writer(
    _ shelf: Shelf, _ sender: String, _ recipient: String, _ name: String, _ append: String
  ) throws -> Program {
    let letter = Shelf.letter(sender, recipient, "#\(name)$i")
    let script = """
      exec 3>>$f
      \(append.hasSuffix("3") ? "" : "exec 3>&-")
      for i in $(seq 1 2000); do
      \(append) <<EOF
      \(String(decoding: letter.written.dropLast(), as: UTF8.self))
      EOF
      done
      """
    let program = try Program(
      shelf.room.prefix + ["bash", "-c", script],
      environment: ["HOME=\(shelf.village.folder)", "f=\(shelf.chat(sender))"],
      output: "\(shelf.village.folder)/writer-\(name).out",
      errors: "\(shelf.village.folder)/writer-\(name).out")
    shelf.village.programs.append(program)
    return program
  }

  @Test(
    "R11: killed at any call that changes the chat file or the archive",
    .enabled(if: Shelf.hasFileSystems && Sandbox.hasStrace, "needs strace, and what the others need"))
  func killedAtEachCall() async throws {
    // What comes before is the trial, in a file without a name.
    for (call, numbers) in [("pwrite64", 3...4), ("fallocate", 2...2), ("fsync", 1...4), ("openat", 1...3)] {
      for number in numbers { try await kill(call, number) }
    }
  }

  private func kill(_ call: String, _ number: Int) async throws {
    try await Village.with("Ross", "John", settings: Self.settings) { village in
      let shelf = try await Shelf(village)
      try shelf.say("Ross", to: "John", "a", 1...60)
      // Old enough to be history.
      try await shelf.room.run("touch -d '1 hour ago' $d", in: shelf.chat("Ross"))
      try await shelf.start()
      try shelf.say("Ross", to: "John", "b", 1...2)
      try await shelf.judged([("Ross", "John", "b", 2)])
      let pid = try #require(village.relay?.pid)
      let folder = "\(village.folder)/disk/Ross"
      let tracer = try Program(
        shelf.room.prefix + [
          "strace", "-f", "-qq", "-o", "\(village.folder)/trace", "-p", "\(pid)", "-P",
          "\(folder)/BOT_CHAT.md",
          "-P", folder, "-P", "\(folder)/\(Self.archiveName)", "-e",
          "inject=\(call):signal=KILL:when=\(number)",
        ], output: "\(village.folder)/strace.out", errors: "\(village.folder)/strace.out")
      village.programs.append(tracer)
      try await eventually("strace is at work") { Disk.status("TracerPid", of: pid) == "\(tracer.pid)" }
      _ = try await shelf.archive("--bot", "Ross", "--keep", "10", ends: nil)
      village.killRelay()
      try await shelf.start()
      try shelf.say("Ross", to: "John", "b", 3...3)
      try await shelf.judged([("Ross", "John", "b", 3)])
      let text = shelf.everything("Ross")
      for tag in (1...60).map({ "(#a\($0))" }) {
        let count = Disk.count(Array(tag.utf8), in: Array(text.utf8))
        try expect(
          count == 1,
          "\(call) \(number): \(tag) stands \(count) times: \(Disk.text("\(village.folder)/trace"))")
      }
      try expect(shelf.text("Ross").hasPrefix("# BOT_CHAT\n\nHouse rules.\n"), shelf.text("Ross"))
      try expect(Disk.count(Array("#a".utf8), in: Array(shelf.text("John").utf8)) == 0, shelf.text("John"))
      try expect(!shelf.archives("Ross").contains { Disk.size($0) == 0 }, "an empty archive stays")
    }
  }

  /// As the machine's zone has it, which is that of the tests.
  private static var archiveName: String {
    var now = time(nil)
    var day = tm()
    localtime_r(&now, &day)
    var text = [CChar](repeating: 0, count: 32)
    strftime(&text, text.count, "BOT_CHAT-%Y-%m-%d.md", &day)
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  @Test(
    "R9, W1: an archive wakes nobody, and a message that comes around it wakes once",
    .enabled(if: Shelf.hasFileSystems, why))
  func wakes() async throws {
    var settings = Village.waking()
    settings.settle = "50ms"
    try await Village.with("Ross", "John", settings: settings) { village in
      let bell = try village.bell(for: "John")
      let shelf = try await Shelf(village)
      try await shelf.start()
      try shelf.say("Ross", to: "John", "a", 1...60)
      try await bell.hears(60)
      for round in 1...4 {
        try shelf.say("Ross", to: "John", "a", 60 + round * 20 - 19...60 + round * 20 - 1)
        let asked = try village.launchBotchat(["archive", "--keep", "5"], through: shelf.room.prefix)
        try shelf.say("Ross", to: "John", "a", 60 + round * 20...60 + round * 20)
        _ = try await asked.end()
      }
      try await bell.hears(140)
      try await shelf.judged([("Ross", "John", "a", 140)])
      try shelf.say("Ross", to: "John", "over", 1...1)
      try await bell.hears(141)
      try expect(bell.sum == 141, "calls for \(bell.sum) messages: \(bell.counts)")
    }
  }

  @Test(
    "a file system that cannot do it, a planted file, a writer that does not append: refused, and nothing is changed",
    .enabled(if: Shelf.hasFileSystems, why))
  func refusals() async throws {
    try await Village.with("Ross", "John", settings: Self.settings) { village in
      let shelf = try await Shelf(village, ext4: false)
      try await shelf.start()
      try shelf.say("Ross", to: "John", "a", 1...60)
      try await shelf.judged([("Ross", "John", "a", 60)])
      let answer = try await shelf.archive("--keep", "5", ends: 74)
      try expect(answer.errors.contains("cannot take the front off a file"), answer.errors)
      try expect(shelf.names("Ross") == ["BOT_CHAT.md"], "\(shelf.names("Ross"))")
    }
    try await Village.with("Ross", "John", settings: Self.settings) { village in
      let shelf = try await Shelf(village)
      try await shelf.start()
      try shelf.say("Ross", to: "John", "a", 1...60)
      try await shelf.judged([("Ross", "John", "a", 60)])
      let archive = "\(village.folder)/disk/Ross/\(Self.archiveName)"
      for (plant, word) in [
        ("ln -s /etc/passwd $d", "no plain file"), ("mkfifo $d", "no plain file"),
        ("touch $d", "another user"),
        ("touch $d.x && ln $d.x $d", "hard links"),
      ] {
        try await shelf.room.run(plant, in: archive)
        let answer = try await shelf.archive("--bot", "Ross", "--keep", "5", ends: 74)
        try expect(answer.errors.contains(word), "\(plant): \(answer.errors)")
        try await shelf.room.run("rm -f $d $d.x", in: archive)
      }
      let holder = try Program(
        shelf.room.prefix + ["sh", "-c", "exec 3<>\(shelf.chat("Ross")); echo open; exec sleep 100"],
        output: "\(village.folder)/holder", errors: "\(village.folder)/holder")
      village.programs.append(holder)
      try await eventually("it is open") { Disk.text("\(village.folder)/holder") == "open\n" }
      let answer = try await shelf.archive("--bot", "Ross", "--keep", "5", ends: 75)
      try expect(answer.errors.contains("process \(holder.pid) (sleep)"), answer.errors)
      holder.destroy()
      // Room enough to begin with.
      try await shelf.room.run(
        "head -c 100m /dev/zero >$d.filler || true; sync; truncate -s -12K $d.filler", in: archive)
      let full = try await shelf.archive("--bot", "Ross", "--keep", "5", ends: 74)
      try expect(full.errors.contains("ENOSPC"), full.errors)
      try await shelf.room.run("rm $d.filler", in: archive)
      try expect(shelf.archives("Ross").isEmpty, "\(shelf.names("Ross"))")
      _ = try await shelf.archive("--bot", "Ross", "--keep", "5")
      try await shelf.judged([("Ross", "John", "a", 60)])
    }
  }
}
