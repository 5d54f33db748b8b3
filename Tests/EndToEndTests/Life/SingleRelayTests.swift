import Glibc
import Testing

@Suite struct SingleRelayTests {
  @Test("R16: a second relay on the same state folder exits 75 and names the holder")
  func sameState() async throws {
    try await Village.with("Ross", "John") { village in
      try await village.start()
      let first = village.relay
      let mark = village.log.utf8.count
      let second = try village.launch()
      let ending = try await second.end()
      village.relay = first
      try expect(ending == .exit(75), "the second relay ended with \(ending)")
      let said = String(decoding: village.log.utf8.dropFirst(mark), as: UTF8.self)
      try expect(said.contains("\(first?.pid ?? 0)"), "it does not name the holder: \(said)")
      try village.say("John", to: "Ross", "Still carried once.")
      try await village.judgedWhenQuiet()
    }
  }

  @Test("R16: a second relay with another state folder, but one same chat file, exits 75")
  func sameChatFile() async throws {
    try await Village.with("Ross", "John", "Nell") { village in
      village.settings.configured = ["Ross", "John"]
      try await village.start()
      let first = village.relay
      let other = """
        state: \(village.folder)/state2
        bots:
          - { name: Nell, chat: \(village.chat("Nell")) }
          - { name: John, chat: \(village.chat("John")) }

        """
      try Disk.write(other, to: village.configuration)
      let mark = village.log.utf8.count
      let ending = try await village.launch(configured: true).end()
      village.relay = first
      try expect(ending == .exit(75), "the second relay ended with \(ending)")
      let said = String(decoding: village.log.utf8.dropFirst(mark), as: UTF8.self)
      try expect(said.contains("BOT_CHAT.md"), "it does not name the file: \(said)")
    }
  }

  @Test("R16: after a kill the locks are free at once")
  func freeAfterKill() async throws {
    try await Village.with("Ross", "John") { village in
      for _ in 1...5 {
        try await village.start()
        village.killRelay()
      }
      try await village.start()
      try village.say("John", to: "Ross")
      try await village.judgedWhenQuiet()
    }
  }

  @Test(
    "R16: it refuses to run beside the old script",
    .enabled(if: Sandbox.hasMountNamespaces, "needs root and mount namespaces"))
  func besideOldScript() async throws {
    try await Village.with("Ross", "John") { village in
      let ending = try await village.run([], through: Sandbox.besideOldScript(village.folder))
      try expect(ending == .exit(75), "ended with \(ending)")
      try expect(village.log.contains("bot-chat-relay.sh"), "it does not name the script: \(village.log)")
      try expect(village.log.contains("relay: hint: "), "no hint: \(village.log)")
    }
  }
}
