import Glibc
import Testing

@Suite struct KillTests {
  @Test("R11: 200 kills at random moments under load lose nothing and double nothing")
  func kills() async throws {
    try await Village.with("Ross", "John", "Jack@John", settings: .init(settle: "50ms")) { village in
      village.allowsFragments = true
      let seed = UInt64(getpid())
      var pauses = Pauses(seed: seed)
      try await village.start()
      for round in 1...200 {
        for (sender, recipient) in [("Ross", "John"), ("John", "Ross"), ("Jack", "ALL"), ("Ross", "Jack")] {
          let isLarge = pauses.next(upTo: 80) == 0
          let line = "Round \(round), \(String(repeating: "word ", count: 18))\n"
          let body = isLarge ? String(repeating: line, count: 9000) : line
          try village.say(sender, to: recipient, body)
          try await pause(pauses.next(upTo: 4))
        }
        try await Self.moment(village, &pauses)
        village.killRelay()
        // Mostly it is killed again before it has caught up.
        if round % 20 == 0 { try await village.start() } else { try village.launch() }
      }
      village.killRelay()
      try await village.start()
      try await village.judgedWhenQuiet(within: .seconds(60))
    }
  }

  /// Lets a random time pass; every second time it begins when a destination grows, which is when it hurts most.
  private static func moment(_ village: Village, _ pauses: inout Pauses) async throws {
    if pauses.next(upTo: 1) == 0 {
      let sizes = village.own.keys.map { Disk.size(village.chat($0)) }
      // Nothing may be left to deliver: then there is nothing to wait for.
      try? await eventually("a delivery", within: .milliseconds(200)) {
        village.own.keys.map { Disk.size(village.chat($0)) } != sizes
      }
      try await pause(pauses.next(upTo: 3))
    } else {
      try await pause(pauses.next(upTo: 60))
    }
  }

  @Test("R11: killed between append and commit in the first turn after a clean end, nothing is doubled")
  func killsAfterCleanEnds() async throws {
    try await Village.with("Ross", "John", settings: .init(settle: "50ms")) { village in
      village.allowsFragments = true
      for round in 1...25 {
        try await village.start()
        try await village.stop()
        for part in 1...10 { try village.say("John", to: "Ross", "Part \(part) of round \(round).") }
        let size = Disk.size(village.chat("Ross"))
        try village.launch()
        try await eventually("a delivery") { Disk.size(village.chat("Ross")) != size }
        village.killRelay()
      }
      try await village.start()
      try await village.judgedWhenQuiet()
    }
  }

  @Test("R11: killed in the middle of large writes, again and again, until they are through")
  func killedInLargeWrites() async throws {
    try await Village.with("Ross", "John") { village in
      village.allowsFragments = true
      var pauses = Pauses(seed: UInt64(getpid()) &+ 7)
      try await village.start()
      for round in 1...20 {
        for part in 1...2 {
          let line = "Line \(part) of round \(round).\n"
          try village.say("John", to: "Ross", String(repeating: line, count: 900_000 / line.utf8.count))
        }
        try await Self.moment(village, &pauses)
        village.killRelay()
        if round % 3 == 0 { try await village.start() } else { try village.launch() }
      }
      village.killRelay()
      try await village.start()
      try await village.judgedWhenQuiet()
    }
  }

  @Test("R11: kills while the destination's own bot writes too")
  func killsWithBothWriting() async throws {
    try await Village.with("Ross", "John", settings: .init(settle: "50ms")) { village in
      village.allowsFragments = true
      var pauses = Pauses(seed: UInt64(getpid()) &+ 3)
      try await village.start()
      for _ in 1...40 {
        for _ in 1...5 {
          try village.say("John", to: "Ross", "Open end.", isClosed: false)
          try village.say("Ross", to: "John", "Closed.")
        }
        try await pause(pauses.next(upTo: 80))
        village.killRelay()
        try village.say("John", to: "Ross", "While nobody runs.")
        try village.launch()
      }
      village.killRelay()
      try await village.start()
      try await village.judgedWhenQuiet()
    }
  }

  @Test("R9: kills while the source is trimmed, rotated and rewritten lose and double nothing that was read")
  func killsAndRewrites() async throws {
    try await Village.with("Ross", "John", settings: .init(settle: "50ms")) { village in
      village.allowsFragments = true
      var pauses = Pauses(seed: UInt64(getpid()) &+ 11)
      let path = village.chat("John")
      var letters: [Letter] = []
      try await village.start()
      for round in 1...40 {
        for part in 1...3 {
          letters.append(
            Letter(
              from: "John", to: "Ross", tag: "#k\(round).\(part)", body: "Part \(part) of round \(round).",
              isClosed: pauses.next(upTo: 2) > 0))
          village.expects(letters[letters.count - 1].delivered, from: "John", in: ["Ross"])
          try Disk.append(letters[letters.count - 1].written, to: path)
        }
        try village.say("Ross", to: "John", "Round \(round).")
        switch pauses.next(upTo: 4) {
        case 0:
          // Everything has been read: the bot keeps the last five.
          if let last = letters.last { try await village.arrives(last, in: "Ross") }
          try Disk.write(Array(letters.suffix(5).flatMap(\.written)), to: path)
        case 1:
          let whole = Disk.read(path) ?? []
          try Disk.write(whole, to: path + ".tmp")
          try Disk.move(path + ".tmp", to: path)
        case 2:
          try await pause(pauses.next(upTo: 60))
          village.killRelay()
          try await village.start()
        case 3:
          village.killRelay()
          let whole = Disk.read(path) ?? []
          try Disk.write(whole, to: path)
          try await village.start()
        default: break
        }
      }
      village.killRelay()
      try await village.start()
      let last = Letter(from: "John", to: "Ross", tag: "#end", body: "The end.")
      village.expects(last.delivered, from: "John", in: ["Ross"])
      try Disk.append(last.written, to: path)
      village.own["John"] = nil
      try await village.judged()
    }
  }
}
