import Foundation
import Testing

@Suite("Link: connections that somebody on the way has forgotten")
struct LinkSilenceTests {
  /// The log of a link whose connections were so maltreated, when it is in its room again and a message has crossed.
  private static func log(after event: String) async throws -> String {
    var log = ""
    try await Village.with("Marlbot") { village in
      let hub = try await HubProgram(in: village, tokens: ["token-of-marlbot-1": "marlbot"])
      let proxy = try await ChaosProxy(in: village, to: hub.port, [event])
      try village.link("Pelouse", port: proxy.port, token: "token-of-marlbot-1", "ping: 1s")
      try await village.start()
      try await village.startLink("Pelouse")
      try await eventually("it has happened") { proxy.isCalm }
      try village.say("Marlbot", to: "Pelouse", "Bonjour.", reaching: [])
      try await eventually("it is in the room again: \(village.linkLog("Pelouse"))") {
        village.linkLog("Pelouse").components(separatedBy: "in the room meadow").count == 3
      }
      try await eventually("it is handed over") { village.linkLog("Pelouse").contains("handed") }
      log = village.linkLog("Pelouse")
    }
    return log
  }

  @Test("DESIGN 9: a connection that is open at this end alone is noticed after two and a half times ping")
  func halfOpen() async throws {
    let log = try await Self.log(after: #"{"at": 1, "kind": "half-open"}"#)
    try expect(log.contains("not connected: "), log)
  }

  @Test("DESIGN 9: one on which nothing comes down any more, too")
  func stalled() async throws {
    let log = try await Self.log(after: #"{"at": 1, "kind": "stall", "way": "down", "seconds": 600}"#)
    try expect(log.contains("not connected: "), log)
  }
}
