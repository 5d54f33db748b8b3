import Glibc
import Testing

@Suite struct SendWaitTests {
  @Test("send --wait: it returns when the message stands in every recipient's file")
  func delivered() async throws {
    try await Village.with("Ross", "John", "Jack") { village in
      try await village.start()
      try await village.botchat("send", "--from", "Ross", "--to", "ALL", "--wait", "For all.")
      try expect(
        village.count("For all.", in: "John") == 1 && village.count("For all.", in: "Jack") == 1, "not there")
    }
  }

  @Test("send --wait: for those who share the file there is nothing to wait for, with and without a relay")
  func shared() async throws {
    try await Village.with("Ross", "John", "Jack@John") { village in
      try await village.botchat("send", "--from", "Jack", "--to", "John", "--wait", "Here.")
      try await village.botchat("send", "--from", "Jack", "--wait", "And here.")
    }
  }

  @Test("69: without a relay --wait says so at once, and that the message is written")
  func noRelay() async throws {
    try await Village.with("Ross", "John") { village in
      let answer = try await village.botchat(
        "send", "--from", "Ross", "--to", "John", "--wait", "Waits.", ends: 69)
      try expect(answer.errors.contains("it is written, but no relay runs"), answer.errors)
      try await village.start()
      try expect(village.count("Waits.", in: "Ross") == 1, "not written")
    }
  }

  @Test("75: what is not delivered in time is told, with how to follow it")
  func timeOut() async throws {
    try await Village.with("Ross", "John") { village in
      try await village.start()
      try await village.botchat("pause")
      let answer = try await village.botchat(
        "send", "--from", "Ross", "--to", "John", "--wait", "--timeout", "300ms", "Later.", ends: 75)
      try expect(answer.errors.contains("not delivered within 300ms"), answer.errors)
      try expect(answer.errors.contains("botchat show \(answer.word)"), answer.errors)
      try expect(answer.errors.contains("before botchat resume"), answer.errors)
      try await village.botchat("resume")
      try await village.appears("Later.", in: "John")
    }
  }

  @Test("send --answer: it returns when a recipient has written behind the message, and not before")
  func answered() async throws {
    try await Village.with("Ross", "John") { village in
      try await village.start()
      try village.say("John", to: "Ross", "This was before.")
      try await village.appears("This was before.", in: "Ross")
      let sender = try village.launchBotchat(["send", "--from", "Ross", "--to", "John", "--answer", "Well?"])
      try await village.appears("Well?", in: "John")
      try expect(sender.ended() == nil, "it did not wait")
      try village.say("John", to: "Ross", "Well.")
      let ending = try await sender.end()
      try expect(ending == .exit(0), "ended with \(ending)")
    }
  }

  @Test("75: an answer that does not come is told as such")
  func unanswered() async throws {
    try await Village.with("Ross", "John") { village in
      try await village.start()
      let answer = try await village.botchat(
        "send", "--from", "Ross", "--to", "John", "--answer", "--timeout", "400ms", "Well?", ends: 75)
      try expect(answer.errors.contains("not answered within 400ms"), answer.errors)
    }
  }
}
