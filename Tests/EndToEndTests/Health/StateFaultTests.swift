import Glibc
import Testing

/// What happens to `relay.db`.
@Suite struct StateFaultTests {
  @Test("H3: a database that was damaged while the relay was down is rebuilt by its start")
  func damagedWhileDown() async throws {
    try await Village.watched { village in
      try await village.startAll()
      try await village.carries()
      try await village.signal(SIGKILL)
      for end in ["-wal", "-shm"] { Disk.remove("\(village.state)/relay.db\(end)") }
      try Disk.write([UInt8](repeating: 0xA5, count: 20_000), to: "\(village.state)/relay.db")
      try village.say("John", to: "Ross", "After the damage.")
      let checkup = try await village.health()
      try checkup.finds("relay", "", "warning", done: "started as process ")
      try expect(checkup.exit == 1, "\(checkup)")
      try await village.logs("rebuil")
      try await village.carries()
      try await village.judgedWhenQuiet()
      try await village.health().isWell()
    }
  }

  @Test("H2: a database that is damaged under a running relay is told; it goes on, and its restart rebuilds")
  func damagedWhileRunning() async throws {
    try await Village.watched { village in
      try await village.startAll()
      try await village.carries()
      for name in ["relay.db", "relay.db-wal"] {
        let path = "\(village.state)/\(name)"
        try Disk.append([UInt8](repeating: 0xA5, count: Disk.size(path)), to: path, flags: 0)
      }
      let relay = try village.daemon()
      let checkup = try await village.health()
      try checkup.finds("state", "relay.db", "critical", done: "the relay moves it aside at its next start")
      try expect(try village.daemon() == relay && Disk.isAlive(relay), "the relay was touched")
      try await village.signal(SIGKILL)
      try await village.health().finds("relay", "", "warning", done: "started as process ")
      try await village.carries()
      try await village.judgedWhenQuiet()
      try await village.health().isWell()
    }
  }

  @Test(
    "H2: a database that was removed under a running relay: the canary is late, the next relay rebuilds it")
  func removedWhileRunning() async throws {
    try await Village.watched { village in
      try await village.startAll()
      try await village.carries()
      for end in ["", "-wal", "-shm"] { Disk.remove("\(village.state)/relay.db\(end)") }
      try await village.logs("removed or replaced")
      let checkup = try await village.health()
      try checkup.finds("canary", "", "warning", done: "restarted as process ")
      try await village.carries()
      try await village.judgedWhenQuiet()
      try await village.health().isWell()
    }
  }

  @Test("H3: a database that another program keeps locked is told, with its process; no restart cures that")
  func locked() async throws {
    try await Village.watched { village in
      try await village.startAll()
      try await village.carries()
      let relay = try village.daemon()
      let lock = try Self.lockAgainstWriters("\(village.state)/relay.db")
      let letter = try village.say("John", to: "Ross")
      let checkup = try await village.health()
      try checkup.finds("canary", "", "critical")
      try checkup.finds("state", "relay.db", "critical")
      let found = try checkup.check("state", "relay.db").found
      try expect(found.contains("process \(getpid())"), found)
      try expect(try village.daemon() == relay && Disk.isAlive(relay), "the relay was ended\n\(checkup)")
      close(lock)
      try await village.arrives(letter, in: "Ross")
      try await village.carries()
      try expect(Disk.isAlive(relay), "the relay has ended")
      try await village.health().isWell()
    }
  }

  /// The lock that SQLite's writers take, in the index of the WAL.
  ///
  /// Source: https://www.sqlite.org/walformat.html, WAL_WRITE_LOCK.
  private static func lockAgainstWriters(_ database: String) throws -> Int32 {
    let file = open("\(database)-shm", O_RDWR | O_CLOEXEC)
    var lock = Glibc.flock()
    lock.l_type = Int16(F_WRLCK)
    lock.l_whence = Int16(SEEK_SET)
    lock.l_start = 120
    lock.l_len = 1
    try expect(fcntl(file, F_SETLKW, &lock) == 0, "cannot lock \(database)")
    return file
  }
}
