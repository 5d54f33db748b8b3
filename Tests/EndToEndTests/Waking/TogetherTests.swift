import Glibc
import Testing

/// Relay and monitor beside each other: every message is for exactly one wake, whoever wakes.
@Suite struct TogetherTests {
  /// Who is running while the bots talk.
  enum Staff: CaseIterable {
    case relayAlone
    case oneMonitor
    case everyMonitor
  }

  @Test(
    "W2: with 200 messages the counts of each bot's wakes add up to what others wrote to it",
    arguments: Staff.allCases)
  func everyMessageOnce(_ staff: Staff) async throws {
    try await Village.with("Ross", "John", "Jack@John", settings: Village.waking()) { village in
      let bells = try village.bots.map { try village.bell(for: $0, "burst: 20ms") }
      try await village.start()
      for bot in village.bots where staff == .everyMonitor || staff == .oneMonitor && bot == "Ross" {
        try await village.startMonitor(bot)
      }
      for number in 1...50 {
        try village.say("Ross", to: "John", "Number \(number).")
        try village.say("John", to: "Ross", "Number \(number).")
        try village.say("Ross", to: "Jack", "Number \(number).")
        try village.say("Jack", to: "ALL", "Number \(number).", reaching: ["Ross"])
        try await pause(number % 5)
      }
      try await village.judged()
      // Jack's ALL is heard by John in the file that they share.
      try await village.settles(bells[0], of: "Ross", at: 100)
      try await village.settles(bells[1], of: "John", at: 100)
      try await village.settles(bells[2], of: "Jack", at: 50)
    }
  }

  @Test("W2: a monitor that comes and goes beside the relay: every message still wakes once")
  func comingAndGoing() async throws {
    try await Village.with("Ross", "John", settings: Village.waking()) { village in
      let bell = try village.bell(for: "Ross", "burst: 20ms")
      try await village.start()
      for round in 1...10 {
        let monitor = try village.launchMonitor("Ross")
        for number in 1...10 {
          try village.say("John", to: "Ross", "Round \(round), \(number).")
          try await pause(number * 4)
        }
        // Often while it waits for the relay to let go.
        if round % 2 == 0 { try await village.monitorReady("Ross", monitor) }
        try await village.stop(monitor)
        try village.say("John", to: "Ross", "Round \(round), between.")
      }
      try await village.judged()
      try await village.settles(bell, of: "Ross", at: 110)
    }
  }

  @Test("W2: the relay leaves a bot to its monitor, and takes over when that one is killed")
  func takingOver() async throws {
    try await Village.with("Ross", "John", settings: Village.waking()) { village in
      let bell = try village.bell(for: "Ross")
      try await village.start()
      try village.say("John", to: "Ross", tag: "#1")
      try await bell.hears(1)
      try await village.logs("woke Ross for 1")
      let monitor = try await village.startMonitor("Ross")
      try village.say("John", to: "Ross", tag: "#2")
      try await bell.hears(2)
      try await village.monitorLogs("Ross", "woke Ross for 1")
      let mark = village.log.utf8.count
      monitor.destroy()
      try village.say("John", to: "Ross", tag: "#3")
      try await bell.hears(3)
      try await village.logs("woke Ross for 1", after: mark)
      try await village.settles(bell, of: "Ross", at: 3)
    }
  }

  @Test("W2: wakeBy: monitor, the relay never wakes that bot, and a monitor then wakes once for all of it")
  func leftAlone() async throws {
    try await Village.with("Ross", "John", settings: Village.waking()) { village in
      let ross = try village.bell(for: "Ross", "burst: 20ms, wakeBy: monitor")
      let john = try village.bell(for: "John")
      // A first start counts what is there as handled, so the monitor has to have been here once.
      try await village.stop(try await village.startMonitor("Ross"))
      try await village.start()
      for number in 1...5 { try village.say("John", to: "Ross", "Number \(number).") }
      try village.say("Ross", to: "John")
      try await john.hears(1)
      try await village.judged()
      try expect(ross.calls.isEmpty, "the relay woke Ross: \(ross.counts)")
      try await village.startMonitor("Ross")
      try await ross.hears(5)
      try expect(ross.counts == [5], "\(ross.counts)")
    }
  }

  @Test("W2: relay alone, stopped and started: what came in between is one wake, told once")
  func relayRestart() async throws {
    try await Village.with("Ross", "John", settings: Village.waking()) { village in
      let bell = try village.bell(for: "Ross", "burst: 20ms")
      try await village.start()
      try village.say("John", to: "Ross")
      try await bell.hears(1)
      try await village.stop()
      for number in 1...5 { try village.say("John", to: "Ross", "While down \(number).") }
      try await village.start()
      try await village.judged()
      try await village.settles(bell, of: "Ross", at: 6)
    }
  }

  @Test("W3: a wake that hangs holds up no delivery, and no wake of another bot")
  func hangingWake() async throws {
    try await Village.with("Ross", "John", "Nell", settings: Village.waking()) { village in
      let ross = try village.bell(for: "Ross", "burst: 0s")
      let nell = try village.bell(for: "Nell", "burst: 0s")
      try ross.tell("sleep 3")
      try await village.start()
      try village.say("John", to: "Ross")
      try await ross.rings(1)
      for number in 1...20 { try village.say("John", to: "ALL", "Number \(number).") }
      try await village.judged(within: .seconds(2))
      try await nell.hears(20)
      try expect(ross.calls.count == 1, "the hanging wake was not waited for: \(ross.counts)")
      try await ross.hears(21)
    }
  }
}
