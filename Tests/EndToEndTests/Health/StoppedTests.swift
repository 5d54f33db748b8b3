import Glibc
import Testing

/// What a person switches: stopped, started, two at once; and a long life in which nothing happens.
@Suite struct StoppedTests {
  /// What runs when `--stop` comes.
  enum Staff: CaseIterable { case all, relayOnly, monitorOnly, stoppedBySignal, none }

  @Test("H3: --stop ends what runs, leaves word, and nothing starts until --start", arguments: Staff.allCases)
  func stop(_ staff: Staff) async throws {
    try await Village.watched { village in
      if staff == .none { try village.configure() } else { try await village.startAll() }
      switch staff {
      case .relayOnly: try await village.signal(SIGKILL, "Ross")
      case .monitorOnly: try await village.signal(SIGKILL)
      case .stoppedBySignal:
        try await village.signal(SIGSTOP)
        try await village.signal(SIGSTOP, "Ross")
      case .all, .none: break
      }
      let running = staff == .none ? [] : try [village.daemon(), village.daemon("Ross")]
      let stop = try await village.healthText("--stop")
      try expect(stop.exit == 0, "\(stop)")
      try expect(stop.output.hasPrefix("relay: ") && stop.output.contains("\nmonitor Ross: "), "\(stop)")
      try expect(running.allSatisfy { !Disk.isAlive($0) }, "one still runs: \(stop)")
      try expect(Disk.exists("\(village.state)/stopped"), "no word was left")

      let plain = try await village.health()
      try plain.finds("switch", "stopped", "warning")
      try expect(plain.exit == 1 && plain.summary.contains("STOPPED"), "\(plain)")
      for bot in [nil, "Ross"] {
        try expect(village.isFree(village.lock(bot)), "something was started")
      }
      try expect(try await village.healthText("--stop").exit == 0, "a second --stop is no failure")
      try await village.startAll()
      try expect(!Disk.exists("\(village.state)/stopped"), "the word still stands")
      try village.allRun()
      try await village.carries()
    }
  }

  @Test("H3: a boot starts everything, and nothing that was stopped")
  func boot() async throws {
    try await Village.watched { village in
      try village.configure()
      try await village.health("--boot").isWell()
      try village.allRun()
      try expect(try await village.healthText("--stop").exit == 0, "it does not stop")
      let boot = try await village.health("--boot")
      try boot.finds("switch", "stopped", "warning")
      try expect(boot.exit == 1, "\(boot)")
      for bot in [nil, "Ross"] {
        try expect(village.isFree(village.lock(bot)), "something was started")
      }
    }
  }

  @Test("H4: --quiet says what has changed, once")
  func quiet() async throws {
    try await Village.watched { village in
      try await village.startAll()
      try Disk.write("", to: "\(village.state)/paused")
      let first = try await village.healthText("--quiet")
      try expect(first.exit == 1 && first.output.contains("PAUSED"), "\(first)")
      let second = try await village.healthText("--quiet")
      try expect(second.exit == 1 && second.output.isEmpty, "\(second)")
      Disk.remove("\(village.state)/paused")
      let third = try await village.healthText("--quiet")
      try expect(third.exit == 0 && third.output.hasPrefix("OK"), "\(third)")
    }
  }

  @Test("H1: two checks at once: the second says who is at work and exits 3, and does nothing")
  func twoAtOnce() async throws {
    try await Village.watched { village in
      try await village.startAll()
      try await village.signal(SIGKILL)
      let path = "\(village.state)/health.lock"
      let file = open(path, O_RDWR | O_CLOEXEC)
      try expect(flock(file, LOCK_EX | LOCK_NB) == 0, "cannot lock \(path)")
      try Disk.write("pid \(getpid())\nstart \(Disk.startTime(of: getpid()))\nexe x\n", to: path)
      let relay = try village.daemon()
      for option in ["--start", "--stop", "--quiet"] {
        let run = try await village.healthText(option)
        try expect(run.exit == 3, "\(run)")
        try expect(
          run.errors.contains("another health check is at work: process \(getpid())"), "\(run)")
      }
      try expect(try village.daemon() == relay && Disk.isAlive(village.daemon("Ross")), "something was done")
      close(file)
      try await village.health().finds("relay", "", "warning", done: "started as process ")
    }
  }

  @Test("H1: twenty checks begun at once start one relay and one monitor")
  func manyAtOnce() async throws {
    try await Village.watched { village in
      try village.configure()
      let runs = try (1...20).map { _ in
        try village.launchHealth(["--config", village.configuration, "--start", "--quiet"])
      }
      var exits: [Program.Ending] = []
      for run in runs { exits.append(try await run.end(within: .seconds(90))) }
      try expect(exits.allSatisfy { [.exit(0), .exit(3)].contains($0) }, "\(exits)")
      try expect(exits.contains(.exit(0)), "\(exits)")
      try village.allRun()
      try await village.carries()
      let started = Disk.count(Array("is in force".utf8), in: Array(village.log.utf8))
      try expect(started == 1, "\(started) relays were started")
    }
  }

  @Test("H2: the canary's files begin anew when they are long, and no message is late for that")
  func longCanary() async throws {
    try await Village.watched { village in
      try await village.startAll()
      let text = (1...720).map { number in
        "\n### 2026-02-10 19:32:15 SGT - Canary-Out → Canary-In (#x\(number))\nhealthcheck\n\n\(Letter.closing)\n"
      }
      let (sent, received) = ("\(village.state)/canary/sent", "\(village.state)/canary/received")
      try Disk.append(Array(text.joined().utf8), to: "\(sent)/BOT_CHAT.md")
      try await eventually("all have crossed") { Disk.text("\(received)/BOT_CHAT.md").contains("(#x720)") }
      try expect(Disk.size("\(sent)/BOT_CHAT.md") > 64 << 10, "the files are too short for this test")
      for _ in 1...3 { try await village.health().isWell() }
      for folder in [sent, received] {
        try expect(Disk.size("\(folder)/BOT_CHAT.md") < 1000, "\(folder) is as long as it was")
      }
    }
  }

  @Test("H1: a thousand checks of a healthy village: the same processes, and nothing in the log")
  func thousand() async throws {
    try await Village.watched { village in
      try await village.startAll()
      let before = try (village.daemon(), village.daemon("Ross"))
      let first = try await village.health()
      try first.isWell()
      let log = Disk.text("\(village.state)/log/healthcheck.log")
      let script = """
        for n in $(seq 1000); do "$0" --config "$1" --quiet || exit 1; done
        """
      let path = try Binary.path(of: "healthcheck")
      let output = "\(village.folder)/thousand.out"
      let program = try Program(
        ["bash", "-c", script, path, village.configuration], environment: ["HOME=\(village.folder)"],
        output: output, errors: output)
      village.programs.append(program)
      let ending = try await program.end(within: .seconds(300))
      try expect(ending == .exit(0), "\(ending): \(Disk.text(output))")
      try expect(Disk.size(output) == 0, "it said: \(Disk.text(output))")
      try expect(try (village.daemon(), village.daemon("Ross")) == before, "another process runs")
      let grown = Disk.text("\(village.state)/log/healthcheck.log")
      try expect(grown == log, "its log has grown: \(grown)")
      try await village.carries()
      try await village.health().isWell()
    }
  }
}
