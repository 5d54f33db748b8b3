import Glibc
import Testing

/// Bots that do not hear of their messages, and why (H2).
@Suite struct WakeHealthTests {
  /// Nothing is restarted for any of these.
  private static func plays(
    _ fault: Fault, settings: Village.Settings
  ) async throws {
    try await Village.watched(settings: settings) { village in
      try await village.startAll()
      try await fault.play(in: village)
    }
  }

  /// Lets every wake of Ross fail, sends one message, and waits until so many failures are stored.
  private static func fails(_ times: Int, in village: Village) async throws {
    try Disk.write("exit 3\n", to: "\(village.folder)/bell-ross/task")
    try village.say("John", to: "Ross")
    let deadline = ContinuousClock.now + .seconds(25)
    while true {
      let text = try await village.sql(
        "SELECT ifnull(max(value), 0) FROM plan WHERE name = 'failures'", on: "bots/ross/wake.db")
      if Int(text.dropLast()) ?? 0 >= times { return }
      try expect(ContinuousClock.now < deadline, "\(text) failures are stored")
    }
  }

  @Test("H2, W4: a wake that failed once is a warning, with the reason")
  func failsOnce() async throws {
    try await Self.plays(
      Fault("one failure", "wake", "Ross", "warning") { try await Self.fails(1, in: $0) },
      settings: Village.waking(wake: "timeout: 10s, retryFirst: 1h"))
  }

  @Test("H2, W4: one that failed five times is critical, and it is well when the next one succeeds")
  func failsOften() async throws {
    let fault = Fault(
      "five failures", "wake", "Ross", "critical", inject: { try await Self.fails(5, in: $0) },
      afterwards: { village in
        try Disk.write("exit 0\n", to: "\(village.folder)/bell-ross/task")
        try await village.sql(
          "SELECT ifnull(max(value), 0) FROM plan WHERE name = 'failures'", on: "bots/ross/wake.db",
          becomes: "0")
        try await village.health().isWell()
      })
    try await Self.plays(
      fault, settings: Village.waking(wake: "timeout: 10s, retryFirst: 100ms, retryMost: 100ms"))
  }

  static let switches = [
    Fault("the loop guard holds it", "wake", "Ross", "warning") { village in
      try Disk.write(
        "since: 1\nwhy: bots alone woke each other\n", to: "\(village.botState("Ross"))/held")
    },
    Fault("somebody made the file held by hand", "wake", "Ross", "warning") { village in
      try Disk.write("", to: "\(village.botState("Ross"))/held")
    },
    Fault("it is paused", "wake", "Ross", "warning") { village in
      try Disk.write("", to: "\(village.botState("Ross"))/paused")
    },
    Fault("the bot has disabled itself", "wake", "Ross", "warning") { village in
      try Disk.write("", to: "\(village.folder)/ross/.BOT_CHAT_DISABLED")
    },
  ]

  @Test(
    "H2, R18, R19: a hold or a switch is a warning that says which, and nothing is done", arguments: switches)
  func held(_ fault: Fault) async throws {
    try await Village.watched { village in
      try await village.startAll()
      let monitor = try village.daemon("Ross")
      let checkup = try await fault.play(in: village)
      try expect(checkup.exit == 1, "\(checkup)")
      let words = ["held: ", "it is paused", ".BOT_CHAT_DISABLED stands in"]
      let found = try checkup.check("wake", "Ross").found
      try expect(words.contains { found.hasPrefix($0) }, found)
      try expect(try village.daemon("Ross") == monitor, "the monitor was restarted")
    }
  }

  @Test("H2: nobody listens for a bot that only its monitor may wake; a run that may do something starts it")
  func nobody() async throws {
    try await Village.watched { village in
      village.settings.ofBots["Ross"]? += ", wakeBy: monitor"
      try await village.startAll()
      try await village.signal(SIGKILL, "Ross")
      let letter = try village.say("John", to: "Ross")
      try await village.arrives(letter, in: "Ross")
      let checkup = try await village.health("--no-restart")
      try checkup.finds("wake", "Ross", "critical")
      try expect(try checkup.check("wake", "Ross").found.hasPrefix("nobody listens"), "\(checkup)")
      try checkup.finds("monitor", "Ross", "critical", done: "nothing")
      let cured = try await village.health()
      try cured.finds("monitor", "Ross", "warning", done: "started as process ")
      try cured.finds("wake", "Ross", "ok")
      try await eventually("Ross is woken for what came meanwhile") {
        Disk.exists("\(village.folder)/bell-ross/calls")
      }
      try await village.carries()
    }
  }

  @Test("H2: a wake.db that is garbage is told, and the monitor that is started moves it aside")
  func garbage() async throws {
    try await Village.watched { village in
      // Else the relay has moved it aside before anybody looks.
      village.settings.ofBots["Ross"]? += ", wakeBy: monitor"
      try await village.startAll()
      try await village.carries()
      try await village.signal(SIGKILL, "Ross")
      for name in ["wake.db-wal", "wake.db-shm"] { Disk.remove("\(village.botState("Ross"))/\(name)") }
      try Disk.write(
        String(repeating: "no database at all\n", count: 800), to: "\(village.botState("Ross"))/wake.db")
      let checkup = try await village.health("--no-restart")
      try checkup.finds("wake", "Ross", "critical")
      try expect(try checkup.check("wake", "Ross").found.contains("cannot be read"), "\(checkup)")
      let cured = try await village.health()
      try cured.finds("monitor", "Ross", "warning", done: "started as process ")
      try cured.finds("wake", "Ross", "ok")
      try await village.carries()
      try await village.health().isWell()
    }
  }

  @Test("H2: a wake.db that becomes garbage under its monitor is told")
  func garbageUnderMonitor() async throws {
    try await Village.watched { village in
      village.settings.ofBots["Ross"]? += ", wakeBy: monitor"
      try await village.startAll()
      try await village.carries()
      try Disk.append(
        [UInt8](repeating: 0x2E, count: Disk.size("\(village.botState("Ross"))/wake.db")),
        to: "\(village.botState("Ross"))/wake.db", flags: 0)
      for name in ["wake.db-wal", "wake.db-shm"] { Disk.remove("\(village.botState("Ross"))/\(name)") }
      let checkup = try await village.health()
      try checkup.finds("wake", "Ross", "critical")
      // What its monitor still has open goes on; the next one begins anew.
      try await village.carries()
      try await village.signal(SIGKILL, "Ross")
      let cured = try await village.health()
      try cured.finds("monitor", "Ross", "warning", done: "started as process ")
      try cured.finds("wake", "Ross", "ok")
      try await village.carries()
      try await village.health().isWell()
    }
  }
}
