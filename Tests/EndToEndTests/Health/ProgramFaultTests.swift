import Glibc
import Testing

/// What happens to the installed programs.
@Suite struct ProgramFaultTests {
  /// Puts another build in a program's place, as an install does.
  private static func install(_ name: String, in village: Village) async throws {
    try await village.script(
      "cd \(village.folder)/bin && cp \(name) new && printf x >>new && mv new \(name)", as: "Ross")
  }

  /// The age that counts is that of the inode, which nobody can set.
  static func isOld(_ path: String) -> Bool {
    var status = stat()
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    return stat(path, &status) == 0 && now.tv_sec - status.st_ctim.tv_sec > 10
  }

  @Test("H3: a new build counts once it is 10 s old; until then it is told, and nothing is done")
  func replaced() async throws {
    try await Village.watched { village in
      try await village.takePrograms()
      try await village.startAll()
      let (relay, monitor) = try (village.daemon(), village.daemon("Ross"))
      for name in ["relay", "monitor"] { try await Self.install(name, in: village) }
      let young = try await village.health()
      try young.finds("relay", "", "warning")
      try young.finds("monitor", "Ross", "warning")
      try young.finds("canary", "", "ok")
      try expect(young.exit == 1, "\(young)")
      try expect(try village.daemon() == relay && village.daemon("Ross") == monitor, "one was restarted")
      try await village.carries()
      // The kernel stamps the file, so this is the one time that has to pass.
      try await eventually("the files are old enough") {
        Self.isOld(village.program("relay")) && Self.isOld(village.program("monitor"))
      }
      let old = try await village.health()
      try old.finds("relay", "", "warning", done: "restarted as process ")
      try old.finds("monitor", "Ross", "warning", done: "restarted as process ")
      try expect(old.exit == 1 && !Disk.isAlive(relay) && !Disk.isAlive(monitor), "\(old)")
      try await village.carries()
      try await village.health().isWell()
    }
  }

  @Test("H3: --start takes a new build up at once")
  func replacedAndStarted() async throws {
    try await Village.watched { village in
      try await village.takePrograms()
      try await village.startAll()
      let (relay, monitor) = try (village.daemon(), village.daemon("Ross"))
      try await Self.install("relay", in: village)
      let checkup = try await village.health("--start")
      try checkup.finds("relay", "", "ok")
      try expect(try checkup.check("relay").found.hasPrefix("restarted as process "), "\(checkup)")
      try expect(!Disk.isAlive(relay) && (try village.daemon("Ross")) == monitor, "\(checkup)")
      try checkup.isWell()
      try await village.carries()
    }
  }

  @Test("H2: a program that was removed is told while its process goes on, and when it cannot be started")
  func removed() async throws {
    try await Village.watched { village in
      try await village.takePrograms()
      try await village.startAll()
      let relay = try village.daemon()
      try Disk.move(village.program("relay"), to: village.program("aside"))
      let first = try await village.health()
      try first.finds("relay", "", "critical")
      try first.finds("canary", "", "ok")
      try expect(try village.daemon() == relay && Disk.isAlive(relay), "the relay was ended")
      try await village.carries()
      try await village.signal(SIGKILL)
      let second = try await village.health()
      try second.finds("relay", "", "critical", done: "it cannot be started: there is no program ")
      try expect(village.tries == 0, "what cannot be tried is no try")
      try Disk.move(village.program("aside"), to: village.program("relay"))
      try await village.health().finds("relay", "", "warning", done: "started as process ")
      try await village.carries()
      try await village.health().isWell()
    }
  }
}
