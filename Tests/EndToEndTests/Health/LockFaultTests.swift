import Glibc
import Testing

/// What happens to locks and to the state folder.
@Suite struct LockFaultTests {
  /// Another process of the same daemon follows the one whose lock is gone.
  static let faults: [Fault] = [
    Fault(
      "the relay's lock file was deleted", "relay", "", "warning", done: "restarted as process ",
      inject: { Disk.remove($0.lock()) }),
    Fault(
      "the relay's lock file was replaced", "relay", "", "warning", done: "restarted as process ",
      inject: { try replace($0.lock()) }),
    Fault(
      "a monitor's lock file was deleted", "monitor", "Ross", "warning", done: "restarted as process ",
      inject: { Disk.remove($0.lock("Ross")) }),
    Fault(
      "a monitor's lock file was replaced", "monitor", "Ross", "warning", done: "restarted as process ",
      inject: { try replace($0.lock("Ross")) }),
  ]

  private static func replace(_ path: String) throws {
    try Disk.write(Disk.read(path) ?? [], to: "\(path).new")
    chmod("\(path).new", 0o600)
    try Disk.move("\(path).new", to: path)
  }

  @Test("H3: who lost his lock is ended, and followed by one that has it", arguments: faults)
  func lost(_ fault: Fault) async throws {
    try await Village.watched { village in
      try await village.startAll()
      let bot = fault.subject.isEmpty ? nil : fault.subject
      let before = try village.daemon(bot)
      let checkup = try await fault.play(in: village)
      try expect(checkup.exit == 1, "\(checkup)")
      try expect(!Disk.isAlive(before), "process \(before) still runs")
      try expect(Disk.text(village.lock(bot)).contains("pid \(try village.daemon(bot))\n"), "no lock")
      try village.allRun()
      try await village.carries()
      try await village.health().isWell()
    }
  }

  /// A process that has nothing to do with us, and the text of a lock file that names it.
  private func innocent(_ village: Village) throws -> (Program, String) {
    let program = try Program(
      ["sleep", "300"], output: "\(village.folder)/sleep.out", errors: "\(village.folder)/sleep.out")
    village.programs.append(program)
    return (program, "pid \(program.pid)\nstart \(Disk.startTime(of: program.pid))\nexe /usr/bin/sleep\n")
  }

  @Test("H2: whom a left-over lock file names is not touched", arguments: [nil, "Ross"])
  func innocentNamed(_ bot: String?) async throws {
    try await Village.watched { village in
      try await village.startAll()
      let (sleep, text) = try innocent(village)
      try await village.signal(SIGKILL, bot)
      try Disk.write(text, to: village.lock(bot))
      let checkup = try await village.health()
      try checkup.finds(
        bot == nil ? "relay" : "monitor", bot ?? "", "warning", done: "started as process ")
      try expect(sleep.ended() == nil, "the innocent process was ended")
      try await village.carries()
    }
  }

  @Test("H2: whom a lock file names is not touched, whoever holds the lock", arguments: [nil, "Ross"])
  func innocentNamedAndHeld(_ bot: String?) async throws {
    try await Village.watched { village in
      try await village.startAll()
      let (sleep, text) = try innocent(village)
      try await village.signal(SIGKILL, bot)
      try Disk.write(text, to: village.lock(bot))
      let file = open(village.lock(bot), O_RDWR | O_CLOEXEC)
      defer { close(file) }
      try expect(flock(file, LOCK_EX | LOCK_NB) == 0, "cannot lock \(village.lock(bot))")
      try village.ageMark(of: bot)
      let checkup = try await village.health()
      try checkup.finds(
        bot == nil ? "relay" : "monitor", bot ?? "", "critical", done: "it could not be ended: ")
      try expect(checkup.exit == 2, "\(checkup)")
      try expect(sleep.ended() == nil, "the innocent process was ended")
      // And by --stop neither.
      let stop = try await village.healthText("--stop")
      try expect(stop.exit == 2 && stop.output.contains("it could not be ended: "), "\(stop)")
      try expect(sleep.ended() == nil, "the innocent process was ended by --stop")
    }
  }

  @Test("H2: a relay that is gone while another program holds its lock is found at once by the canary")
  func held() async throws {
    try await Village.watched { village in
      try await village.startAll()
      try await village.signal(SIGKILL)
      let file = open(village.lock(), O_RDWR | O_CLOEXEC)
      try expect(flock(file, LOCK_EX | LOCK_NB) == 0, "cannot lock \(village.lock())")
      let checkup = try await village.health()
      try checkup.finds("canary", "", "critical", done: "it could not be ended: ")
      close(file)
      try await village.health().finds("relay", "", "warning", done: "started as process ")
      try await village.carries()
    }
  }

  @Test("H3: a state folder that was removed is told; a new relay would count the history as handled")
  func stateRemoved() async throws {
    try await Village.watched { village in
      try await village.startAll()
      try await village.carries()
      let (relay, monitor) = try (village.daemon(), village.daemon("Ross"))
      Disk.remove(village.state)
      for _ in 1...2 {
        let checkup = try await village.health()
        try checkup.finds("relay", "", "critical")
        try checkup.finds("monitor", "Ross", "critical")
        for check in [try checkup.check("relay"), try checkup.check("monitor", "Ross")] {
          try expect(check.found.hasSuffix("its state folder was removed or renamed"), check.found)
        }
        try expect(checkup.all("stranger", "process \(relay)").isEmpty, "it is no stranger\n\(checkup)")
        try expect(Disk.isAlive(relay) && Disk.isAlive(monitor), "one was ended")
        try expect(!Disk.exists("\(village.state)/relay.id"), "a new relay has begun")
      }
    }
  }
}
