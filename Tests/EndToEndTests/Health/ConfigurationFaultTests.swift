import Glibc
import Testing

/// What happens to the configuration while everything runs.
@Suite struct ConfigurationFaultTests {
  private static let nonsense = "bots: [\n"

  @Test("H3: a valid edit counts once it is 10 s old; --start has it taken up at once, by the same process")
  func edited() async throws {
    try await Village.watched { village in
      try await village.startAll()
      let (relay, monitor) = try (village.daemon(), village.daemon("Ross"))
      let before = try village.digest()
      village.settings.lockHold = "900ms"
      try village.configure()
      let young = try await village.health()
      try young.finds("relay", "", "warning")
      try young.finds("monitor", "Ross", "warning")
      try young.finds("canary", "", "ok")
      try expect(young.exit == 1, "\(young)")
      try expect(try village.digest() == before && village.digest("Ross") == before, "it was taken up")
      let started = try await village.health("--start")
      try started.isWell()
      try expect(
        try started.check("relay").found == "it has read its configuration again", "\(started)")
      let after = try village.digest()
      try expect(after != before, "the old one is in force")
      try expect(try village.digest("Ross") == after, "the monitor has another one")
      try expect(try village.daemon() == relay && village.daemon("Ross") == monitor, "one was restarted")
      try await village.carries()
    }
  }

  @Test("H2: a remark in the configuration changes nothing that is in force")
  func remark() async throws {
    try await Village.watched { village in
      try await village.startAll()
      try Disk.append(Array("# a remark\n".utf8), to: village.configuration)
      try await village.health().isWell()
    }
  }

  @Test(
    "H2: a configuration that is wrong or gone while all runs is told, and all goes on",
    arguments: [nonsense, "", "bots: [{ name: Ross, chatt: x }]\n", nil])
  func wrong(_ text: String?) async throws {
    try await Village.watched { village in
      try await village.startAll()
      let (relay, monitor) = try (village.daemon(), village.daemon("Ross"))
      if let text {
        try Disk.write(text, to: village.configuration)
      } else {
        Disk.remove(village.configuration)
      }
      for options in [[], ["--start"]] {
        let checkup = try await village.health(options)
        try checkup.finds("configuration", "", "critical")
        try checkup.finds("relay", "", "ok")
        try checkup.finds("canary", "", "ok")
        try expect(checkup.exit == 2, "\(checkup)")
        let place = try checkup.check("configuration").found
        try expect(place.contains("botchat.yaml"), "no place: \(place)")
      }
      try expect(try village.daemon() == relay && village.daemon("Ross") == monitor, "one was restarted")
      try await village.carries()
      try village.configure()
      try await village.health().isWell()
      try expect(try village.daemon() == relay && village.daemon("Ross") == monitor, "one was restarted")
    }
  }

  @Test("H3: with a configuration that is wrong, and the relay dead, nothing is started")
  func wrongAndDead() async throws {
    try await Village.watched { village in
      try await village.startAll()
      let monitor = try village.daemon("Ross")
      try Disk.write(Self.nonsense, to: village.configuration)
      try await village.signal(SIGKILL)
      let relay = try village.daemon()
      for options in [[], ["--start"]] {
        let checkup = try await village.health(options)
        try checkup.finds("configuration", "", "critical")
        try expect(try checkup.check("configuration").found.contains("botchat.yaml:2:"), "\(checkup)")
        try expect(try village.daemon() == relay && !Disk.isAlive(relay), "a relay was started")
        try expect(Disk.isAlive(monitor), "the monitor was ended")
      }
      try village.configure()
      try await village.health().finds("relay", "", "warning", done: "started as process ")
      try await village.carries()
    }
  }

  @Test(
    "H4: no configuration at all is UNKNOWN",
    .enabled(if: !Disk.exists("/etc/botchat/botchat.yaml"), "this machine has one"),
    arguments: [[], ["--start"], ["--stop"], ["--no-restart"]])
  func none(_ options: [String]) async throws {
    try await Village.watched { village in
      let run = try await village.runHealth(options)
      try expect(run.exit == 3, "\(run)")
      try expect(run.errors.hasPrefix("healthcheck: error: there is no configuration"), "\(run)")
      try expect(run.errors.contains("healthcheck: hint: "), "\(run)")
    }
  }

  @Test("H4: a wrong command line is UNKNOWN", arguments: ["--bogus", "--start --stop", "relay", "--config"])
  func usage(_ line: String) async throws {
    try await Village.watched { village in
      try village.configure()
      let words = line.split(separator: " ").map(String.init)
      let run = try await village.runHealth(
        line == "--config" ? words : ["--config", village.configuration] + words)
      try expect(run.exit == 3, "\(run)")
      try expect(run.errors.hasPrefix("healthcheck: error: "), "\(run)")
      try expect(!Disk.exists(village.state), "something was made")
    }
  }
}
