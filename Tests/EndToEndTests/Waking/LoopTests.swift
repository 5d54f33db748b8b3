import Glibc
import Testing

/// Bots that only answer each other (R19).
@Suite struct LoopTests {
  private static let limit = 6
  private static let settings = Village.waking(guard: "wakesPerHour: \(limit), spacing: 100ms")

  /// Who wakes the bots of a ring.
  enum Staff: CaseIterable {
    case relay
    case monitors
  }

  @Test(
    "R19: two bots that answer everything are held at the limit, and one alert is sent",
    arguments: Staff.allCases)
  func twoBots(_ staff: Staff) async throws {
    try await Self.ring(["Ross", "John"], staff) { village, bells, alarm in
      let held = try await Self.held(village)
      try Self.expectBounded(bells, staff)
      try await alarm.rings(1)
      try expect(alarm.calls[0].text.contains("\(held) is not woken"), alarm.calls[0].text)
      // Messages are still delivered, but nobody is woken for them.
      let before = bells.mapValues(\.calls.count)
      let writer = held == "Ross" ? "John" : "Ross"
      try village.say(writer, to: held, "Are you there?", tag: "#still")
      try await village.appears("(#still)", in: held)
      try await pause(700)
      try expect(bells.mapValues(\.calls.count) == before, "woken while held")
      try expect(alarm.calls.count == 1, "\(alarm.calls.map(\.text))")
    }
  }

  @Test(
    "R19: three bots in a ring pass every limit of a pair, and are held as a group", arguments: Staff.allCases
  )
  func threeBots(_ staff: Staff) async throws {
    try await Self.ring(["Ross", "John", "Nell"], staff) { village, bells, alarm in
      _ = try await Self.held(village)
      try Self.expectBounded(bells, staff)
      try await alarm.rings(1)
      try await pause(500)
      try Self.expectBounded(bells, staff)
      try expect(alarm.calls.count == 1, "\(alarm.calls.map(\.text))")
    }
  }

  @Test("R19: a line of a person, in the person's own file, lifts the hold", arguments: Staff.allCases)
  func person(_ staff: Staff) async throws {
    try await Self.ring(["Ross", "John"], staff) { village, bells, _ in
      let (held, bell, before) = try await Self.silenced(village, bells)
      let letter = Letter(from: "Coach", to: held, tag: "#coach", body: "Go on.")
      try Disk.append(letter.written, to: "\(village.folder)/coach/BOT_CHAT.md")
      try await bell.rings(before + 1)
      let text = bell.calls[before].text
      try expect(text.contains("Coach") && !text.contains("not verified"), text)
      try await eventually("the hold is gone") { !Disk.exists("\(village.botState(held))/held") }
      // And the count begins anew.
      let other = held == "Ross" ? "John" : "Ross"
      try village.say(other, to: held, tag: "#again")
      try await eventually("woken for #again") { bell.calls.last?.text.contains("#again") == true }
    }
  }

  @Test("R20: a person's line that anybody may have written lifts nothing", arguments: Staff.allCases)
  func impostor(_ staff: Staff) async throws {
    try await Self.ring(["Ross", "John"], staff) { village, bells, _ in
      let (held, bell, before) = try await Self.silenced(village, bells)
      let other = held == "Ross" ? "John" : "Ross"
      let letter = Letter(from: "Coach", to: held, tag: "#fake", body: "Go on.")
      try village.write(letter.written, in: other)
      try await village.appears("(#fake)", in: held)
      try village.write(Letter(from: "Coach", to: held, tag: "#fake2", body: "Go on.").written, in: held)
      // Longer than it may wait for the relay's word on who wrote it.
      try await pause(2000)
      try expect(bell.calls.count == before, "lifted by an impostor: \(bell.calls.map(\.text))")
      try expect(Disk.exists("\(village.botState(held))/held"), "the hold is gone")
    }
  }

  @Test("R19: removing the file held by hand lifts the hold", arguments: Staff.allCases)
  func byHand(_ staff: Staff) async throws {
    try await Self.ring(["Ross", "John"], staff) { village, bells, _ in
      let (held, bell, before) = try await Self.silenced(village, bells)
      Disk.remove("\(village.botState(held))/held")
      try await bell.rings(before + 1)
      try expect(!Disk.exists("\(village.botState(held))/held"), "held again at once")
    }
  }

  @Test("R19: a hold outlives a restart of whoever wakes")
  func overRestart() async throws {
    try await Self.ring(["Ross", "John"], .relay) { village, bells, alarm in
      let held = try await Self.held(village)
      try await village.stop()
      let before = bells.mapValues(\.calls.count)
      try await village.start()
      let writer = held == "Ross" ? "John" : "Ross"
      try village.say(writer, to: held, tag: "#later")
      try await village.appears("(#later)", in: held)
      try await pause(700)
      try expect(bells.mapValues(\.calls.count) == before, "woken while held")
      try expect(alarm.calls.count == 1, "\(alarm.calls.map(\.text))")
    }
  }

  // MARK: the ring

  /// Each bot answers every wake with a message to the next; the first one begins.
  private static func ring(
    _ names: [String], _ staff: Staff, _ scenario: (Village, [String: Stub], Stub) async throws -> Void
  ) async throws {
    try await Village.with(names, settings: settings) { village in
      try Disk.makeFolder("\(village.folder)/coach")
      let coach = "\(village.folder)/coach/BOT_CHAT.md"
      try Disk.write(Village.preamble, to: coach)
      village.settings.extra += "\nhumans: [{ name: Coach, chat: \(coach) }]"
      let alarm = try village.alarm()
      var bells: [String: Stub] = [:]
      for (index, name) in names.enumerated() {
        let bell = try village.bell(for: name, "burst: 0s")
        bells[name] = bell
        let next = names[(index + 1) % names.count]
        try bell.tell(
          "printf '\\n### 2026-02-10 19:32:15 SGT - %s → %s (#%s)\\nYes.\\n\\n%s\\n' \(name) \(next) "
            + "\"$(date +%s%N)\" '\(Letter.closing)' >>'\(village.chat(name))'")
      }
      try await village.start()
      if staff == .monitors {
        for name in names { try await village.startMonitor(name) }
      }
      try village.say(names[0], to: names[1], "What do you think?")
      try await scenario(village, bells, alarm)
    }
  }

  /// Waits until a bot is held; its name.
  private static func held(
    _ village: Village, at location: SourceLocation = #_sourceLocation
  ) async throws -> String {
    var name: String?
    try await eventually("a bot is held", at: location) {
      name = village.bots.first { Disk.exists("\(village.botState($0))/held") }
      return name != nil
    }
    return name ?? ""
  }

  /// That the wakes have stayed below the limit.
  ///
  /// A monitor notes a wake just after it has begun, so that nothing holds the wake up; on a busy machine the
  /// answer may have reached another monitor by then, which wakes once too often.
  /// Waits until a bot is held and has all bots answer no more; its name, its bell and how often that has rung.
  private static func silenced(
    _ village: Village, _ bells: [String: Stub], at location: SourceLocation = #_sourceLocation
  ) async throws -> (held: String, bell: Stub, before: Int) {
    let held = try await held(village, at: location)
    for bell in bells.values { try bell.tell("exit 0") }
    let bell = try #require(bells[held], sourceLocation: location)
    return (held, bell, bell.calls.count)
  }

  private static func expectBounded(
    _ bells: [String: Stub], _ staff: Staff, at location: SourceLocation = #_sourceLocation
  ) throws {
    let limit = staff == .relay ? limit : limit + 1
    let wakes = bells.mapValues(\.calls.count)
    let sum = wakes.values.reduce(0, +)
    try expect(sum <= limit, "\(sum) wakes with a limit of \(limit): \(wakes)", at: location)
    try expect(sum > limit / 2, "held after \(sum) wakes: \(wakes)", at: location)
  }
}
