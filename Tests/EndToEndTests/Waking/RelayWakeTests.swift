import Glibc
import Testing

/// What is particular to the relay's own waking: it reloads, ends and fails with the relay.
@Suite struct RelayWakeTests {
  @Test("R17: SIGHUP gives a bot another wake, and a new bot its first, and no message is lost or doubled")
  func reload() async throws {
    try await Village.with("Ross", "John", "Nell", settings: Village.waking()) { village in
      let old = try village.bell(for: "Ross", "burst: 20ms")
      village.settings.configured = ["Ross", "John"]
      try await village.start()
      try village.say("John", to: "Ross")
      try await old.hears(1)
      let new = try Stub(in: "\(village.folder)/bell-new")
      village.settings.ofBots["Ross"] = "wake: { \(new.run) }, burst: 20ms"
      let nell = try village.bell(for: "Nell", "burst: 20ms")
      village.settings.configured = nil
      try village.configure()
      for number in 1...20 {
        try village.say("John", to: "Ross", "Number \(number).")
        if number == 8 { village.relay?.signal(SIGHUP) }
        try await pause(10)
      }
      try await eventually("all have woken") { old.sum + new.sum >= 21 }
      try await village.logs("is in force")
      try await eventually("the new bot is known") { Disk.exists("\(village.botState("Nell"))/wake.db") }
      try village.say("John", to: "Nell")
      try await nell.hears(1)
      let mark = new.calls.count
      try village.say("John", to: "Ross", tag: "#last")
      try await new.rings(mark + 1)
      try expect(old.sum + new.sum == 22, "\(old.counts) and \(new.counts)")
      try await village.judged()
    }
  }

  @Test("R17: SIGHUP while a wake runs: it is let end, and the next one is the new configuration's")
  func reloadWhileCalling() async throws {
    try await Village.with("Ross", "John", settings: Village.waking()) { village in
      let old = try village.bell(for: "Ross", "burst: 0s")
      try old.tell("sleep 1; echo done >\"$d/done\"")
      try await village.start()
      try village.say("John", to: "Ross")
      try await old.rings(1)
      let new = try Stub(in: "\(village.folder)/bell-new")
      village.settings.ofBots["Ross"] = "wake: { \(new.run) }, burst: 0s"
      try village.configure()
      village.relay?.signal(SIGHUP)
      for number in 1...3 { try village.say("John", to: "Ross", "Number \(number).") }
      try await village.judged(within: .milliseconds(900))
      try await new.hears(3)
      try expect(Disk.exists("\(old.folder)/done"), "the first wake was not let end")
      try expect(old.counts == [1] && new.sum == 3, "\(old.counts) and \(new.counts)")
    }
  }

  @Test("R17: SIGTERM lets a wake come to its end, and it is not run again")
  func told() async throws {
    try await Village.with("Ross", "John", settings: Village.waking()) { village in
      let bell = try village.bell(for: "Ross", "burst: 0s")
      try bell.tell("sleep 0.5; echo done >\"$d/done\"")
      try await village.start()
      try village.say("John", to: "Ross")
      try await bell.rings(1)
      try await village.stop()
      try expect(Disk.exists("\(bell.folder)/done"), "it ended before its wake")
      try bell.tell("exit 0")
      try await village.start()
      try await village.settles(bell, of: "Ross", at: 1)
    }
  }

  @Test("W4: the relay tries a wake again that fails, and says so")
  func failing() async throws {
    try await Village.with("Ross", "John", settings: Village.waking()) { village in
      let bell = try village.bell(for: "Ross", "burst: 0s")
      try bell.fail(2)
      try await village.start()
      try village.say("John", to: "Ross")
      try await village.logs("could not wake Ross, attempt 2: exit code 3")
      try await village.logs("woke Ross for 1 from John")
      try await village.settles(bell, of: "Ross", at: 3)
    }
  }

  @Test("W2: relay --once delivers, wakes for it, and ends")
  func once() async throws {
    try await Village.with("Ross", "John", settings: Village.waking()) { village in
      let bell = try village.bell(for: "Ross")
      try expect(try await village.run(["--once"]) == .exit(0), "the first run failed")
      for number in 1...3 { try village.say("John", to: "Ross", "Number \(number).") }
      try expect(try await village.run(["--once"]) == .exit(0), "the second run failed")
      try await village.judged()
      try expect(bell.counts == [3], "\(bell.counts)")
    }
  }

  @Test(
    "W2: on a full disk nobody is woken for what could not be remembered, and once there is room it is one wake",
    .enabled(if: Sandbox.hasMountNamespaces, "needs root and mount namespaces"))
  func fullDisk() async throws {
    try await Village.with("Ross", settings: Village.waking()) { village in
      let bell = try village.bell(for: "Ross")
      let state = village.botState("Ross")
      try Disk.makeFolder(state)
      for path in [village.state, "\(village.state)/bots", state] { chmod(path, 0o700) }
      let wrapper = [
        "unshare", "--mount", "sh", "-c",
        "mount -t tmpfs -o size=1m,mode=700 tmpfs \(state) && exec \"$0\" \"$@\"",
      ]
      let monitor = try await village.startMonitor("Ross", through: wrapper)
      try village.mail(from: "John", to: "Ross")
      try await bell.hears(1)
      let filler = "/proc/\(monitor.pid)/root\(state)/filler"
      try? Disk.write([UInt8](repeating: 0, count: 2 << 20), to: filler)
      // More than what is left of a page that was begun.
      for _ in 1...200 { try village.mail(from: "John", to: "Ross") }
      try await village.monitorLogs("Ross", "full", "no space")
      let heard = bell.sum
      try await pause(600)
      try expect(bell.sum == heard, "woken again and again: \(bell.counts)")
      Disk.remove(filler)
      try await bell.hears(201)
      try await village.settles(bell, of: "Ross", at: 201)
    }
  }

  @Test("R13: --backfill sends the history without waking anybody, and what follows wakes")
  func backfill() async throws {
    try await Village.with("Ross", "John", settings: Village.waking()) { village in
      let bell = try village.bell(for: "Ross", "burst: 20ms")
      for number in 1...30 { try village.say("John", to: "Ross", "Old \(number).") }
      try await village.start(["--backfill", "--yes"])
      try await eventually("the history has arrived") { village.count("Old 30.", in: "Ross") == 1 }
      try await eventually("Ross is listened to") { village.log.contains("Ross: listening") }
      try village.say("John", to: "Ross", tag: "#new")
      try await bell.rings(1)
      try await village.settles(bell, of: "Ross", at: 1)
      try expect(bell.calls[0].text == "BOT_CHAT: 1 new message from John (#new)", bell.calls[0].text)
      try await village.judged()
    }
  }
}
