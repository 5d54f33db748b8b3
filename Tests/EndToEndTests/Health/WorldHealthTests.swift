import Glibc
import Testing

/// The kernel, the clock, and the check's own files (H2).
@Suite struct WorldHealthTests {
  @Test(
    "H2, R1: where no more files can be watched that is a warning, and messages cross by the poll",
    .enabled(if: geteuid() == 0, "needs root, to be another user"))
  func inotify() async throws {
    try await Village.watched { village in
      // Another user, whose limit is nobody else's.
      let nobody = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "--"]
      try await village.takePrograms()
      try village.configure()
      let owned = try Program(
        ["chown", "-R", "65534:65534", village.folder], output: "/dev/null", errors: "/dev/null")
      try expect(try await owned.end() == .exit(0), "cannot give the village to another user")
      let taker = try Program(
        nobody + ["python3", "-c", Self.taking], environment: ["HOME=\(village.folder)"],
        output: "\(village.folder)/taker.out", errors: "\(village.folder)/taker.out")
      village.programs.append(taker)
      try await eventually("all are taken: \(Disk.text("\(village.folder)/taker.out"))") {
        Disk.text("\(village.folder)/taker.out").hasPrefix("taken")
      }
      let checkup = try await village.health(["--start"], through: nobody)
      try checkup.finds("inotify", "", "warning")
      let inotify = try checkup.check("inotify")
      try expect(
        inotify.found.contains("EMFILE") && inotify.expected.contains("fs.inotify.max_user_instances"),
        "\(checkup)")
      try checkup.finds("relay", "", "ok")
      try checkup.finds("canary", "", "ok")
      try expect(checkup.exit == 1, "\(checkup)")
      try await village.carries()

      taker.destroy()
      try await village.health([], through: nobody).finds("inotify", "", "ok")
    }
  }

  private static let taking = """
    import ctypes, time
    libc = ctypes.CDLL(None)
    while libc.inotify_init() >= 0: pass
    print("taken", flush=True)
    time.sleep(100000)
    """

  /// A number that one check leaves to the next, as it would be had somebody set the clock or missed runs.
  struct Number: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let line: String
    /// Seconds.
    let change: Int64
    let check: String
    let found: String
  }

  static let numbers = [
    Number(
      testDescription: "the clock was set ahead by an hour", line: "clock", change: -3600, check: "clock",
      found: "it jumped ahead by "),
    Number(
      testDescription: "the clock was set back by an hour", line: "clock", change: 3600, check: "clock",
      found: "it jumped back by "),
    Number(
      testDescription: "nothing was checked for an hour", line: "run", change: -3600, check: "schedule",
      found: "the last check was "),
  ]

  @Test("H2: a clock that jumped, and a check that was missed, is told once", arguments: numbers)
  func number(_ number: Number) async throws {
    try await Village.watched { village in
      try await village.startAll()
      try await village.health().isWell()
      try village.remember { line in
        guard line.hasPrefix("\(number.line) "), let value = Int64(line.dropFirst(number.line.utf8.count + 1))
        else { return line }
        return "\(number.line) \(value + number.change * 1_000_000_000)"
      }
      let checkup = try await village.health()
      try checkup.finds(number.check, "", "warning")
      try expect(try checkup.check(number.check).found.hasPrefix(number.found), "\(checkup)")
      try expect(checkup.exit == 1, "\(checkup)")
      try await village.health().isWell()
    }
  }

  @Test("H2: the canary's files begin anew once they are long, and the next message crosses like any other")
  func longCanary() async throws {
    try await Village.watched { village in
      try await village.startAll()
      let relay = try village.daemon()
      let chats = ["sent", "received"].map { "\(village.state)/canary/\($0)/BOT_CHAT.md" }
      let letters = (0..<800).flatMap { number in
        Letter(from: "Canary-Out", to: "Canary-In", tag: "#x\(number)", body: "healthcheck").written
      }
      try Disk.append(letters, to: chats[0])
      try await eventually("all have crossed") { chats.allSatisfy { Disk.size($0) > letters.count } }
      try await village.health().isWell()
      try expect(chats.allSatisfy { Disk.size($0) < 1000 }, "\(chats.map(Disk.size))")
      try await village.health().isWell()
      try expect(try village.daemon() == relay, "the relay was restarted")
    }
  }

  /// What stands in the place of one of the canary's two files.
  struct Cuckoo: Sendable, CustomTestStringConvertible {
    let file: String
    let isFolder: Bool

    var testDescription: String { "\(file) is a \(isFolder ? "folder" : "link")" }
  }

  static let cuckoos = ["sent", "received"].flatMap { file in
    [true, false].map { Cuckoo(file: file, isFolder: $0) }
  }

  @Test("H2: a canary that has no plain file is told; nothing is written elsewhere", arguments: cuckoos)
  func cuckoo(_ cuckoo: Cuckoo) async throws {
    try await Village.watched { village in
      try await village.startAll()
      let relay = try village.daemon()
      let path = "\(village.state)/canary/\(cuckoo.file)/BOT_CHAT.md"
      let victim = "\(village.folder)/victim"
      try Disk.write("victim\n", to: victim)
      try Disk.move(path, to: path + ".away")
      if cuckoo.isFolder {
        try Disk.makeFolder(path)
      } else {
        try expect(symlink(victim, path) == 0, "cannot make a symlink")
      }
      let checkup = try await village.health()
      try checkup.finds("canary", "", "critical")
      try expect(try checkup.check("canary").found.hasPrefix("no message could be written"), "\(checkup)")
      try expect(Disk.text(victim) == "victim\n", "the victim was written")
      try expect(try village.daemon() == relay, "the relay was restarted")
      try await village.carries()

      Disk.remove(path)
      try Disk.move(path + ".away", to: path)
      var last = try await village.health()
      for _ in 0..<20 where last.exit != 0 { last = try await village.health() }
      try last.isWell()
      try expect(try village.daemon() == relay, "the relay was restarted")
    }
  }
}
