import Glibc
import Testing

/// A monitor's life: how it begins, reloads, goes into the background and ends.
@Suite struct MonitorTests {
  @Test("W2: a bot that the configuration does not have is refused with 78, with the names there are")
  func unknownBot() async throws {
    try await Village.with("Ross", "John", settings: Village.waking()) { village in
      let ending = try await village.runMonitor("Rosss", [])
      try expect(ending == .exit(78), "it ended with \(ending)")
      let log = village.monitorLog("Rosss")
      try expect(log.contains("monitor: error: ") && log.contains("\"Rosss\""), log)
      try expect(log.contains("did you mean Ross?") && log.contains("Ross, John"), log)
    }
  }

  @Test("W2: a bot is found without regard to case, and by its aliases")
  func otherNames() async throws {
    try await Village.with("Ross", settings: Village.waking()) { village in
      let bell = try village.bell(for: "Ross", "burst: 50ms, aliases: [Rossi]")
      for name in ["ROSS", "rossi"] {
        let monitor = try await village.startMonitor(name)
        try expect(village.readyLines(of: name)[0].contains("bot=Ross"), "\(village.readyLines(of: name))")
        try await village.stop(monitor)
      }
      try expect(bell.calls.isEmpty, "\(bell.counts)")
    }
  }

  @Test("W2: the ready line names pid, configuration and bot, and the log the same configuration")
  func readyLine() async throws {
    try await Village.with("Ross", settings: Village.waking()) { village in
      try village.bell(for: "Ross")
      let monitor = try await village.startMonitor("Ross")
      let words = village.readyLines(of: "Ross")[0].split(separator: " ")
      try expect(words.count == 4 && words[1] == "pid=\(monitor.pid)" && words[3] == "bot=Ross", "\(words)")
      let digest = words[2].dropFirst(7)
      try expect(digest.count >= 8 && village.monitorLog("Ross").contains(digest), "\(words)")
      for signal in [SIGINT, SIGTERM] {
        let other = signal == SIGINT ? monitor : try await village.startMonitor("Ross")
        other.signal(signal)
        let ending = try await other.end()
        try expect(ending == .exit(0), "signal \(signal): \(ending)")
      }
    }
  }

  @Test("W2: a second monitor of the same bot says who is there and ends with 75; the first goes on")
  func second() async throws {
    try await Village.with("Ross", settings: Village.waking()) { village in
      let bell = try village.bell(for: "Ross")
      let first = try await village.startMonitor("Ross")
      let ending = try await village.runMonitor("Ross", [])
      try expect(ending == .exit(75), "it ended with \(ending)")
      try expect(village.monitorLog("Ross").contains("process \(first.pid)"), village.monitorLog("Ross"))
      try village.mail(from: "John", to: "Ross")
      try await village.settles(bell, of: "Ross", at: 1)
    }
  }

  @Test("R9: a chat file, or its folder, that is missing is waited for, and what then comes wakes")
  func missingChat() async throws {
    try await Village.with("Ross", "Nell", settings: Village.waking()) { village in
      let ross = try village.bell(for: "Ross")
      let nell = try village.bell(for: "Nell")
      Disk.remove(village.chat("Ross"))
      Disk.remove("\(village.folder)/nell")
      for bot in village.bots { try await village.startMonitor(bot) }
      try Disk.makeFolder("\(village.folder)/nell")
      for (bot, bell) in [("Ross", ross), ("Nell", nell)] {
        let letter = Letter(from: "John", to: bot, tag: "#1", body: "First.")
        try Disk.write(Village.preamble + letter.delivered, to: village.chat(bot))
        try await bell.hears(1)
        try await village.settles(bell, of: bot, at: 1)
      }
    }
  }

  @Test("R17: SIGHUP takes a changed configuration, in the same process, and loses no wake")
  func reload() async throws {
    try await Village.with("Ross", settings: Village.waking()) { village in
      let old = try village.bell(for: "Ross")
      let monitor = try await village.startMonitor("Ross")
      try village.mail(from: "John", to: "Ross")
      try await old.hears(1)
      let new = try Stub(in: "\(village.folder)/bell-new")
      village.settings.ofBots["Ross"] = "wake: { \(new.run) }, burst: 20ms"
      try village.configure()
      for number in 1...10 {
        try village.mail(from: "John", to: "Ross", "Number \(number).")
        if number == 3 { monitor.signal(SIGHUP) }
        try await pause(15)
      }
      try await eventually("all have woken") { old.sum + new.sum >= 11 }
      let mark = new.calls.count
      try village.mail(from: "John", to: "Ross", tag: "#last")
      try await new.rings(mark + 1)
      try expect(old.sum + new.sum == 12, "\(old.counts) and \(new.counts)")
      try expect(Set(village.readyLines(of: "Ross")).count == 2, "\(village.readyLines(of: "Ross"))")
      try expect(
        village.readyLines(of: "Ross").allSatisfy { $0.contains("pid=\(monitor.pid) ") },
        "\(village.readyLines(of: "Ross"))")
    }
  }

  @Test("R17: SIGHUP with a broken file, or one without the bot, keeps the old one and says why")
  func brokenReload() async throws {
    try await Village.with("Ross", "John", settings: Village.waking()) { village in
      let bell = try village.bell(for: "Ross")
      let monitor = try await village.startMonitor("Ross")
      try Disk.write("bots: [ { name: Ross, chatt: x } ]\n", to: village.configuration)
      monitor.signal(SIGHUP)
      try await village.monitorLogs("Ross", "botchat.yaml:1:")
      try village.mail(from: "John", to: "Ross")
      try await bell.hears(1)
      village.settings.configured = ["John"]
      try village.configure()
      let mark = village.monitorLog("Ross").utf8.count
      monitor.signal(SIGHUP)
      try await village.monitorLogs("Ross", "stays in force", after: mark)
      try village.mail(from: "John", to: "Ross")
      try await village.settles(bell, of: "Ross", at: 2)
    }
  }

  @Test("W2: --detach goes on in the background once it watches, and --stop ends it")
  func detached() async throws {
    try await Village.with("Ross", settings: Village.waking()) { village in
      let bell = try village.bell(for: "Ross")
      try expect(try await village.runMonitor("Ross", ["--detach"]) == .exit(0), "--detach must end with 0")
      let line = try #require(village.readyLines(of: "Ross").first)
      let pid = try #require(
        line.split(separator: " ").first { $0.hasPrefix("pid=") }.flatMap { pid_t($0.dropFirst(4)) })
      try expect(kill(pid, 0) == 0 && getsid(pid) == pid, "process \(pid) is not on its own")
      try village.mail(from: "John", to: "Ross")
      try await village.settles(bell, of: "Ross", at: 1)
      let log = Disk.text("\(village.state)/log/monitor-ross.log")
      try expect(log.contains("woke Ross for 1 from John"), "its log is \(log)")
      let again = try await village.runMonitor("Ross", ["--detach"])
      try expect(again == .exit(75), "a second one ended with \(again)")
      try village.mail(from: "John", to: "Ross")
      try await bell.hears(3)
      try expect(try await village.runMonitor("Ross", ["--stop"]) == .exit(0), "--stop must end with 0")
      try await eventually("process \(pid) is gone", within: .seconds(2)) { !Disk.isAlive(pid) }
      try expect(
        try await village.runMonitor("Ross", ["--stop"]) == .exit(0), "nothing to stop is no failure")
      try expect(bell.sum == 3, "\(bell.counts)")
    }
  }

  @Test("W2: --detach that cannot begin says so, and leaves nothing behind")
  func detachedFails() async throws {
    try await Village.with("Ross", settings: Village.waking()) { village in
      try village.bell(for: "Ross")
      let first = try await village.startMonitor("Ross")
      let ending = try await village.runMonitor("Ross", ["--detach"])
      try expect(ending == .exit(75), "it ended with \(ending)")
      try expect(village.monitorLog("Ross").contains("process \(first.pid)"), village.monitorLog("Ross"))
      try expect(first.ended() == nil, "the first one was ended")
    }
  }

  @Test("W2: --check shows what would be done, finds what is wrong, and touches nothing")
  func check() async throws {
    try await Village.with("Ross", settings: Village.waking()) { village in
      let bell = try village.bell(for: "Ross")
      try expect(try await village.runMonitor("Ross", ["--check"]) == .exit(0), "all is well")
      let output = village.monitorOutput("Ross")
      try expect(output.contains(bell.program) && output.contains("no problems"), output)
      try expect(output.contains(village.chat("Ross")), output)
      try expect(!Disk.exists(village.state), "--check made the state folder")
      chmod(bell.program, 0o644)
      try expect(try await village.runMonitor("Ross", ["--check"]) == .exit(74), "a program that cannot run")
      chmod(bell.program, 0o755)
      Disk.remove(village.chat("Ross"))
      try expect(try await village.runMonitor("Ross", ["--check"]) == .exit(74), "no chat file")
      try expect(bell.calls.isEmpty, "--check woke: \(bell.counts)")
      try expect(!Disk.exists(village.state), "--check made the state folder")
    }
  }

  @Test("W3: --check says that a token may be read by others, and never what it is")
  func checkToken() async throws {
    try await Village.with("Ross", settings: Village.waking()) { village in
      let token = try PostTests.token("a-secret", in: village, mode: 0o644)
      PostTests.wake("Ross", in: village, at: "http://127.0.0.1:9/hooks/wake", token: token)
      try expect(try await village.runMonitor("Ross", ["--check"]) == .exit(74), "a token for everybody")
      let said = village.monitorOutput("Ross") + village.monitorLog("Ross")
      try expect(said.contains("hook-token") && !said.contains("a-secret"), said)
    }
  }

  @Test("W2: a bot without a wake is watched, and the log says that nobody is woken")
  func noWake() async throws {
    try await Village.with("Ross", settings: Village.waking()) { village in
      let monitor = try await village.startMonitor("Ross")
      try village.mail(from: "John", to: "Ross")
      try await village.monitorLogs("Ross", "no \"wake\"")
      try await village.stop(monitor)
    }
  }

  @Test("W2: the monitor never writes into a chat file, nor changes its owner, mode or inode")
  func onlyReads() async throws {
    try await Village.with("Ross", settings: Village.waking()) { village in
      let bell = try village.bell(for: "Ross")
      let before = Disk.identity(village.chat("Ross"))
      let monitor = try await village.startMonitor("Ross")
      for _ in 1...5 { try village.mail(from: "John", to: "Ross") }
      try village.mail(from: "John", to: "Ross", "Who is that?", addressed: "Nobody, Ross")
      try await village.settles(bell, of: "Ross", at: 6)
      try await village.stop(monitor)
      try expect(
        Disk.identity(village.chat("Ross")) == before,
        "the file is now \(Disk.identity(village.chat("Ross")))")
      try expect(
        village.bytes("Ross") == Array((village.own["Ross"] ?? []).joined()), "the file was written to")
    }
  }
}
