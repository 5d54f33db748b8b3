import Glibc
import Testing

/// What the person is told: what changed, once (H4, W7).
@Suite struct AlertHealthTests {
  @Test("H4: a restart is told in one line, and again only when it happens again")
  func restart() async throws {
    try await Village.watched { village in
      let alarm = try village.alarm()
      try await village.startAll()
      try await village.health().isWell()
      try expect(alarm.calls.isEmpty, "told though all is well: \(alarm.calls.map(\.text))")
      for times in 1...2 {
        try await village.signal(SIGKILL)
        try await village.health().finds("relay", "", "warning", done: "started as process ")
        try expect(alarm.calls.count == times, "\(alarm.calls.map(\.text))")
        let text = alarm.calls[times - 1].text
        try expect(
          text.hasPrefix("BOT_CHAT: warning: relay: it does not run; done: started as process "), text)
        try await village.health().isWell()
        try expect(alarm.calls.count == times, "\(alarm.calls.map(\.text))")
        // So that the next try is not put off.
        try village.remember { $0.hasPrefix("try ") ? nil : $0 }
      }
    }
  }

  @Test("H4: what follows from an edit is told to nobody")
  func edit() async throws {
    try await Village.watched { village in
      let alarm = try village.alarm()
      try await village.startAll()
      village.settings.lockHold = "900ms"
      try village.configure()
      try await eventually("the file is old enough to count") {
        ProgramFaultTests.isOld(village.configuration)
      }
      let checkup = try await village.health()
      try checkup.finds("relay", "", "warning", done: "it has read its configuration again")
      try await village.health().isWell()
      try expect(alarm.calls.isEmpty, "\(alarm.calls.map(\.text))")
    }
  }

  @Test("H4: a trouble is told once while it lasts, and its end once")
  func trouble() async throws {
    try await Village.watched("Ross", "John", "Nell") { village in
      let alarm = try village.alarm()
      try await village.startAll()
      let path = village.chat("Nell")
      try Disk.move(path, to: path + ".away")
      for _ in 0..<3 {
        try await village.health().finds("chat", path, "critical")
        try expect(alarm.calls.count == 1, "\(alarm.calls.map(\.text))")
      }
      try expect(
        alarm.calls[0].text == "BOT_CHAT: critical: chat \(path): it is not there", alarm.calls[0].text)
      try Disk.move(path + ".away", to: path)
      for _ in 0..<2 {
        try await village.health().isWell()
        try expect(alarm.calls.count == 2, "\(alarm.calls.map(\.text))")
      }
      try expect(alarm.calls[1].text == "BOT_CHAT: chat \(path) is well again", alarm.calls[1].text)
    }
  }

  @Test(
    "H4: a full disk is told once, its end once, and none of it by a run that finds the same",
    .enabled(if: Sandbox.hasMountNamespaces, "needs root and mount namespaces"))
  func fullDisk() async throws {
    var settings = Village.waking()
    settings.extra += "health: { disk: 1MiB }"
    try await Village.watched("Ross", "John", "Nell", settings: settings) { village in
      let alarm = try village.alarm()
      let folder = "\(village.folder)/nell"
      let room = try await Room(in: village)
      try await room.run(
        "cp -a $d $d.copy && mount -t tmpfs -o size=4m tmpfs $d && cp -a $d.copy/. $d", in: folder)
      try village.configure()
      try await village.health("--start", through: room.prefix).isWell()
      try await room.run("head -c 8m /dev/zero >$d/filler 2>/dev/null || true", in: folder)
      for _ in 0..<2 {
        try await village.health(through: room.prefix).finds("disk", folder, "critical")
        try expect(alarm.calls.count == 1, "\(alarm.calls.map(\.text))")
      }
      try expect(
        alarm.calls[0].text.hasPrefix("BOT_CHAT: critical: disk \(folder): 0 MiB are free"),
        alarm.calls[0].text)
      try await room.run("rm $d/filler", in: folder)
      for _ in 0..<2 {
        try await village.health(through: room.prefix).finds("disk", "", "ok")
        try expect(alarm.calls.count == 2, "\(alarm.calls.map(\.text))")
      }
      try expect(alarm.calls[1].text == "BOT_CHAT: disk \(folder) is well again", alarm.calls[1].text)
    }
  }

  @Test("H4: an alert that cannot be sent changes nothing else, and the next run tells it: also an end")
  func failing() async throws {
    try await Village.watched("Ross", "John", "Nell") { village in
      let alarm = try village.alarm()
      try await village.startAll()
      let path = village.chat("Nell")
      try Disk.move(path, to: path + ".away")
      try alarm.tell("exit 5")
      for times in 1...2 {
        let checkup = try await village.health()
        try checkup.finds("chat", path, "critical")
        try expect(checkup.exit == 2 && alarm.calls.count == times, "\(alarm.calls.map(\.text))")
      }
      try alarm.tell("exit 0")
      _ = try await village.health()
      _ = try await village.health()
      try expect(alarm.calls.count == 3, "\(alarm.calls.map(\.text))")
      try expect(Set(alarm.calls.map(\.text)).count == 1, "\(alarm.calls.map(\.text))")

      try Disk.move(path + ".away", to: path)
      try alarm.tell("exit 5")
      try await village.health().isWell()
      try alarm.tell("exit 0")
      try await village.health().isWell()
      try await village.health().isWell()
      try expect(
        alarm.calls.dropFirst(3).map(\.text)
          == [String](repeating: "BOT_CHAT: chat \(path) is well again", count: 2),
        "\(alarm.calls.map(\.text))")
    }
  }
}
