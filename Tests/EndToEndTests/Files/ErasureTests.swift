import Testing

@Suite struct ErasureTests {
  @Test("R10: read, edit, write back over a fresh delivery: it is written again, and the edit is carried")
  func readEditWrite() async throws {
    try await Village.with("Ross", "John") { village in
      try await village.start()
      try village.say("John", to: "Ross", "Early.")
      try await village.judged()
      for round in 1...5 {
        let read = village.bytes("Ross")
        let letter = Letter(
          from: "John", to: "Ross", tag: "#fresh\(round)", body: "While you edit, \(round).")
        try Disk.append(letter.written, to: village.chat("John"))
        try await village.arrives(letter, in: "Ross")
        let answer = Letter(from: "Ross", to: "John", tag: "#edit\(round)", body: "My edit \(round).")
        try Disk.write(read + answer.written, to: village.chat("Ross"))
        try await village.arrives(answer, in: "John")
        try await village.arrives(letter, in: "Ross")
      }
      for round in 1...5 {
        try expect(village.count("(#edit\(round))", in: "John") == 1, "an edit stands twice in John's file")
        try expect(
          village.count("(#fresh\(round))", in: "Ross") == 1, "a delivery stands twice in Ross's file")
        try expect(village.count("(#fresh\(round))", in: "John") == 1, "John's own message was echoed")
      }
    }
  }

  @Test("R10: the same by a temporary file and a rename")
  func editorThatRenames() async throws {
    try await Village.with("Ross", "John") { village in
      try await village.start()
      let read = village.bytes("Ross")
      let letter = Letter(from: "John", to: "Ross", tag: "#fresh", body: "While you edit.")
      try Disk.append(letter.written, to: village.chat("John"))
      try await village.arrives(letter, in: "Ross")
      let path = village.chat("Ross")
      let answer = Letter(from: "Ross", to: "John", tag: "#edit", body: "My edit.")
      try Disk.write(read + answer.written, to: path + ".tmp")
      try Disk.move(path + ".tmp", to: path)
      try await village.arrives(letter, in: "Ross")
      try await village.arrives(answer, in: "John")
    }
  }

  @Test("R10: a message of another bot at the same home that is erased is written again, and carried once")
  func erasedNeighbour() async throws {
    try await Village.with("Ross", "John", "Jack@John") { village in
      try await village.start()
      let read = village.bytes("John")
      let jack = Letter(from: "Jack", to: "Ross", tag: "#jack", body: "From Jack.")
      try Disk.append(jack.written, to: village.chat("John"))
      try await village.arrives(jack, in: "Ross")
      let john = Letter(from: "John", to: "Ross", tag: "#john", body: "From John.")
      try Disk.write(read + john.written, to: village.chat("John"))
      try await village.arrives(john, in: "Ross")
      try await eventually("Jack's message stands in the common file again") {
        village.count("(#jack)", in: "John") == 1
      }
      let last = Letter(from: "John", to: "Ross", tag: "#last", body: "The last.")
      try Disk.append(last.written, to: village.chat("John"))
      try await village.arrives(last, in: "Ross")
      try expect(village.count("(#jack)", in: "Ross") == 1, "Jack's message was carried twice")
    }
  }

  @Test("R10: as often as it is erased it is written again, at most ten times; then the person is told")
  func erasedAgainAndAgain() async throws {
    try await Village.with("Ross", "John") { village in
      try await village.start()
      // The bot's own copy grows, and never holds what others wrote.
      var copy = village.bytes("Ross")
      let letter = Letter(from: "John", to: "Ross", tag: "#fresh", body: "Stubborn.")
      try Disk.append(letter.written, to: village.chat("John"))
      for round in 1...11 {
        try await village.arrives(letter, in: "Ross")
        copy += Array("Line \(round).\n".utf8)
        try Disk.write(copy, to: village.chat("Ross"))
      }
      try await village.logs("erased")
      let next = Letter(from: "John", to: "Ross", tag: "#next", body: "Next.")
      try Disk.append(next.written, to: village.chat("John"))
      try await village.arrives(next, in: "Ross")
      try expect(village.count("(#fresh)", in: "Ross") == 0, "written an eleventh time")
    }
  }

  @Test("R10: a cleared, trimmed or tidied file is left alone", arguments: [0, 1, 2])
  func leftAlone(_ way: Int) async throws {
    try await Village.with("Ross", "John") { village in
      try await village.start()
      let letters = (1...6).map { Letter(from: "John", to: "Ross", tag: "#x\($0)", body: "Number \($0).") }
      for letter in letters { try Disk.append(letter.written, to: village.chat("John")) }
      for letter in letters { try await village.arrives(letter, in: "Ross") }
      let path = village.chat("Ross")
      switch way {
      case 0: try Disk.write([], to: path)
      case 1: try Disk.write(letters.suffix(2).flatMap(\.delivered), to: path)
      default: try Disk.write("Tidied by hand.\n", to: path)
      }
      let next = Letter(from: "John", to: "Ross", tag: "#next", body: "Next.")
      try Disk.append(next.written, to: village.chat("John"))
      try await village.arrives(next, in: "Ross")
      for letter in letters.prefix(4) {
        try expect(village.count(letter.delivered, in: "Ross") == 0, "\(letter.header) was written again")
      }
    }
  }

  @Test("R10: a known tail of our own delivery is never read as the bot's")
  func ownTail() async throws {
    try await Village.with("Ross", "John") { village in
      try await village.start()
      let letter = Letter(from: "John", to: "Ross", tag: "#tail", body: "Head of it.\nTail of it.")
      try Disk.append(letter.written, to: village.chat("John"))
      try await village.arrives(letter, in: "Ross")
      try Disk.write("Tail of it.\n\n\(Letter.closing)\n", to: village.chat("Ross"))
      let answer = Letter(from: "Ross", to: "John", tag: "#next", body: "Next.")
      try Disk.append(answer.written, to: village.chat("Ross"))
      try await village.arrives(answer, in: "John")
      try expect(village.count("Tail of it.", in: "John") == 1, "our own tail was read as mail")
    }
  }

  @Test("R10: what was erased while no relay ran is written again at the next start")
  func erasedWhileDown() async throws {
    try await Village.with("Ross", "John") { village in
      try await village.start()
      let read = village.bytes("Ross")
      let letter = Letter(from: "John", to: "Ross", tag: "#fresh", body: "While you edit.")
      try Disk.append(letter.written, to: village.chat("John"))
      try await village.arrives(letter, in: "Ross")
      try await village.stop()
      let answer = Letter(from: "Ross", to: "John", tag: "#edit", body: "My edit.")
      try Disk.write(read + answer.written, to: village.chat("Ross"))
      try await village.start()
      try await village.arrives(answer, in: "John")
      try await village.arrives(letter, in: "Ross")
      try expect(village.count("(#fresh)", in: "John") == 1, "John's own message was echoed")
    }
  }
}
