import Glibc
import Testing

@Suite struct SignalTests {
  @Test(
    "R17: SIGTERM and SIGINT end it with 0, and nothing is lost or doubled", arguments: [SIGTERM, SIGINT])
  func ends(_ signal: Int32) async throws {
    try await Village.with("Ross", "John") { village in
      for round in 1...10 {
        try await village.start()
        for number in 1...20 {
          try village.say("John", to: "Ross", "Round \(round), \(number).", isClosed: number % 2 == 0)
          try village.say("Ross", to: "John", "Round \(round), \(number).")
        }
        village.relay?.signal(signal)
        let ending = try await village.relay?.end()
        try expect(ending == .exit(0), "ended with \(String(describing: ending))")
      }
      try await village.start()
      try await village.judgedWhenQuiet()
    }
  }

  @Test("R17: SIGHUP takes a new bot in, and the others go on")
  func newBot() async throws {
    try await Village.with("Ross", "John", "Nell") { village in
      village.settings.configured = ["Ross", "John"]
      try await village.start()
      try village.say("John", to: "Ross")
      try await eventually("it has arrived") { village.count("- John → Ross", in: "Ross") == 1 }
      village.settings.configured = nil
      try village.configure()
      let mark = village.log.utf8.count
      village.relay?.signal(SIGHUP)
      try await village.logs("config", after: mark)
      try village.say("Nell", to: "ALL", "I am new.")
      try village.say("John", to: "Nell", "Welcome.")
      try await village.judgedWhenQuiet()
    }
  }

  @Test("R17: SIGHUP takes a bot away: its file is left alone")
  func botGone() async throws {
    try await Village.with("Ross", "John", "Nell") { village in
      try await village.start()
      try village.say("John", to: "ALL")
      try await village.judgedWhenQuiet()
      village.settings.configured = ["Ross", "John"]
      try village.configure()
      let mark = village.log.utf8.count
      village.relay?.signal(SIGHUP)
      try await village.logs("config", after: mark)
      try village.say("John", to: "ALL", "Without Nell.", reaching: ["Ross"])
      try village.say("Ross", to: "John", "Without Nell.")
      try await village.judged()
    }
  }

  @Test("R17: SIGHUP with a broken file keeps the old configuration whole and says why")
  func brokenFile() async throws {
    try await Village.with("Ross", "John") { village in
      try await village.start()
      try Disk.write("bots: [ { name: Ross, chatt: x } ]\n", to: village.configuration)
      let mark = village.log.utf8.count
      village.relay?.signal(SIGHUP)
      try await village.logs("botchat.yaml:1:", after: mark)
      try village.say("John", to: "Ross")
      try village.say("Ross", to: "John")
      try await village.judgedWhenQuiet()
      try village.configure()
      village.relay?.signal(SIGHUP)
      try village.say("John", to: "Ross")
      try await village.judgedWhenQuiet()
    }
  }

  @Test("R17: many SIGHUPs under load lose and double nothing")
  func manyReloads() async throws {
    try await Village.with("Ross", "John") { village in
      try await village.start()
      for number in 1...40 {
        try village.say("John", to: "Ross", "Number \(number).", isClosed: number % 3 != 0)
        try village.say("Ross", to: "John", "Number \(number).")
        village.relay?.signal(SIGHUP)
        try await pause(number % 7)
      }
      try await village.judgedWhenQuiet()
    }
  }

  @Test("R17: the ready line and the log name the digest of the configuration in force")
  func readyLine() async throws {
    try await Village.with("Ross", "John", "Jack@John") { village in
      try await village.start()
      let line = village.output.split(separator: "\n").first { $0.hasPrefix("ready ") } ?? ""
      try expect(line.contains("pid=\(village.relay?.pid ?? 0)"), "no pid: \(line)")
      try expect(line.contains("homes=2"), "no homes: \(line)")
      let digest = line.split(separator: " ").first { $0.hasPrefix("config=") }?.dropFirst(7) ?? ""
      try expect(digest.count >= 8 && village.log.contains(digest), "the log does not name \(digest)")
    }
  }

  @Test("R18: while paused stands in the state folder nothing is delivered, and then all of it")
  func paused() async throws {
    try await Village.with("Ross", "John", settings: .init(poll: "200ms")) { village in
      try await village.start()
      try village.say("John", to: "Ross", "Before.")
      try await village.judgedWhenQuiet()
      try Disk.write("", to: "\(village.state)/paused")
      let mark = village.log.utf8.count
      for number in 1...5 { try village.say("John", to: "Ross", "Paused \(number).") }
      try await village.logs("paused", after: mark)
      try expect(village.count("Paused", in: "Ross") == 0, "delivered while paused")
      village.killRelay()
      try await village.start()
      try village.say("Ross", to: "John", "Paused too.")
      try await village.logs("paused", after: mark)
      Disk.remove("\(village.state)/paused")
      try await village.judgedWhenQuiet()
    }
  }

  @Test("R18: .BOT_CHAT_DISABLED beside every bot of a home holds its deliveries, and no others")
  func disabled() async throws {
    try await Village.with("Ross", "John", "Jack@John", settings: .init(poll: "200ms")) { village in
      try await village.start()
      let switches = ["john", "jack"].map { "\(village.folder)/\($0)/.BOT_CHAT_DISABLED" }
      try Disk.write("", to: switches[0])
      try village.say("Ross", to: "John", "One of two is disabled: delivered.")
      try await village.judged()
      try Disk.write("", to: switches[1])
      try village.say("Ross", to: "Jack", "Both are disabled: held.", tag: "#held")
      let letter = try village.say("John", to: "Ross", "They may still write.")
      try await village.arrives(letter, in: "Ross")
      let second = try village.say("John", to: "Ross", "And again.")
      try await village.arrives(second, in: "Ross")
      try expect(village.count("(#held)", in: "John") == 0, "delivered to a disabled home")
      Disk.remove(switches[0])
      try await village.judgedWhenQuiet()
    }
  }
}
