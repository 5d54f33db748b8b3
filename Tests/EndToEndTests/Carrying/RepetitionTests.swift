import Testing

@Suite struct RepetitionTests {
  @Test("R6: the same message written again is delivered once, and the log says so")
  func sameAgain() async throws {
    try await Village.with("Ross", "John") { village in
      try await village.start()
      let letter = try village.say("John", to: "Ross", "Once.")
      try await village.judgedWhenQuiet()
      let mark = village.log.utf8.count
      for _ in 1...3 { try village.write(letter.written, in: "John") }
      try await village.judgedWhenQuiet()
      try await village.logs("repe", "again", after: mark)
      village.killRelay()
      try await village.start()
      try village.write(letter.written, in: "John")
      try await village.judgedWhenQuiet()
    }
  }

  @Test("R6: the same header with another body is another message")
  func sameHeaderOtherBody() async throws {
    try await Village.with("Ross", "John") { village in
      try await village.start()
      try village.say("John", to: "Ross", "One.", tag: "#same")
      try village.say("John", to: "Ross", "Two.", tag: "#same")
      try await village.judgedWhenQuiet()
    }
  }

  @Test("R6: a header with neither seconds nor tag identifies nothing: each occurrence counts")
  func minuteHeaders() async throws {
    try await Village.with("Ross", "John") { village in
      try await village.start()
      let letter = Letter(
        header: "### 2026-02-10 19:32 SGT - John → Ross", body: Array("ok\n\n\(Letter.closing)".utf8))
      for _ in 1...3 {
        village.expects(letter.delivered, from: "John", in: ["Ross"])
        try village.write(letter.written, in: "John")
        try await village.judged()
      }
      try await village.judgedWhenQuiet()
      // The whole file read again: three occurrences are known, so none is new.
      let whole = village.bytes("John")
      try Disk.write([], to: village.chat("John"))
      try Disk.append(whole, to: village.chat("John"))
      try await village.judgedWhenQuiet()
    }
  }

  @Test("R7: a thousand messages written at once keep their order in every destination")
  func order() async throws {
    try await Village.with("Ross", "John", "Nell") { village in
      try await village.start()
      var bytes: [UInt8] = []
      for number in 1...1000 {
        let name = ["Ross", "Nell", "ALL"][number % 3]
        let letter = Letter(
          from: "John", to: name, tag: "#o\(number)", body: "Number \(number).", isClosed: number % 4 != 0)
        village.expects(letter.delivered, from: "John", in: name == "ALL" ? ["Ross", "Nell"] : [name])
        bytes += letter.written
      }
      try village.write(bytes, in: "John")
      try await village.judgedWhenQuiet()
    }
  }

  @Test("R7: messages of one source keep their order although one destination waits")
  func orderWithWaiting() async throws {
    try await Village.with("Ross", "John", "Nell") { village in
      try await village.start()
      let path = village.chat("Nell")
      try Disk.move(path, to: path + ".away")
      for number in 1...30 { try village.say("John", to: "ALL", "Number \(number).") }
      try await eventually("Ross has his copies") { village.count("Number 30.", in: "Ross") == 1 }
      try Disk.move(path + ".away", to: path)
      for number in 31...60 { try village.say("John", to: "ALL", "Number \(number).") }
      try await village.judgedWhenQuiet()
    }
  }
}
