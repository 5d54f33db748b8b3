import Glibc
import Testing

/// What is wrong from the configuration to the last hop, each with its cure.
@Suite struct DoctorTests {
  @Test(
    "where all is well the doctor says so, with 0, and leaves all as it was",
    .enabled(if: Sandbox.hasMountNamespaces, "needs root and mount namespaces"))
  func well() async throws {
    try await Village.watched { village in
      _ = try village.alarm()
      try await village.startAll()
      let room = try await village.roomWithCron()
      let before = Disk.text("\(village.state)/health")
      let names = Disk.names(in: village.state).sorted()
      let run = try await village.doctor(through: room.prefix)
      try expect(run.exit == 0 && run.output.hasPrefix("OK: "), "\(run)")
      try expect(!run.output.contains("→"), "a cure for nothing\n\(run)")
      let diagnosis = try await village.diagnosis(through: room.prefix)
      try expect(diagnosis.exit == 0, "\(diagnosis)")
      for check in ["canary", "programs", "cron", "alert", "instruction", "header", "stranger"] {
        _ = try diagnosis.check(check)
      }
      try expect(Disk.text("\(village.state)/health") == before, "the memory of the health check was changed")
      try expect(Disk.names(in: village.state).sorted() == names, "\(Disk.names(in: village.state))")
      try await village.health().isWell()
    }
  }

  @Test("what does not run is not started, no state is made, and the cures are said")
  func nothingRuns() async throws {
    try await Village.watched { village in
      try village.configure()
      let run = try await village.doctor()
      try expect(run.exit == 1, "\(run)")
      try expect(
        run.output.contains("it does not run") && run.output.contains("→ healthcheck --start"), "\(run)")
      try expect(!Disk.exists(village.state), "a state folder was made")

      try await village.startAll()
      let pid = try village.daemon("Ross")
      try await village.signal(SIGKILL, "Ross")
      let diagnosis = try await village.diagnosis()
      try expect(diagnosis.check("monitor", "Ross").cure == "healthcheck --start", "\(diagnosis)")
      try expect(try village.daemon("Ross") == pid, "it was started")
    }
  }

  @Test("an instruction is named with its line, the edit can be run as it stands, and then it is gone")
  func instruction() async throws {
    try await Village.watched { village in
      try village.configure()
      let path = "\(village.folder)/john/AGENTS.md"
      let hidden = "\(village.folder)/hidden.md"
      try Disk.write(
        "# BOT_CHAT\n- Write to both files.\n```sh\n docker exec openclaw-ross \\\n  openclaw system event\n```\nend\n",
        to: path)
      try Disk.write("Always wake Ross.\n", to: hidden)
      try expect(symlink(hidden, "\(village.folder)/john/TOOLS.md") == 0, "no link")
      let diagnosis = try await village.diagnosis()
      let found = diagnosis.checks.filter { $0.check == "instruction" }
      try expect(found.map(\.subject) == ["\(path):2", "\(path):4"], "\(diagnosis)")
      for one in found { try await village.script(one.cure ?? "false", as: "John") }
      try expect(
        Disk.text(path).split(separator: "\n", omittingEmptySubsequences: false).map(String.init) == [
          "# BOT_CHAT", "- Write into your own chat file only; the relay carries it on.", "```sh",
          " # Wake nobody; whoever is written to is woken.", "", "```", "end", "",
        ], Disk.text(path))
      try expect(try await village.diagnosis().check("instruction").severity == "ok", "still there")
    }
  }

  @Test("a wake without its program, a header that is almost one, and no alert")
  func calls() async throws {
    try await Village.watched { village in
      village.settings.ofBots["John"] = "wake: { run: [/no/such/openclaw, \"{text}\"] }, wakeBy: relay"
      try village.configure()
      _ = try await village.health("--start")
      try Disk.append(Array("\n### 2026-02-10 John → Ross\nhello\n".utf8), to: village.chat("John"))
      let diagnosis = try await village.diagnosis()
      try expect(diagnosis.ills.contains("header \(village.chat("John"))"), "\(diagnosis)")
      try expect(try diagnosis.check("alert").found.contains("nobody is told"), "\(diagnosis)")
      let wake = diagnosis.checks.filter { $0.check == "wake" && $0.subject == "John" && $0.severity != "ok" }
      try expect(wake.contains { $0.found == "there is no program /no/such/openclaw" }, "\(diagnosis)")
    }
  }

  @Test(
    "cron that does not run or does not call the health check, and a line for a program that is gone",
    .enabled(if: Sandbox.hasMountNamespaces, "needs root and mount namespaces"))
  func cron() async throws {
    try await Village.watched { village in
      try village.configure()
      let room = try await village.roomWithCron(
        "*/5 * * * * root /no/such/healthcheck --quiet\n@reboot root bash /opt/monitor-ross.sh\n")
      let diagnosis = try await village.diagnosis(through: room.prefix)
      let found = diagnosis.checks.filter { $0.check == "cron" }
      try expect(found.contains { $0.found.contains("at boot") }, "\(diagnosis)")
      try expect(
        try diagnosis.check("cron", "/etc/cron.d/botchat:1").found
          == "there is no program /no/such/healthcheck",
        "\(diagnosis)")
      let old = try diagnosis.check("stranger", "monitor-ross.sh")
      try expect(old.cure == "sed -i '2s/^/#/' /etc/cron.d/botchat", "\(diagnosis)")
    }
  }

  @Test("a program of another version, and one that is not there")
  func programs() async throws {
    try await Village.watched { village in
      try village.configure()
      try await village.takePrograms()
      try await village.script("cp \(try Binary.path(of: "botchat")) \(village.folder)/bin", as: "Ross")
      Disk.remove(village.program("monitor"))
      try Disk.write("#!/bin/sh\necho relay 0.0.1\n", to: "\(village.folder)/old")
      chmod("\(village.folder)/old", 0o755)
      try Disk.move("\(village.folder)/old", to: village.program("relay"))
      let run = try await village.runBotchat(
        ["doctor", "--json", "--config", village.configuration], program: village.program("botchat"))
      let diagnosis = try Diagnosis(run, at: #_sourceLocation)
      try expect(try diagnosis.check("programs", "relay").found.contains("relay 0.0.1"), "\(diagnosis)")
      try expect(diagnosis.ills.contains("programs monitor"), "\(diagnosis)")
      try expect(!diagnosis.ills.contains("programs healthcheck"), "\(diagnosis)")
    }
  }

  @Test("a container that answers, and one that does not")
  func container() async throws {
    try await Village.watched { village in
      let via = "\(village.folder)/via"
      try Disk.write("#!/bin/sh\nexec \(try Binary.path(of: "monitor")) --version\n", to: via)
      chmod(via, 0o755)
      village.settings.ofBots["Ross", default: ""] += ", monitor: { via: [\(via)] }"
      try village.configure()
      try expect(try await village.diagnosis().check("container", "Ross").severity == "ok", "it answers")
      try Disk.write("#!/bin/sh\necho Error: No such container: x >&2\nexit 1\n", to: via)
      let found = try await village.diagnosis().check("container", "Ross")
      try expect(found.severity == "critical" && found.found.contains("No such container"), "\(found)")
    }
  }

  @Test("a configuration that is wrong or not there is a finding, and old scripts are seen all the same")
  func configuration() async throws {
    try await Village.watched { village in
      let missing = try await village.doctor()
      try expect(missing.exit == 1 && missing.output.contains("→ botchat init"), "\(missing)")
      try Disk.write("bots: 7\n", to: village.configuration)
      chmod(village.configuration, 0o600)
      let diagnosis = try await village.diagnosis()
      try expect(try diagnosis.check("configuration").found.contains("botchat.yaml:1:7"), "\(diagnosis)")
    }
  }

  @Test(
    "another user's state cannot be looked into: 77, and what to do",
    .enabled(if: geteuid() == 0, "needs root"))
  func otherUser() async throws {
    try await Village.watched { village in
      try village.configure()
      try Disk.makeFolder(village.state)
      chown(village.state, 1234, 1234)
      let run = try await village.doctor()
      try expect(run.exit == 77 && run.errors.contains("belongs to uid 1234"), "\(run)")
      try expect(run.errors.contains("hint: run this as"), "\(run)")
    }
  }

  @Test(
    "the command line says what goes together",
    arguments: [
      ["--send-test", "Ross"], ["Ross"], ["--alert", "--send-test", "Ross", "John"], ["--timeout", "soon"],
    ])
  func usage(words: [String]) async throws {
    try await Village.watched { village in
      let run = try await village.runBotchat(["doctor"] + words)
      try expect(run.exit == 64 && run.errors.contains("hint: "), "\(run)")
    }
  }
}
