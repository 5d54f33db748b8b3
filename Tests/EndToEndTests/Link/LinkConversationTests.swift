import Foundation
import Glibc
import Testing

/// Two machines: each has a bot, the other one's postman, and a relay; a hub stands between them.
private final class Sites: @unchecked Sendable {
  struct Site {
    let village: Village
    let bot: String
    let other: String
  }

  let sites: [Site]
  let hub: HubProgram
  private var links: [String: Program] = [:]
  private var letters: [String: [Letter]] = [:]

  init(_ marlbot: Village, _ pelouse: Village, rate: Int?) async throws {
    hub = try await HubProgram(
      in: marlbot, tokens: ["token-of-marlbot-1": "marlbot", "token-of-pelouse-1": "pelouse"], rate: rate)
    sites = [
      Site(village: marlbot, bot: "Marlbot", other: "Pelouse"),
      Site(village: pelouse, bot: "Pelouse", other: "Marlbot"),
    ]
    for site in sites {
      try site.village.link(
        site.other, port: hub.port, token: "token-of-\(site.bot.lowercased())-1")
    }
  }

  func start() async throws {
    for site in sites {
      try await site.village.start()
      try await startLink(site)
    }
  }

  func startLink(_ site: Site) async throws {
    links[site.bot] = try await site.village.startLink(site.other)
  }

  func killLink(_ site: Site) {
    links[site.bot]?.destroy()
    links[site.bot] = nil
  }

  /// A bot writes to the one on the other machine, in one write.
  func say(_ site: Site, _ body: String) throws {
    let letter = Letter(
      from: site.bot, to: site.other, tag: "#\(letters[site.bot, default: []].count + 1)", body: body)
    letters[site.bot, default: []].append(letter)
    try site.village.write(letter.written, in: site.bot)
  }

  /// Waits until both files are exactly what they must be: each message once, whole, and in its order.
  func judged(within limit: Duration = .seconds(60)) async throws {
    for (site, from) in [(sites[1], sites[0]), (sites[0], sites[1])] {
      let village = site.village
      let sources = [(name: from.bot, pieces: letters[from.bot, default: []].map(\.delivered))]
      let own = village.own[site.bot] ?? []
      var verdict: String?
      let wanted = (own + sources[0].pieces).reduce(0) { $0 + $1.count }
      do {
        try await eventually("\(from.bot)'s messages are at \(site.bot)", within: limit) {
          guard Disk.size(village.chat(site.bot)) >= wanted else { return false }
          verdict = Judge.verdict(on: village.bytes(site.bot), own: own, sources: sources)
          return verdict == nil
        }
      } catch {
        let why = Judge.verdict(on: village.bytes(site.bot), own: own, sources: sources) ?? "it came late"
        throw Trouble(
          "\(site.bot): \(why)\n--- link of \(site.other)\n\(village.linkLog(site.other).suffix(3000))"
            + "\n--- link of \(from.other)\n\(from.village.linkLog(from.other).suffix(3000))"
            + "\n--- hub\n\(hub.log.suffix(2000))")
      }
    }
  }
}

@Suite("Link: two machines and a hub", .serialized)
struct LinkConversationTests {
  private static func between(rate: Int? = nil, _ scenario: (Sites) async throws -> Void) async throws {
    try await Village.with("Marlbot") { marlbot in
      try await Village.with("Pelouse") { pelouse in
        let sites = try await Sites(marlbot, pelouse, rate: rate)
        try await sites.start()
        try await scenario(sites)
      }
    }
  }

  @Test(
    "DESIGN 9: what one bot writes stands in the other one's file, byte for byte, and both know it by one id")
  func simple() async throws {
    try await Self.between { sites in
      try sites.say(sites.sites[0], "Bonjour.\n\n```\n### 2026-02-10 10:00:00 SGT - X → Y\n```")
      try sites.say(sites.sites[1], "Hello é 🌱.")
      try await sites.judged()
      let village = sites.sites[0].village
      try await village.sql(
        "SELECT count(*) FROM letter WHERE handed IS NOT NULL AND seq > 0 AND received IS NOT NULL",
        on: "links/Pelouse/state/link.db", becomes: "1")
      for site in sites.sites {
        var status = ""
        for _ in 0..<100 where !status.contains("the other side answered in ") {
          try await pause(100)
          status = try await site.village.botchat("status").output
        }
        try expect(status.contains("in its room; the other side answered in "), status)
      }
    }
  }

  @Test(
    "DESIGN 9: what is written while the other machine is away waits at the hub, or here, and comes in order")
  func away() async throws {
    try await Self.between { sites in
      let (one, other) = (sites.sites[0], sites.sites[1])
      sites.killLink(other)
      for number in 0..<20 { try sites.say(one, "at the hub \(number)") }
      try await eventually("the hub has it") { one.village.linkLog("Pelouse").contains("handed") }
      sites.hub.kill()
      for number in 0..<20 { try sites.say(one, "waits here \(number)") }
      try await sites.hub.start()
      try await sites.startLink(other)
      try await sites.judged()
    }
  }

  @Test("DESIGN 9: what waited is more than the hub takes in a second: it comes all the same, in its order")
  func flood() async throws {
    try await Self.between(rate: 100) { sites in
      sites.killLink(sites.sites[0])
      for number in 0..<500 { try sites.say(sites.sites[0], "\(number)") }
      try await sites.startLink(sites.sites[0])
      try await sites.judged()
      let log = sites.sites[0].village.linkLog("Pelouse")
      try expect(log.contains("the hub does not take it now: more than"), log)
    }
  }

  @Test("R12: while the state cannot be stored, the hub keeps what comes; it follows when it can")
  func unstored() async throws {
    try await Self.between { sites in
      let (one, other) = (sites.sites[0], sites.sites[1])
      let folder = "\(other.village.state)/links/Marlbot/state"
      try Disk.move("\(folder)/link.db", to: "\(folder)/link.db.away")
      try await eventually("it is noticed") {
        other.village.linkLog("Marlbot").contains("link.db was removed or replaced")
      }
      try sites.say(one, "kept")
      try await eventually("the hub has it") { one.village.linkLog("Pelouse").contains("handed") }
      try await eventually("it came") {
        other.village.linkLog("Marlbot").contains("took a message of Marlbot")
      }
      sites.killLink(other)
      try Disk.move("\(folder)/link.db.away", to: "\(folder)/link.db")
      try await sites.startLink(other)
      try await sites.judged()
    }
  }

  @Test("DESIGN 9: a message and the position behind it are stored together, or neither")
  func together() async throws {
    try await Self.between { sites in
      let one = sites.sites[0]
      try await one.village.sql(
        "CREATE TRIGGER stop BEFORE INSERT ON letter BEGIN SELECT RAISE(ABORT, 'not now'); END",
        on: "links/Pelouse/state/link.db")
      try sites.say(one, "once")
      try await eventually("it cannot be stored") { one.village.linkLog("Pelouse").contains("not now") }
      sites.killLink(one)
      try await one.village.sql("DROP TRIGGER stop", on: "links/Pelouse/state/link.db")
      try await sites.startLink(one)
      try await sites.judged()
    }
  }

  @Test("DESIGN 9: a link and a hub that lost all they knew send everything again, and it stands there once")
  func lost() async throws {
    try await Self.between { sites in
      let (one, other) = (sites.sites[0], sites.sites[1])
      for number in 0..<5 { try sites.say(one, "\(number)") }
      try await sites.judged()
      sites.killLink(one)
      sites.hub.kill()
      sites.hub.forget()
      let database = "\(one.village.state)/links/Pelouse/state/link.db"
      for end in ["", "-wal", "-shm"] { Disk.remove(database + end) }
      try await sites.hub.start()
      try await sites.startLink(one)
      try await eventually("it knows them", within: .seconds(60)) {
        other.village.linkLog("Marlbot").components(separatedBy: "dropped a repetition").count == 6
      }
      try sites.say(one, "last")
      try await sites.judged()
      let text = Disk.text(other.village.linkChat("Marlbot"))
      try expect(text.components(separatedBy: " - Marlbot → Pelouse (#").count == 7, text)
    }
  }

  @Test(
    "DESIGN 9: 1,000 messages both ways, with the hub, links and relays killed: none lost, doubled or out of order"
  )
  func thousand() async throws {
    try await Self.between { sites in
      var chance = Pauses(seed: 20_261_121)
      // Each in its own time: a cut that always comes between two messages would show little.
      async let trouble: Void = Self.disturb(sites)
      for number in 0..<500 {
        for site in sites.sites {
          let length = chance.next(upTo: 20) == 0 ? 20_000 : chance.next(upTo: 300)
          try sites.say(site, "\(number) " + String(repeating: "x", count: length))
        }
        try await pause(chance.next(upTo: 12))
      }
      try await trouble
      try await sites.judged()
    }
  }

  private static func disturb(_ sites: Sites) async throws {
    var chance = Pauses(seed: 6)
    for round in 0..<5 {
      for site in sites.sites {
        try await pause(chance.next(upTo: 400))
        sites.killLink(site)
        try await pause(chance.next(upTo: 60))
        try await sites.startLink(site)
      }
      try await pause(chance.next(upTo: 300))
      if round % 2 == 0 {
        sites.hub.kill()
        try await sites.hub.start()
      } else {
        let village = sites.sites[round / 2 % 2].village
        village.killRelay()
        try await village.start()
      }
    }
    // The machines go down and come up again.
    for site in sites.sites {
      sites.killLink(site)
      site.village.killRelay()
    }
    sites.hub.kill()
    try await sites.hub.start()
    try await sites.start()
  }
}
