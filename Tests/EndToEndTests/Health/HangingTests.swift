import Glibc
import Testing

/// A process that lives, sleeps, and never moves again: frozen by the kernel, it looks like a main loop that hangs.
///
/// Source: cgroups(7), "cgroup.freeze": unlike SIGSTOP it does not show in the state of the process.
@Suite(.enabled(if: Freezer.exists, "needs root and cgroup v2")) struct HangingTests {
  @Test("H2: a relay that hangs is found by its canary before its mark is old, ended and started anew")
  func relay() async throws {
    try await Village.watched { village in
      try await village.startAll()
      let relay = try village.daemon()
      try await Freezer.hold(relay) {
        try expect(Disk.status("State", of: relay) == "S", "a frozen process looks like a sleeping one")
        let letter = try village.say("John", to: "Ross")
        let checkup = try await village.health()
        try checkup.finds("canary", "", "warning", done: "restarted as process ")
        try expect(!Disk.isAlive(relay), "the hanging one lives")
        try await village.arrives(letter, in: "Ross")
      }
      try await village.carries()
      try await village.health().isWell()
    }
  }

  @Test(
    "H2: a daemon whose mark is old and does not move is ended and started anew", arguments: [nil, "Ross"])
  func oldMark(_ bot: String?) async throws {
    try await Village.watched { village in
      try await village.startAll()
      let pid = try village.daemon(bot)
      try await Freezer.hold(pid) {
        // As after a minute, which nobody waits for.
        try village.ageMark(of: bot)
        let checkup = try await village.health()
        try checkup.finds(
          bot == nil ? "relay" : "monitor", bot ?? "", "warning", done: "restarted as process ")
        try expect(!Disk.isAlive(pid), "the hanging one lives")
      }
      try await village.carries()
      try await village.health().isWell()
    }
  }
}

/// Holds a process still without a signal.
private enum Freezer {
  private static let root = ["/sys/fs/cgroup", "/sys/fs/cgroup/unified"].first {
    Disk.exists("\($0)/cgroup.procs") && Disk.exists("\($0)/cgroup.controllers")
  }

  static let exists = geteuid() == 0 && root.map { access("\($0)/cgroup.procs", W_OK) == 0 } ?? false

  static func hold(_ pid: pid_t, while scenario: () async throws -> Void) async throws {
    let group = "\(root ?? "")/botchat-e2e-\(pid)"
    try expect(mkdir(group, 0o755) == 0, "cannot make \(group): \(String(cString: strerror(errno)))")
    do {
      try Disk.append(Array("\(pid)".utf8), to: "\(group)/cgroup.procs", flags: 0)
      try Disk.append(Array("1".utf8), to: "\(group)/cgroup.freeze", flags: 0)
      try await eventually("process \(pid) is frozen") { events(group).contains("frozen 1") }
      try await scenario()
    } catch {
      try await leave(group, pid)
      throw error
    }
    try await leave(group, pid)
  }

  private static func events(_ group: String) -> String {
    String(decoding: Disk.contents(ofSpecial: "\(group)/cgroup.events"), as: UTF8.self)
  }

  /// What is held was to be ended; it takes that also while it is frozen.
  private static func leave(_ group: String, _ pid: pid_t) async throws {
    kill(pid, SIGKILL)
    try await eventually("\(group) is empty") { rmdir(group) == 0 }
  }
}
