import Glibc
import Testing

/// What happens to the daemons themselves: each is found in one run, and cured by it.
@Suite struct ProcessFaultTests {
  static let faults: [Fault] = [
    Fault(
      "the relay was killed", "relay", "", "warning", done: "started as process ",
      inject: { try await $0.signal(SIGKILL) }),
    Fault(
      "a monitor was killed", "monitor", "Ross", "warning", done: "started as process ",
      inject: { try await $0.signal(SIGKILL, "Ross") }),
    Fault(
      "all were killed", "relay", "", "warning", done: "started as process ",
      inject: { village in
        try await village.signal(SIGKILL)
        try await village.signal(SIGKILL, "Ross")
      }),
    Fault(
      "the relay was stopped by a signal", "relay", "", "warning", done: "restarted as process ",
      inject: { try await $0.signal(SIGSTOP) }),
    Fault(
      "a monitor was stopped by a signal", "monitor", "Ross", "warning", done: "restarted as process ",
      inject: { try await $0.signal(SIGSTOP, "Ross") }),
    Fault(
      "all were stopped by a signal", "relay", "", "warning", done: "restarted as process ",
      inject: { village in
        try await village.signal(SIGSTOP, "Ross")
        try await village.signal(SIGSTOP)
      }),
  ]

  @Test("H3: what does not run or does not move is cured by one run, and carries again", arguments: faults)
  func cured(_ fault: Fault) async throws {
    try await Village.watched { village in
      try await village.startAll()
      try await village.carries()
      let checkup = try await fault.play(in: village)
      try expect(checkup.exit == 1, "a repair is a warning\n\(checkup)")
      try village.allRun()
      try await village.carries()
      try await village.health().isWell()
    }
  }

  @Test("H3: where nothing ever ran, a plain run starts everything, and the history counts as handled")
  func nothingEver() async throws {
    try await Village.watched { village in
      try village.configure()
      let checkup = try await village.health()
      try checkup.finds("relay", "", "warning", done: "started as process ")
      try checkup.finds("monitor", "Ross", "warning", done: "started as process ")
      try checkup.finds("canary", "", "ok")
      try expect(checkup.exit == 1, "\(checkup)")
      try village.allRun()
      try await village.carries()
      try await village.health().isWell()
    }
  }

  @Test("H2: a relay that is a zombie does not run")
  func zombie() async throws {
    try await Village.watched { village in
      village.logFile = "\(village.folder)/relay.log"
      // Its parent becomes a program that never asks how its children ended.
      let parent = try village.launch(through: ["bash", "-c", "\"$0\" \"$@\" & exec sleep 300"])
      try await eventually("the relay is ready") { village.readyLines == 1 && Disk.exists(village.lock()) }
      let relay = try village.daemon()
      try expect(relay != parent.pid && kill(relay, SIGKILL) == 0, "the relay is \(relay)")
      try await eventually("it is a zombie") {
        Disk.status("State", of: relay) == "Z" && village.isFree(village.lock())
      }
      let checkup = try await village.health()
      try checkup.finds("relay", "", "warning", done: "started as process ")
      try expect(Disk.status("State", of: relay) == "Z", "somebody has taken the zombie away")
      try await village.carries()
      try await village.health().isWell()
    }
  }

  @Test(
    "H3: a process that a debugger holds is only told, and goes on when it lets go",
    .enabled(if: geteuid() == 0, "needs root to trace a process"))
  func debugger() async throws {
    try await Village.watched { village in
      try await village.startAll()
      let before = try (village.daemon(), village.daemon("Ross"))
      #if arch(x86_64)
        let ptrace = 101
      #else
        let ptrace = 117
      #endif
      for bot in [nil, "Ross"] {
        let pid = try village.daemon(bot)
        // PTRACE_SEIZE and PTRACE_INTERRUPT: it stands still until the tracer ends, and no longer.
        let debugger = try Program(
          [
            "perl", "-e",
            "for (0x4206, 0x4207) { syscall(\(ptrace), $_, \(pid), 0, 0) == 0 or die $! } sleep 300",
          ],
          output: "\(village.folder)/debugger.out", errors: "\(village.folder)/debugger.out")
        village.programs.append(debugger)
        try await eventually("process \(pid) is held") { Disk.status("State", of: pid) == "t" }
        let checkup = try await village.health()
        try checkup.finds(bot == nil ? "relay" : "monitor", bot ?? "", "warning")
        debugger.destroy()
        try await eventually("process \(pid) goes on") { Disk.status("State", of: pid) != "t" }
      }
      try expect(try (village.daemon(), village.daemon("Ross")) == before, "another process runs")
      try await village.carries()
      try await village.health().isWell()
    }
  }

  @Test("H3: --no-restart tells what is dead or stopped, and touches nothing")
  func onlyLooks() async throws {
    try await Village.watched { village in
      try await village.startAll()
      let (relay, monitor) = try (village.daemon(), village.daemon("Ross"))
      try await village.signal(SIGKILL)
      try await village.signal(SIGSTOP, "Ross")
      let checkup = try await village.health("--no-restart")
      try checkup.finds("relay", "", "critical", done: "nothing")
      try checkup.finds("monitor", "Ross", "critical", done: "nothing")
      try checkup.finds("canary", "", "warning")
      try expect(try village.daemon() == relay && !Disk.isAlive(relay), "a relay was started")
      try expect(Disk.status("State", of: monitor) == "T", "the monitor was touched")
    }
  }

  @Test("H3: a daemon that was tried is tried again after a pause; the run says when")
  func backsOff() async throws {
    try await Village.watched { village in
      try await village.takePrograms()
      try await village.startAll()
      try await village.script(
        "cd \(village.folder)/bin && mv relay aside && printf '#!/bin/sh\necho broken >&2\nexit 1\n' >relay "
          + "&& chmod 755 relay", as: "Ross")
      try await village.signal(SIGKILL)
      let first = try await village.health()
      try first.finds("relay", "", "critical", done: "it could not be started: broken")
      let tried = village.tries
      let second = try await village.health()
      try second.finds("relay", "", "critical", done: "it was tried once; the next check after ")
      try second.finds("canary", "", "warning")
      try expect(village.tries == tried, "it was tried again: \(village.tries), before \(tried)")
      // As if the pause were over.
      try village.forgetPause(ofSeconds: 5)
      let third = try await village.health()
      try third.finds("relay", "", "critical", done: "it could not be started: broken")
      let fourth = try await village.health()
      try fourth.finds("relay", "", "critical", done: "it was tried 2 times; the next check after ")
      try Disk.move(village.program("aside"), to: village.program("relay"))
      try village.forgetPause(ofSeconds: 30)
      try await village.health().finds("relay", "", "warning", done: "started as process ")
      try await village.carries()
    }
  }
}
