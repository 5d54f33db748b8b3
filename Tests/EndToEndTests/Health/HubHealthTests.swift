import Foundation
import Glibc
import Testing

/// The hub of a machine, which the configuration names: it is watched and kept at work as all others are.
@Suite("Health: the hub")
struct HubHealthTests {
  /// A village with a hub that has never run, and what becomes of it.
  private static func watched(
    certified: Bool = false, alone: Bool = false, _ scenario: (Village, Watched) async throws -> Void
  ) async throws {
    try await Village.with("Ross") { village in
      village.logFile = "\(village.state)/log/relay.log"
      let hub = try await HubProgram(
        in: village, tokens: ["token-of-marlbot-1": "marlbot", "token-of-pelouse-1": "pelouse"],
        certified: certified)
      // It was needed for its configuration; from now on the health check starts it.
      hub.kill()
      village.settings.extra = "hub: \(hub.configuration)"
      try village.configure()
      if alone {
        try Disk.write("state: \(village.state)\nhub: \(hub.configuration)\n", to: village.configuration)
      }
      try await scenario(village, Watched(hub: hub))
    }
  }

  private struct Watched {
    let hub: HubProgram

    /// Its process, as its mark of life names it.
    func process(at location: SourceLocation = #_sourceLocation) throws -> pid_t {
      let mark = Disk.text("\(hub.state)/hub.progress")
      let word = mark.split(separator: " ").first { $0.hasPrefix("pid=") }
      guard let pid = word.flatMap({ pid_t($0.dropFirst(4)) }), pid > 1 else {
        throw Trouble("no mark of life: \(mark)", at: location)
      }
      return pid
    }

    /// kill -9, until nothing of it is left.
    func dies(_ village: Village) async throws {
      let pid = try process()
      kill(pid, SIGKILL)
      try await village.ends(pid)
      try await eventually("its lock is free") { village.isFree("\(hub.state)/hub.lock") }
    }

    func rewrite(_ change: (String) -> String) throws {
      try Disk.write(change(Disk.text(hub.configuration)), to: hub.configuration)
      chmod(hub.configuration, 0o600)
    }
  }

  @Test("H2, H3: one that was killed comes back, one that stands still twice is restarted, stop ends it")
  func kept() async throws {
    try await Self.watched { village, hub in
      let start = try await village.health("--start")
      try start.isWell()
      try start.finds("hub", "", "ok")
      try expect(
        try start.check("serving").found.contains("http://127.0.0.1:\(hub.hub.port)/healthz answers"),
        "\(start)")
      try await hub.dies(village)
      try await village.health().finds("hub", "", "warning", done: "started as process ")
      let stopped = try hub.process()
      // The start before counts as a try.
      try village.forgetPause(ofSeconds: 5)
      kill(stopped, SIGSTOP)
      try await eventually("it is stopped") { Disk.status("State", of: stopped) == "T" }
      try await village.health().finds("hub", "", "warning", done: "restarted as process ")
      try expect(try hub.process() != stopped && !Disk.isAlive(stopped), "the one that stood still lives")
      try await village.health().isWell()
      let status = try await village.botchat("status")
      try expect(status.output.contains(/hub +runs for/), "\(status)")
      let last = try hub.process()
      try await village.stopAll()
      try expect(!Disk.isAlive(last), "it was not ended")
    }
  }

  @Test(
    "H2: with nonsense in its file a hub that runs stays, and one that does not cannot be started: critical")
  func broken() async throws {
    try await Self.watched { village, hub in
      try await village.health("--start").isWell()
      let process = try hub.process()
      let good = Disk.text(hub.hub.configuration)
      try hub.rewrite { _ in "port: many\n" }
      let checkup = try await village.health()
      try checkup.finds("configuration", hub.hub.configuration, "critical")
      try checkup.finds("configuration", "", "ok")
      try checkup.finds("hub", "", "ok")
      try checkup.finds("serving", "", "ok")
      try expect(try hub.process() == process && Disk.isAlive(process), "it was touched")
      try await hub.dies(village)
      let dead = try await village.health()
      try dead.finds("configuration", hub.hub.configuration, "critical")
      let finding = try dead.check("hub")
      try expect(finding.severity == "critical", "\(dead)")
      try hub.rewrite { _ in good }
      try await village.health("--start").isWell()
    }
  }

  @Test("H3: a changed configuration is taken by SIGHUP, and by a restart where that is not enough")
  func changed() async throws {
    try await Self.watched { village, hub in
      try await village.health("--start").isWell()
      let process = try hub.process()
      try hub.rewrite { $0.replacing("{\"port\"", with: "{\"limits\":{\"rate\":7},\"port\"") }
      let reread = try await village.health("--start")
      try expect(try reread.check("hub").found == "it has read its configuration again", "\(reread)")
      try expect(try hub.process() == process, "it was restarted")
      try hub.rewrite { $0.replacing("\"port\":\(hub.hub.port)", with: "\"port\":0") }
      let restarted = try await village.health("--start")
      try expect(try restarted.check("hub").found.hasPrefix("restarted as process "), "\(restarted)")
      try restarted.finds("serving", "", "ok")
    }
  }

  @Test("H3: where another program has its port, that is said")
  func taken() async throws {
    try await Self.watched { village, hub in
      let other = try Program(
        ["/usr/bin/python3", "-m", "http.server", "--bind", "127.0.0.1", "\(hub.hub.port)"],
        output: "\(village.folder)/other", errors: "\(village.folder)/other")
      village.programs.append(other)
      try await eventually("the other one listens") {
        Disk.text("/proc/net/tcp").contains(String(format: "0100007F:%04X 00000000:0000 0A", hub.hub.port))
      }
      let checkup = try await village.health()
      let finding = try checkup.check("hub")
      try expect(finding.severity == "critical", "\(checkup)")
      let done = finding.done ?? ""
      try expect(done.contains("it could not be started: ") && done.contains("\(hub.hub.port)"), "\(checkup)")
    }
  }

  @Test("H2: a machine that has a hub and no bots runs nothing else, and is well")
  func alone() async throws {
    try await Self.watched(alone: true) { village, hub in
      let start = try await village.health("--start")
      try start.isWell()
      try expect(start.all("relay").isEmpty && start.all("canary").isEmpty, "\(start)")
      try await hub.dies(village)
      let checkup = try await village.health()
      try checkup.finds("hub", "", "warning", done: "started as process ")
      try await village.health().isWell()
      try await village.stopAll()
    }
  }

  @Test("H2: a room that has nearly all that it may keep is named, and who does not fetch it; over TLS, too")
  func full() async throws {
    try await Self.watched(certified: true) { village, hub in
      try hub.rewrite { $0.replacing("{\"tls\"", with: "{\"retention\":{\"messages\":10},\"tls\"") }
      let start = try await village.health("--start")
      try start.isWell()
      try expect(try start.check("serving").found.contains("https://127.0.0.1:"), "\(start)")
      try await village.sql(
        """
        INSERT INTO room VALUES(0, 'meadow'); INSERT INTO member VALUES(0, 'pelouse', 0, 1, 0);
        INSERT INTO member VALUES(0, 'marlbot', 0, 1, 0);
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9)
        INSERT INTO message SELECT i, 0, 'marlbot', 1, NULL, 'x' FROM n
        """, on: "../hub/state/hub.db")
      let checkup = try await village.health()
      try checkup.finds("serving", "meadow", "warning")
      try expect(
        try checkup.check("serving", "meadow").found.hasPrefix("9 messages are kept of 10, ")
          && checkup.check("serving", "meadow").found.hasSuffix("for pelouse"), "\(checkup)")
      try await village.stopAll()
    }
  }
}
