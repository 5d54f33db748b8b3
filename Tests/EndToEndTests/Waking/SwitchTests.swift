import Glibc
import Testing

/// The switches that keep bots from being woken.
@Suite struct SwitchTests {
  enum Switch: String, CaseIterable {
    case everything
    case bot
    case workspace

    func path(of bot: String, in village: Village) -> String {
      switch self {
      case .everything: "\(village.state)/paused"
      case .bot: "\(village.botState(bot))/paused"
      case .workspace: "\(village.folder)/\(bot.lowercased())/.BOT_CHAT_DISABLED"
      }
    }
  }

  @Test(
    "R18: while a switch is thrown the monitor wakes nobody, and then once for all of it",
    arguments: Switch.allCases)
  func monitor(_ one: Switch) async throws {
    try await Village.with("Ross", settings: Village.waking()) { village in
      let bell = try village.bell(for: "Ross")
      try await village.startMonitor("Ross")
      try village.mail(from: "John", to: "Ross")
      try await bell.rings(1)
      try Disk.write("", to: one.path(of: "Ross", in: village))
      for _ in 1...3 { try village.mail(from: "John", to: "Ross") }
      // Some polls, and much longer than the window.
      try await pause(800)
      try expect(bell.counts == [1], "woken in spite of \(one): \(bell.counts)")
      Disk.remove(one.path(of: "Ross", in: village))
      try await bell.hears(4)
      try expect(bell.counts == [1, 3], "\(bell.counts)")
    }
  }

  @Test(
    "R18: a bot's own switch stops the relay's wakes of that bot alone", arguments: [Switch.bot, .workspace])
  func relay(_ one: Switch) async throws {
    try await Village.with("Ross", "John", "Nell", settings: Village.waking()) { village in
      let ross = try village.bell(for: "Ross")
      let nell = try village.bell(for: "Nell")
      try await village.start()
      try village.say("John", to: "ALL")
      try await ross.hears(1)
      try await nell.hears(1)
      try Disk.write("", to: one.path(of: "Ross", in: village))
      for number in 1...3 { try village.say("John", to: "ALL", "Number \(number).") }
      try await nell.hears(4)
      try await pause(600)
      try expect(ross.sum == 1, "Ross was woken: \(ross.counts)")
      Disk.remove(one.path(of: "Ross", in: village))
      try await village.judged()
      try await village.settles(ross, of: "Ross", at: 4)
    }
  }

  @Test("R18: what was paused stays paused over a restart, and is one wake in the end")
  func overRestart() async throws {
    try await Village.with("Ross", settings: Village.waking()) { village in
      let bell = try village.bell(for: "Ross")
      let first = try await village.startMonitor("Ross")
      try Disk.write("", to: "\(village.botState("Ross"))/paused")
      try village.mail(from: "John", to: "Ross")
      try await village.stop(first)
      let second = try await village.startMonitor("Ross")
      try village.mail(from: "John", to: "Ross")
      try expect(try await village.runMonitor("Ross", ["--once"]) == .exit(75), "two monitors")
      try await village.stop(second)
      try expect(bell.calls.isEmpty, "woken while paused: \(bell.counts)")
      Disk.remove("\(village.botState("Ross"))/paused")
      try await village.startMonitor("Ross")
      try await bell.hears(2)
      try expect(bell.counts == [2], "\(bell.counts)")
    }
  }

  @Test("R18: --once while paused wakes nobody and ends; the next one after it does")
  func once() async throws {
    try await Village.with("Ross", settings: Village.waking()) { village in
      let bell = try village.bell(for: "Ross")
      try expect(try await village.runMonitor("Ross", ["--once"]) == .exit(0), "the first run failed")
      try Disk.write("", to: "\(village.state)/paused")
      try village.mail(from: "John", to: "Ross")
      _ = try await village.runMonitor("Ross", ["--once"])
      try expect(bell.calls.isEmpty, "woken while paused: \(bell.counts)")
      Disk.remove("\(village.state)/paused")
      try expect(try await village.runMonitor("Ross", ["--once"]) == .exit(0), "the last run failed")
      try expect(bell.counts == [1], "\(bell.counts)")
    }
  }

  @Test(
    "R18: a switch is no reason to end a wake that runs already, and its failure is not retried meanwhile")
  func whileRetrying() async throws {
    try await Village.with("Ross", settings: Village.waking()) { village in
      let bell = try village.bell(for: "Ross", "burst: 0s")
      try bell.tell("sleep 0.5; exit 3")
      try await village.startMonitor("Ross")
      try village.mail(from: "John", to: "Ross")
      try await bell.rings(1)
      try Disk.write("", to: "\(village.botState("Ross"))/paused")
      try await village.monitorLogs("Ross", "could not wake Ross, attempt 1: exit code 3")
      try bell.tell("exit 0")
      try await pause(800)
      try expect(bell.calls.count == 1, "tried again while paused: \(bell.counts)")
      Disk.remove("\(village.botState("Ross"))/paused")
      try await bell.rings(2)
      try await village.monitorLogs("Ross", "woke Ross for 1")
    }
  }
}
