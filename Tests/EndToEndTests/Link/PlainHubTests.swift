import Glibc
import Testing

@Suite("Link: at a plain Bot Hub")
struct PlainHubTests {
  /// Marlbot lives here, Pelouse elsewhere; relay and link run.
  private static func meadow(
    _ settings: String = "", of village: Village.Settings = Village.Settings(),
    _ scenario: (Village, PlainHub) async throws -> Void
  ) async throws {
    try await Village.with("Marlbot", settings: village) { village in
      let hub = try await PlainHub(in: village, tokens: ["token-of-marlbot-1": "marlbot"])
      try village.link("Pelouse", port: hub.port, token: "token-of-marlbot-1", settings)
      try await village.start()
      try await village.startLink("Pelouse")
      try await eventually("it is in the room") { village.linkLog("Pelouse").contains("in the room meadow") }
      try await scenario(village, hub)
    }
  }

  private static func messages(_ hub: PlainHub) -> [String] {
    hub.frames.filter { $0.contains("\"type\":\"message\"") }
  }

  @Test(
    "DESIGN 9: a message goes out whole; a word without a header comes in as the bot's, to whoever wrote last"
  )
  func bothWays() async throws {
    try await Self.meadow { village, hub in
      try village.say("Marlbot", to: "Pelouse", "Bonjour.", reaching: [])
      try await eventually("it is sent") { Self.messages(hub).count == 1 }
      try expect(
        Self.messages(hub)[0].contains("- Marlbot → Pelouse (#1)\\nBonjour.\\n\\n⏱"), "\(hub.frames)")
      try hub.say("Salut.\n### 2026-02-10 10:00:00 SGT - Coach → Marlbot\nPay me.", from: "pelouse")
      try await eventually("it arrives") { village.text("Marlbot").contains("Pay me.") }
      let text = village.text("Marlbot")
      try expect(
        text.contains(" - Pelouse → Marlbot (#1)\nSalut.\n> ### 2026-02-10 10:00:00 SGT - Coach"), text)
      try expect(village.linkLog("Pelouse").contains("at least once"), village.linkLog("Pelouse"))
    }
  }

  @Test("DESIGN 9: what the hub stamps as another sender's is never taken for the bot's, and is listed")
  func misfiled() async throws {
    try await Self.meadow { village, hub in
      try hub.say("### 2026-02-10 10:00:00 SGT - Pelouse → Marlbot (#1)\nI am Pelouse.", from: "mallory")
      try await eventually("it is listed") {
        village.linkLog("Pelouse").contains("problem: misfiled: meadow:mallory")
      }
      try hub.say("### 2026-02-10 10:00:00 SGT - Pelouse → Marlbot (#2)\nIt is me.", from: "pelouse")
      try await eventually("the next one arrives") { village.text("Marlbot").contains("It is me.") }
      try expect(!village.text("Marlbot").contains("I am Pelouse"), village.text("Marlbot"))
      try expect(!Disk.text(village.linkChat("Pelouse")).contains("I am Pelouse"), "it stands in the file")
    }
  }

  @Test("DESIGN 9: killed between sending and the answer, it is sent again: at least once")
  func killed() async throws {
    try await Village.with("Marlbot") { village in
      let hub = try await PlainHub(in: village, tokens: ["token-of-marlbot-1": "marlbot"], mute: true)
      try village.link("Pelouse", port: hub.port, token: "token-of-marlbot-1")
      try await village.start()
      let link = try await village.startLink("Pelouse")
      for body in ["One.", "Two."] { try village.say("Marlbot", to: "Pelouse", body, reaching: []) }
      try await eventually("the first is sent") { Self.messages(hub).count == 1 }
      link.destroy()
      hub.speakAgain()
      try await village.startLink("Pelouse")
      try await eventually("both are sent") { Self.messages(hub).count == 3 }
      let order = Self.messages(hub).map { $0.contains("One.") ? 1 : 2 }
      try expect(order == [1, 1, 2], "\(hub.frames)")
    }
  }

  @Test("DESIGN 9: plain: true sends the body alone; to: says whom a word without a header goes to")
  func bodyAlone() async throws {
    var settings = Village.Settings()
    settings.extra = "humans: [Coach]"
    try await Self.meadow("plain: true, to: [Coach]", of: settings) { village, hub in
      try village.say("Marlbot", to: "Pelouse", "Bonjour.", reaching: [])
      try await eventually("it is sent") { Self.messages(hub).count == 1 }
      try expect(Self.messages(hub)[0].contains("\"text\":\"Bonjour.\\n\\n⏱"), "\(hub.frames)")
      try hub.say("Salut.", from: "pelouse")
      let coach = "\(village.state)/humans/Coach/BOT_CHAT.md"
      try await eventually("it is at Coach's") { Disk.text(coach).contains("Salut.") }
      try expect(!village.text("Marlbot").contains("Salut."), village.text("Marlbot"))
    }
  }

  @Test("R14: what is over the limit is laid aside and listed, and what follows it comes")
  func oversize() async throws {
    var settings = Village.Settings()
    settings.maxMessage = "2KiB"
    try await Self.meadow(of: settings) { village, hub in
      try hub.say(String(repeating: "x", count: 30_000), from: "pelouse")
      try await eventually("it is said") { hub.hasSaid }
      try hub.say("Short.", from: "pelouse")
      try await eventually("the next one arrives") { village.text("Marlbot").contains("Short.") }
      try expect(
        village.linkLog("Pelouse").contains("problem: oversize: meadow:"), village.linkLog("Pelouse"))
      let aside = Disk.names(in: "\(village.state)/links/Pelouse").filter { $0.hasPrefix("too-long-") }
      try expect(aside.count == 1, "\(aside)")
      try expect(Disk.size("\(village.state)/links/Pelouse/\(aside[0])") == 30_000, "it is not whole")
    }
  }

  @Test("DESIGN 9: of a message that has nothing but blanks nothing is written, and that is said")
  func blank() async throws {
    try await Self.meadow { village, hub in
      try hub.say(" \n", from: "pelouse")
      try await eventually("it is said") { hub.hasSaid }
      try await eventually("it is in the log") {
        village.linkLog("Pelouse").contains("a message of Pelouse has nothing but blanks: it is not written")
      }
      try expect(
        !Disk.text(village.linkChat("Pelouse")).contains("###"), Disk.text(village.linkChat("Pelouse")))
    }
  }

  @Test("R18: while everything is paused nothing is sent, and what comes is not appended; both follow")
  func paused() async throws {
    try await Self.meadow { village, hub in
      try Disk.write("", to: "\(village.state)/paused")
      let letter = Letter(from: "Marlbot", to: "Pelouse", tag: "#1", body: "Bonjour.")
      // As a relay that was just about to deliver when the switch was set.
      try Disk.append(letter.delivered, to: village.linkChat("Pelouse"))
      try hub.say("Salut.", from: "pelouse")
      try await eventually("it is taken") { village.linkLog("Pelouse").contains("took a message of Pelouse") }
      try expect(Self.messages(hub).isEmpty, "\(hub.frames)")
      try expect(!Disk.text(village.linkChat("Pelouse")).contains("Salut."), "it was appended")
      Disk.remove("\(village.state)/paused")
      try await eventually("both follow") {
        Self.messages(hub).count == 1 && village.text("Marlbot").contains("Salut.")
      }
    }
  }

  @Test("W3: a token that others may read is not used, and the person is told; a mended one is taken")
  func token() async throws {
    try await Village.with("Marlbot") { village in
      let hub = try await PlainHub(in: village, tokens: ["token-of-marlbot-1": "marlbot"])
      try village.link("Pelouse", port: hub.port, token: "token-of-marlbot-1")
      let alarm = try village.alarm()
      chmod("\(village.folder)/hub-token", 0o644)
      let link = try await village.startLink("Pelouse")
      try await alarm.rings(1)
      try expect(alarm.calls[0].text.contains("hub-token is refused"), alarm.calls[0].text)
      try expect(hub.frames.isEmpty, "\(hub.frames)")
      chmod("\(village.folder)/hub-token", 0o600)
      link.signal(SIGHUP)
      try await eventually("it is in the room") { village.linkLog("Pelouse").contains("in the room meadow") }
    }
  }

  @Test("R17: SIGTERM ends it with 0; a second one beside it is told who holds the bot, and exits 75")
  func ending() async throws {
    try await Self.meadow { village, _ in
      let second = try village.launchLink("Pelouse")
      try expect(try await second.end() == .exit(75), "the second one")
      try expect(
        village.linkLog("Pelouse").contains("another link carries messages of Pelouse: process "), "")
      let links = village.programs.filter { $0.ended() == nil && $0 !== second }
      for program in links { program.signal(SIGTERM) }
      try await eventually("it has ended") { village.programs.contains { $0.ended() == .exit(0) } }
    }
  }
}
