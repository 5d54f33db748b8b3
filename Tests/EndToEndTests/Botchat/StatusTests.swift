import Foundation
import Glibc
import Testing

@Suite struct StatusTests {
  @Test("status: programs, what each bot wrote and got, what waits, and in JSON the same")
  func report() async throws {
    try await Village.with("Ross", "John", settings: .init(settle: "150ms", extra: "humans: [Coach]")) {
      village in
      try await village.start()
      let first = try await village.botchat("send", "--from", "Ross", "--to", "John", "--wait", "Hello.").word
      let text = try await village.botchat("status").output
      try expect(text.contains("relay  runs for "), text)
      try expect(text.contains(" Ross → John (#1)  \(first)\n"), text)
      let json = try await village.botchat("status", "--json").json()
      try expect(json["version"] as? Int == 1 && json["well"] as? Bool == true, "\(json)")
      let residents = json["residents"] as? [[String: Any]] ?? []
      try expect(residents.map { $0["name"] as? String } == ["Ross", "John", "Coach"], "\(json)")
      try expect((residents[0]["lastOut"] as? String)?.hasPrefix(first) == true, "\(residents[0])")
      try expect((residents[1]["lastIn"] as? String)?.hasPrefix(first) == true, "\(residents[1])")
      try expect(residents[2]["person"] as? Bool == true, "\(residents[2])")
    }
  }

  @Test("status: without a relay it says so, counts what was not taken up, and ends with 1")
  func noRelay() async throws {
    try await Village.with("Ross", "John") { village in
      try await village.start()
      try await village.stop()
      try village.say("Ross", to: "John")
      try village.say("Ross", to: "John")
      let answer = try await village.botchat("status", ends: 1)
      try expect(answer.output.contains("relay  does not run"), answer.output)
      try expect(answer.output.contains("waiting  2 of its own not taken up"), answer.output)
    }
  }

  @Test("status: what nobody can get is listed, made harmless")
  func problems() async throws {
    try await Village.with("Ross", "John") { village in
      try await village.start()
      try village.say("Ross", to: "Nobody", "Hello?", reaching: [])
      try await village.logs("nobody")
      let answer = try await village.botchat("status", ends: 1)
      try expect(answer.output.contains("not delivered, or in the way:"), answer.output)
      let json = try await village.botchat("status", "--json", ends: 1).json()
      try expect((json["problems"] as? [Any])?.isEmpty == false, "\(json)")
    }
  }

  @Test("64: --watch needs a terminal, and goes with no --json")
  func usage() async throws {
    try await Village.with("Ross") { village in
      let answer = try await village.botchat("status", "--watch", ends: 64)
      try expect(answer.errors.contains("--watch needs a terminal"), answer.errors)
      try await village.botchat("status", "--watch", "--json", ends: 64)
    }
  }

  @Test("show: the whole path of a message, found by the first digits of its id or its number")
  func show() async throws {
    try await Village.with("Ross", "John") { village in
      try await village.start()
      let id = try await village.botchat("send", "--from", "Ross", "--to", "John", "--wait", "Hello.").word
      for name in [id, String(id.prefix(6)), "#1"] {
        let answer = try await village.botchat("show", name)
        try expect(
          answer.output.contains("Hello.\n") && answer.lines.last == "John: delivered", answer.output)
      }
      _ = try await village.botchat("show", "--json", id).json()
      let missing = try await village.botchat("show", "ffffffffffff", ends: 1)
      try expect(missing.errors.contains("botchat log shows the ids"), missing.errors)
      try await village.botchat("show", ends: 64)
    }
  }
}
