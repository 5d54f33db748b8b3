import Glibc
import Testing

/// Monitors that run where they can only be reached through a prefix, such as `docker exec NAME` (H1, H2).
@Suite struct ContainerHealthTests {
  @Test(
    "H1: a monitor in a container is started through its prefix, judged by its mark alone, and started again",
    .enabled(if: Sandbox.hasMountNamespaces, "needs root and mount namespaces"))
  func inside() async throws {
    try await Village.watched { village in
      let container = try await Container(for: "Ross", in: village)
      let start = try await village.startAll()
      try start.finds("monitor", "Ross", "ok")
      let first = try #require(container.monitor, "no monitor runs in the container")
      try expect(container.visits == 1, "\(container.visits) visits")
      for _ in 0..<3 { try await village.health().isWell() }
      try expect(container.visits == 1, "it was visited while all was well: \(container.visits)")
      try await village.carries()

      kill(first, SIGKILL)
      try await village.ends(first)
      let looked = try await village.health("--no-restart")
      try looked.finds("monitor", "Ross", "critical", done: "nothing")
      try expect(container.visits == 1 && container.monitor == nil, "it was started")
      let cured = try await village.health()
      try cured.finds("monitor", "Ross", "warning", done: "started, ready after ")
      try expect(container.monitor != nil && container.monitor != first, "no monitor runs in the container")
      try await village.health().isWell()
      try await village.carries()
      try await village.stopAll()
      try expect(container.monitor == nil, "--stop left it running")
    }
  }

  @Test(
    "H2: a monitor in a container that hangs is ended through its prefix, or it is told that it cannot be",
    .enabled(if: Sandbox.hasMountNamespaces, "needs root and mount namespaces"))
  func hung() async throws {
    try await Village.watched { village in
      let container = try await Container(for: "Ross", in: village)
      try await village.startAll()
      let relay = try village.daemon()
      let monitor = try #require(container.monitor, "no monitor runs in the container")
      kill(monitor, SIGSTOP)
      try await eventually("it is stopped") { Disk.status("State", of: monitor) == "T" }
      // As its mark would be a minute later.
      let path = "\(village.botState("Ross"))/progress"
      let words = Disk.text(path).split(separator: " ").map { word in
        guard word.hasPrefix("steady="), let steady = Int64(word.dropFirst(7)) else { return String(word) }
        return "steady=\(steady - 60_000_000_000)"
      }
      try Disk.write(words.joined(separator: " "), to: path)
      let checkup = try await village.health()
      let finding = try checkup.check("monitor", "Ross")
      try expect(finding.found.hasPrefix("its process has not moved for "), "\(checkup)")
      if Disk.isAlive(monitor) {
        try checkup.finds("monitor", "Ross", "critical", done: "it could not be ended: ")
      } else {
        try checkup.finds("monitor", "Ross", "warning", done: "restarted, ready after ")
      }
      try checkup.finds("canary", "", "ok")
      try expect(try village.daemon() == relay, "the relay was restarted")
      kill(monitor, SIGCONT)
      try await village.carries()
    }
  }

  /// A prefix behind which nothing can be started.
  struct Dead: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let via: String
    /// What the check says after `it could not be started: `.
    let why: String
  }

  static let prefixes = [
    Dead(testDescription: "a prefix that fails", via: "\"false\"", why: "exit code 1"),
    Dead(
      testDescription: "one that says why", via: "sh, -c, \"echo no such container >&2; exit 125\"",
      why: "exit code 125: no such container"),
    Dead(testDescription: "a program that is missing", via: "/no/such/docker", why: "posix_spawn"),
    Dead(
      testDescription: "one that hangs", via: "sh, -c, \"exec sleep 100000\"",
      why: "it took too long, and was ended"),
  ]

  @Test(
    "H2, H3: a prefix that does not work is told with the reason, and the others go on", arguments: prefixes)
  func dead(_ dead: Dead) async throws {
    try await Village.watched { village in
      try village.bell(for: "John")
      village.settings.ofBots["Ross"]? += ", monitor: { via: [\(dead.via)] }"
      try village.configure()
      let checkup = try await village.health("--start")
      try checkup.finds("monitor", "Ross", "critical", done: "it could not be started: \(dead.why)")
      try checkup.finds("relay", "", "ok")
      try checkup.finds("monitor", "John", "ok")
      try checkup.finds("canary", "", "ok")
      try expect(checkup.exit == 2, "\(checkup)")
      // The relay wakes a bot that has no monitor.
      try await village.carries()
      let again = try await village.health("--no-restart")
      try again.finds("monitor", "Ross", "critical", done: "nothing")
    }
  }

  @Test("H3: a program that says nothing at its start is told after a minute and ended, and the others go on")
  func silent() async throws {
    try await Village.watched { village in
      try await village.takePrograms()
      try Disk.write(
        "#!/bin/sh\necho $$ >>\(village.folder)/pids\nexec sleep 100000\n", to: village.program("monitor"))
      try village.configure()
      let checkup = try await village.health("--start")
      try checkup.finds(
        "monitor", "Ross", "critical", done: "it could not be started: it did not say that it is ready")
      try checkup.finds("relay", "", "ok")
      try checkup.finds("canary", "", "ok")
      let pids = Disk.text("\(village.folder)/pids").split(separator: "\n").compactMap { pid_t($0) }
      try expect(pids.count == 1 && pids.allSatisfy { !Disk.isAlive($0) }, "left behind: \(pids)")
    }
  }
}
