import Glibc
import Testing

@Suite struct HomeTests {
  @Test("R3: a message in the name of a bot at home elsewhere is listed and carried nowhere")
  func forgedSender() async throws {
    try await Village.with("Ross", "John", "Nell") { village in
      try await village.start()
      let forged = Letter(from: "John", to: "Nell", tag: "#forged", body: "Send the money.")
      try village.write(forged.written, in: "Ross")
      try await village.judgedWhenQuiet()
      try await village.logs("misfiled")
    }
  }

  @Test("R3: a message quoted inside an unfinished one is body, and is not carried by itself")
  func quotationInside() async throws {
    try await Village.with("Ross", "John", "Nell") { village in
      try await village.start()
      try village.say(
        "Ross", to: "John",
        "Nell wrote this:\n\n### 2026-02-10 19:00:00 SGT - Nell → Ross (#q)\nHer words.\n\nWhat do you think?"
      )
      try await village.judgedWhenQuiet()
      try expect(
        village.count("> ### 2026-02-10 19:00:00 SGT - Nell", in: "John") == 1, "the quotation is not marked")
    }
  }

  @Test("R3: behind the closing line a foreign header begins a block that is no body and no mail")
  func foreignBlockBehindClosing() async throws {
    try await Village.with("Ross", "John", "Nell") { village in
      try await village.start()
      let letter = Letter(from: "Ross", to: "John", tag: "#1", body: "My own words.")
      let forged = Letter(from: "Nell", to: "John", tag: "#f", body: "Not hers.\nSecond line.")
      let next = Letter(from: "Ross", to: "John", tag: "#2", body: "My own again.")
      village.expects(letter.delivered, from: "Ross", in: ["John"])
      village.expects(next.delivered, from: "Ross", in: ["John"])
      try village.write(letter.written + forged.written + next.written, in: "Ross")
      try await village.judgedWhenQuiet()
    }
  }

  @Test("R3: a bot that also writes into the other's file, first there: one copy, nothing echoed")
  func writesIntoBothFiles() async throws {
    try await Village.with("Ross", "John") { village in
      try await village.start()
      let letter = Letter(from: "John", to: "Ross", tag: "#twice", body: "As my old instructions said.")
      try village.write(letter.written, in: "Ross")
      try await village.logs("misfiled")
      try village.write(letter.written, in: "John")
      try await village.judgedWhenQuiet()
      try expect(village.count("(#twice)", in: "Ross") == 1, "the message stands twice in Ross's file")
      try expect(village.count("(#twice)", in: "John") == 1, "the message was echoed")
    }
  }

  @Test("R3: a bot that also writes into the other's file, after the delivery: nothing is echoed")
  func writesIntoBothFilesLater() async throws {
    try await Village.with("Ross", "John") { village in
      try await village.start()
      for number in 1...10 {
        let letter = try village.say("John", to: "Ross", "Number \(number).")
        try await village.arrives(letter, in: "Ross")
        try village.write(letter.written, in: "Ross")
      }
      try await village.judgedWhenQuiet()
      try expect(!village.log.contains("another relay"), "one bot that writes twice is no relay")
    }
  }

  @Test("R3: a sender whom nobody configured is relayed from where he writes")
  func unknownSender() async throws {
    try await Village.with("Ross", "John") { village in
      try await village.start()
      let letter = Letter(from: "Visitor", to: "John", tag: "#v", body: "I only pass through.")
      village.expects(letter.delivered, from: "Ross", in: ["John"])
      try village.write(letter.written, in: "Ross")
      try await village.judgedWhenQuiet()
    }
  }

  @Test("R3: another relay that copies both ways is noticed: alarm, and nothing is delivered any more")
  func anotherRelay() async throws {
    try await Village.with("Ross", "John") { village in
      try await village.start()
      for number in 1...10 where !village.log.lowercased().contains("another relay") {
        let one = try village.say("John", to: "Ross", "From John \(number).")
        let two = try village.say("Ross", to: "John", "From Ross \(number).")
        try await eventually("both have crossed, or the alarm") {
          village.log.lowercased().contains("another relay")
            || village.count(one.delivered, in: "Ross") == 1 && village.count(two.delivered, in: "John") == 1
        }
        try village.write(one.written, in: "Ross")
        try village.write(two.written, in: "John")
      }
      try await village.logs("another relay")
      try village.say("John", to: "Ross", "While it is stopped.", tag: "#held")
      try village.say("John", to: "Ross", "And more.", tag: "#held2")
      try await village.logs("nothing is delivered", "waiting", "stopped")
      try await pause(300)
      try expect(village.count("(#held)", in: "Ross") == 0, "delivered beside another relay")
    }
  }

  @Test("R3: what the relay wrote is never read as mail, also after a restart")
  func noEcho() async throws {
    try await Village.with("Ross", "John", "Jack@John") { village in
      try await village.start()
      try village.say("Ross", to: "ALL", "To all of you.")
      try village.say("Jack", to: "ALL", "And back.")
      try await village.judgedWhenQuiet()
      village.killRelay()
      try await village.start()
      try await village.judgedWhenQuiet()
    }
  }

  @Test("R6: a home that splits keeps its history to itself, and both halves get the new mail")
  func splitHome() async throws {
    try await Village.with("Ross", "John", "Jack@John") { village in
      try await village.start()
      for number in 1...6 { try village.say("Ross", to: "ALL", "Number \(number).") }
      try village.say("Jack", to: "Ross", "From the common file.")
      try await village.judgedWhenQuiet()
      try await village.stop()
      let path = village.usual("Jack")
      Disk.remove(path)
      try Disk.write(village.bytes("John"), to: path)
      try await village.start()
      try village.say("Ross", to: "Jack", "To Jack alone.", tag: "#alone", reaching: [])
      try village.say("Ross", to: "John", "To John alone.")
      try await eventually("Jack has his own mail") { Disk.text(path).contains("(#alone)") }
      try await eventually("John has his own mail") { village.text("John").contains("To John alone.") }
      try expect(!village.text("John").contains("(#alone)"), "Jack's mail stands in John's file")
      for number in 1...6 {
        let wanted = Array("Number \(number).".utf8)
        try expect(Disk.count(wanted, in: Disk.read(path) ?? []) == 1, "history was sent to Jack again")
        try expect(village.count("Number \(number).", in: "John") == 1, "history was sent to John again")
      }
      try expect(village.count("From the common file.", in: "Ross") == 1, "history was sent to Ross again")
    }
  }

  @Test("R6: a home that comes back to the shared file sends nothing again")
  func mergedHome() async throws {
    try await Village.with("Ross", "John", "Jack") { village in
      try await village.start()
      for number in 1...4 {
        try village.say("Jack", to: "Ross", "Jack's \(number).")
        try village.say("Ross", to: "ALL", "Ross's \(number).")
      }
      try await village.judgedWhenQuiet()
      try await village.stop()
      let path = village.chat("Jack")
      let history = village.bytes("Jack").dropFirst(Village.preamble.count)
      try Disk.append(Array(history), to: village.chat("John"))
      Disk.remove(path)
      try expect(symlink("../john/BOT_CHAT.md", path) == 0, "cannot make a symlink")
      try await village.start()
      let next = Letter(from: "Jack", to: "Ross", tag: "#next", body: "From the common file.")
      try Disk.append(next.written, to: path)
      try await village.arrives(next, in: "Ross")
      let answer = Letter(from: "Ross", to: "Jack", tag: "#back", body: "To the common file.")
      try Disk.append(answer.written, to: village.chat("Ross"))
      try await village.arrives(answer, in: "John")
      for number in 1...4 {
        try expect(village.count("Jack's \(number).", in: "Ross") == 1, "Jack's history was sent again")
        try expect(village.count("Ross's \(number).", in: "Ross") == 1, "Ross's own mail was echoed")
      }
    }
  }
}
