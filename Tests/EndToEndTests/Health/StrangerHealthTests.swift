import Glibc
import Testing

/// Programs that do the same work beside ours, and what others have left behind: none of them is ever signalled
/// (H2, R16).
@Suite struct StrangerHealthTests {
  @Test(
    "H2, R16: an old script that runs is told, with its process, and is left alone",
    .enabled(if: Sandbox.hasMountNamespaces, "needs root and mount namespaces"))
  func oldScript() async throws {
    try await Village.watched { village in
      try await village.startAll()
      // Only in this room does it look like the script: seen by everybody, it would keep every relay of this
      // machine from starting.
      let room = try await Room(in: village)
      let script = try Program(
        ["sleep", "100000"], environment: ["HOME=\(village.folder)"], output: "/dev/null", errors: "/dev/null"
      )
      village.programs.append(script)
      try Disk.write("bash\0/root/bot-chat-relay.sh\0", to: "\(village.folder)/cmdline")
      try await room.run("mount --bind $d/cmdline /proc/\(script.pid)/cmdline", in: village.folder)
      let checkup = try await village.health(through: room.prefix)
      try checkup.finds("stranger", "bot-chat-relay.sh", "critical")
      try expect(
        try checkup.check("stranger", "bot-chat-relay.sh").found.contains("process \(script.pid)"),
        "\(checkup)")
      try checkup.finds("relay", "", "ok")
      try checkup.finds("canary", "", "ok")
      try expect(script.ended() == nil, "the script was ended")
      try await village.health().isWell()
    }
  }

  @Test("H2, R16: a relay of another state that has a chat file is told, with its process, and is left alone")
  func otherRelay() async throws {
    try await Village.watched { village in
      try village.configure()
      let other = "\(village.folder)/other.yaml"
      try Disk.write(
        village.yaml.replacing("state: \(village.state)\n", with: "state: \(village.state)-2\n"), to: other)
      chmod(other, 0o600)
      let stranger = try Program(
        [try Binary.path(of: "relay"), "--config", other], environment: ["HOME=\(village.folder)"],
        output: "\(village.folder)/other.out", errors: "\(village.folder)/other.log")
      village.programs.append(stranger)
      try await eventually("the other relay is ready") {
        Disk.text("\(village.folder)/other.out").hasPrefix("ready ")
      }
      let checkup = try await village.health("--start")
      try checkup.finds("stranger", "process \(stranger.pid)", "critical")
      try checkup.finds("relay", "", "critical", done: "it could not be started: ")
      try expect(try checkup.check("relay").done?.contains("another relay") == true, "\(checkup)")
      try expect(checkup.exit == 2 && stranger.ended() == nil, "the other relay was ended\n\(checkup)")

      stranger.signal(SIGTERM)
      _ = try await stranger.end()
      try await village.startAll()
      try await village.carries()
    }
  }

  @Test(
    "H2: a monitor of a bot that the configuration has no more is told, with its process, and is left alone")
  func strayMonitor() async throws {
    try await Village.watched("Ross", "John", "Nell") { village in
      try village.bell(for: "Nell")
      try await village.startAll()
      let stray = try village.daemon("Nell")
      village.settings.configured = ["Ross", "John"]
      try village.configure()
      let checkup = try await village.health("--start")
      try checkup.finds("monitor", "nell", "warning")
      let found = try checkup.check("monitor", "nell").found
      try expect(found.contains("process \(stray),"), found)
      try expect(checkup.exit == 1 && Disk.isAlive(stray), "\(checkup)")
      kill(stray, SIGTERM)
      try await village.ends(stray)
      try await village.health().isWell()
    }
  }

  @Test("H2, R15: a lock that a dead writer left is removed once it is 10 s old, and a held one stays")
  func writingLocks() async throws {
    try await Village.watched { village in
      try await village.startAll()
      let (stale, held) = ("\(village.state)/relay-writing-ross", "\(village.state)/relay-writing-john")
      let holder = try Program(
        ["flock", held, "sleep", "100000"], environment: ["HOME=\(village.folder)"], output: "/dev/null",
        errors: "/dev/null")
      village.programs.append(holder)
      try Disk.write("pid=4711\n", to: stale)
      try await eventually("the other one is held") { Disk.exists(held) }
      try await village.health().isWell()
      try expect(Disk.exists(stale), "a young one was removed")
      // Its age counts from when the inode changed, which nobody can set back.
      let deadline = ContinuousClock.now + .seconds(30)
      var checkup = try await village.health()
      while checkup.exit == 0 {
        try expect(ContinuousClock.now < deadline, "never found\n\(checkup)")
        try await pause(200)
        checkup = try await village.health()
      }
      try checkup.finds("lock", "relay-writing-ross", "warning", done: "removed")
      try expect(checkup.all("lock").count == 1, "\(checkup)")
      try expect(!Disk.exists(stale), "it is still there")
      try expect(Disk.exists(held) && holder.ended() == nil, "the held one is gone")
      try await village.health().isWell()
    }
  }
}
