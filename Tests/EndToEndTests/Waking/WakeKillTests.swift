import Glibc
import Testing

/// Kills at any moment: no message without a wake, and twice only what a kill interrupted.
@Suite struct WakeKillTests {
  @Test("W2: a monitor that is killed again and again: every message is in some wake")
  func monitorKilled() async throws {
    try await Village.with("Ross", settings: Village.waking()) { village in
      let bell = try village.bell(for: "Ross", "burst: 20ms")
      var pauses = Pauses(seed: 7)
      try await village.stop(try await village.startMonitor("Ross"))
      var sent = 0
      for _ in 1...25 {
        let monitor = try village.launchMonitor("Ross")
        for _ in 1...6 {
          try village.mail(from: "John", to: "Ross")
          sent += 1
          try await pause(pauses.next(upTo: 12))
        }
        try await pause(pauses.next(upTo: 40))
        monitor.destroy()
      }
      try await village.startMonitor("Ross")
      try await Self.check(village, bell, sent: sent, kills: 25)
    }
  }

  @Test("W2: relay and monitor killed in turn, in the middle of the mail: every message is in some wake")
  func bothKilled() async throws {
    try await Village.with("Ross", "John", settings: Village.waking()) { village in
      let bell = try village.bell(for: "Ross", "burst: 20ms")
      village.allowsFragments = true
      var pauses = Pauses(seed: 11)
      try await village.start()
      var sent = 0
      for round in 1...20 {
        if village.relay == nil { try village.launch() }
        let monitor = round % 3 == 0 ? nil : try village.launchMonitor("Ross")
        for _ in 1...6 {
          try village.say("John", to: "Ross")
          sent += 1
          try await pause(pauses.next(upTo: 15))
        }
        try await pause(pauses.next(upTo: 60))
        if round % 2 == 0 { village.killRelay() }
        monitor?.destroy()
      }
      village.killRelay()
      try await village.start()
      try await village.judged()
      try await Self.check(village, bell, sent: sent, kills: 40)
    }
  }

  @Test("W2: a kill while the command runs: that wake is run once more, and nothing else")
  func killedWhileCalling() async throws {
    try await Village.with("Ross", settings: Village.waking()) { village in
      let bell = try village.bell(for: "Ross", "burst: 0s")
      try bell.tell("sleep 0.2")
      let monitor = try await village.startMonitor("Ross")
      try village.mail(from: "John", to: "Ross", tag: "#1")
      try await bell.rings(1)
      monitor.destroy()
      try bell.tell("exit 0")
      try await village.startMonitor("Ross")
      try await bell.rings(2)
      try expect(bell.counts == [1, 1], "\(bell.counts)")
      try expect(bell.calls[1].text.contains("#1"), bell.calls[1].text)
      try await village.monitorLogs("Ross", "woke Ross for 1 from John, perhaps for the second time")
      try await village.settles(bell, of: "Ross", at: 2)
    }
  }

  @Test("W2: a kill between a failed wake and its next try: it is tried again, and is one wake")
  func killedWhileRetrying() async throws {
    let settings = Village.waking(wake: "timeout: 10s, retryFirst: 1h, retryMost: 1h")
    try await Village.with("Ross", settings: settings) { village in
      let bell = try village.bell(for: "Ross", "burst: 0s")
      try bell.fail(1)
      let monitor = try await village.startMonitor("Ross")
      try village.mail(from: "John", to: "Ross")
      try await village.monitorLogs("Ross", "could not wake Ross, attempt 1: exit code 3")
      monitor.destroy()
      try await village.startMonitor("Ross")
      try await bell.rings(2)
      try await village.monitorLogs("Ross", "woke Ross for 1 from John")
      try await village.settles(bell, of: "Ross", at: 2)
    }
  }

  @Test("W2: SIGTERM lets the wake that runs come to its end, and it is not run again")
  func told() async throws {
    try await Village.with("Ross", settings: Village.waking()) { village in
      let bell = try village.bell(for: "Ross", "burst: 0s")
      try bell.tell("sleep 0.5; echo done >\"$d/done\"")
      let monitor = try await village.startMonitor("Ross")
      try village.mail(from: "John", to: "Ross")
      try await bell.rings(1)
      try await village.stop(monitor)
      try expect(Disk.exists("\(bell.folder)/done"), "it ended before its wake")
      try bell.tell("exit 0")
      try await village.startMonitor("Ross")
      try await village.settles(bell, of: "Ross", at: 1)
    }
  }

  @Test(
    "W2: SIGTERM in the middle of the mail: the wake that runs is the last one, the rest is one of the next")
  func toldUnderLoad() async throws {
    try await Village.with("Ross", settings: Village.waking()) { village in
      let bell = try village.bell(for: "Ross", "burst: 0s")
      try bell.tell("sleep 0.5")
      let monitor = try await village.startMonitor("Ross")
      try village.mail(from: "John", to: "Ross")
      try await bell.rings(1)
      for _ in 1...5 { try village.mail(from: "John", to: "Ross") }
      // It has seen them when it is told to end.
      try await pause(100)
      try await village.stop(monitor)
      try expect(bell.counts == [1], "\(bell.counts)")
      try bell.tell("exit 0")
      try await village.startMonitor("Ross")
      try await bell.rings(2)
      try expect(bell.counts == [1, 5], "\(bell.counts)")
    }
  }

  /// That nothing was forgotten, and that nothing was doubled but what a kill interrupted.
  ///
  /// The messages have the numbers from 1 on as their tags, so each wake is for a range of numbers. It begins
  /// behind the one before it; or where that one began, when a kill interrupted it.
  private static func check(
    _ village: Village, _ bell: Stub, sent: Int, kills: Int, at location: SourceLocation = #_sourceLocation
  ) async throws {
    try await bell.hears(sent, at: location)
    try village.mail(from: "John", to: "Ross", tag: "#\(sent + 1)")
    try await eventually("the last wake", at: location) { newest(bell.calls.last) == sent + 1 }
    var ends: [Int: [Int]] = [:]
    for call in bell.calls {
      guard let end = newest(call), call.count > 0 else {
        throw Trouble("a wake for nothing: \(call.text)", at: location)
      }
      // A command that a killed monitor has left behind may be later than that of the next monitor.
      ends[end - call.count + 1, default: []].append(end)
    }
    var next = 1
    var wakes = 0
    while let reached = ends.removeValue(forKey: next)?.max() {
      next = reached + 1
      wakes += 1
    }
    try expect(
      next == sent + 2 && ends.isEmpty, "no wake begins with \(next): \(bell.calls.map(\.text))", at: location
    )
    let repetitions = bell.calls.count - wakes
    try expect(repetitions <= kills, "\(repetitions) wakes again after \(kills) kills", at: location)
  }

  /// The number of the newest message that a wake is for.
  private static func newest(_ call: Stub.Call?) -> Int? {
    guard let text = call?.text, let mark = text.lastIndex(of: "#") else { return nil }
    return Int(text[text.index(after: mark)...].prefix { $0.isNumber })
  }
}
