import Glibc
import Testing

/// Commands that fail, hang, flood or are not there.
@Suite struct FailureTests {
  @Test("W4: a command that fails is tried again until it succeeds, and what came meanwhile joins")
  func fourthTry() async throws {
    try await Village.with("Ross", settings: Village.waking()) { village in
      let bell = try village.bell(for: "Ross", "burst: 0s")
      try bell.fail(3)
      try await village.startMonitor("Ross")
      try village.mail(from: "John", to: "Ross", tag: "#1")
      try await bell.rings(1)
      try village.mail(from: "Jack", to: "Ross", tag: "#2")
      try await bell.rings(4)
      for attempt in 1...3 {
        try await village.monitorLogs("Ross", "could not wake Ross, attempt \(attempt): exit code 3")
      }
      try await village.monitorLogs("Ross", "woke Ross for 2 from")
      let calls = bell.calls
      try expect(calls.map(\.count) == [1, 2, 2, 2], "\(bell.counts)")
      // The pauses double: 100, 200, 400 ms, with jitter, and never less than half.
      let gaps = zip(calls, calls.dropFirst()).map { ($1.began - $0.began) / 1_000_000 }
      try expect(gaps[0] >= 50 && gaps[2] >= 150 && gaps[2] < 5000, "pauses of \(gaps) ms")
      try village.mail(from: "John", to: "Ross", tag: "#3")
      try await bell.rings(5)
      try expect(bell.counts.last == 1, "\(bell.counts)")
    }
  }

  @Test("W4: a hung command is ended at the time-out with all that it started, and tried again")
  func hung() async throws {
    let settings = Village.waking(wake: "timeout: 700ms, retryFirst: 100ms")
    try await Village.with("Ross", settings: settings) { village in
      let bell = try village.bell(for: "Ross", "burst: 0s")
      try bell.tell(
        "trap '' TERM; sh -c 'echo $$ >\"$0/grandchild\"; trap \"\" TERM; while :; do sleep 1; done' \"$d\" & "
          + "echo $$ >\"$d/child\"; while :; do sleep 1; done")
      try await village.startMonitor("Ross")
      try village.mail(from: "John", to: "Ross")
      let names = ["child", "grandchild"].map { "\(bell.folder)/\($0)" }
      try await eventually("both hang") { names.allSatisfy { Disk.size($0) > 1 } }
      let pids = names.compactMap { pid_t(Disk.text($0).split(separator: "\n")[0]) }
      try bell.tell("exit 0")
      try await bell.rings(2)
      try await village.monitorLogs("Ross", "could not wake Ross, attempt 1: no end within")
      for pid in pids {
        try await eventually("process \(pid) is gone") { !Disk.isAlive(pid) }
      }
      try await village.monitorLogs("Ross", "woke Ross for 1 from John")
    }
  }

  @Test("W4: a flood of output neither holds the wake up nor fills the log")
  func flood() async throws {
    try await Village.with("Ross", settings: Village.waking()) { village in
      let bell = try village.bell(for: "Ross", "burst: 0s")
      try bell.tell("yes 'noise and more noise' | head -c 50000000; yes error | head -c 1000000 >&2")
      let monitor = try await village.startMonitor("Ross")
      try village.mail(from: "John", to: "Ross")
      try await village.monitorLogs("Ross", "woke Ross for 1 from John")
      let size = Disk.size("\(village.folder)/monitor-ross.log")
      try expect(size < 8000, "the log has \(size) bytes")
      let memory = Int(Disk.status("VmHWM", of: monitor.pid)) ?? 0
      try expect(memory > 0 && memory < 64_000, "it took \(memory) kB of memory")
    }
  }

  @Test("W4: control characters in a command's output do not reach the log")
  func harmlessOutput() async throws {
    try await Village.with("Ross", settings: Village.waking()) { village in
      let bell = try village.bell(for: "Ross", "burst: 0s")
      try bell.tell("printf '\\033[31mred\\nfake line\\r\\000end'; exit 3")
      try await village.startMonitor("Ross")
      try village.mail(from: "John", to: "Ross")
      try await village.monitorLogs("Ross", "red")
      let lines = village.monitorLog("Ross").split(separator: "\n")
      try expect(!lines.contains { $0.hasPrefix("fake line") }, "a command wrote a line of the log")
      try expect(!village.monitorLog("Ross").utf8.contains(27), "an escape reached the log")
    }
  }

  @Test("W4: a daemon that the command leaves behind holds up neither this wake nor the next, and lives on")
  func daemon() async throws {
    try await Village.with("Ross", settings: Village.waking()) { village in
      let bell = try village.bell(for: "Ross", "burst: 0s")
      try bell.tell("sleep 100 & echo $! >>\"$d/daemons\"; exit 0")
      try await village.startMonitor("Ross")
      for number in 1...3 {
        try village.mail(from: "John", to: "Ross")
        try await bell.rings(number, within: .seconds(5))
      }
      try await village.monitorLogs("Ross", "woke Ross")
      let pids = Disk.text("\(bell.folder)/daemons").split(separator: "\n").compactMap { pid_t($0) }
      try expect(pids.count == 3 && pids.allSatisfy { kill($0, 0) == 0 }, "a daemon was ended: \(pids)")
    }
  }

  @Test("W4: a command that is missing or may not be executed is said, and works once it is there")
  func missing() async throws {
    try await Village.with("Ross", settings: Village.waking()) { village in
      let bell = try village.bell(for: "Ross", "burst: 0s")
      let other = "\(bell.folder)/later"
      try Disk.move(bell.program, to: other)
      try await village.startMonitor("Ross")
      try village.mail(from: "John", to: "Ross")
      try await village.monitorLogs("Ross", "no such file")
      try expect(village.monitorLog("Ross").contains(bell.program), "the log does not name the program")
      let mark = village.monitorLog("Ross").utf8.count
      chmod(other, 0o644)
      try Disk.move(other, to: bell.program)
      try await village.monitorLogs("Ross", "permission denied", after: mark)
      try expect(bell.calls.isEmpty, "what was called?")
      chmod(bell.program, 0o755)
      try await village.settles(bell, of: "Ross", at: 1)
    }
  }

  @Test("W4: a command that ends by a signal has failed, and which signal is said")
  func signalled() async throws {
    try await Village.with("Ross", settings: Village.waking()) { village in
      let bell = try village.bell(for: "Ross", "burst: 0s")
      try bell.tell("kill -9 $$")
      try await village.startMonitor("Ross")
      try village.mail(from: "John", to: "Ross")
      try await village.monitorLogs("Ross", "attempt 1: ended by signal 9")
      try bell.tell("exit 0")
      try await village.monitorLogs("Ross", "woke Ross for 1")
    }
  }
}
