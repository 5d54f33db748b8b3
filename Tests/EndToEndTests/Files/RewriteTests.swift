import Glibc
import Testing

@Suite struct RewriteTests {
  @Test(
    "R9: after a rewrite nothing is sent twice and what comes next is sent",
    arguments: Rewrite.allCases, [true, false])
  func rewritten(_ rewrite: Rewrite, _ whileRunning: Bool) async throws {
    try await Village.with("Ross", "John") { village in
      try await village.start()
      var pieces: [[UInt8]] = []
      for number in 1...8 { pieces.append(try village.say("John", to: "Ross", "Number \(number).").written) }
      try await village.judged()
      if !whileRunning { try await village.stop() }

      let path = village.chat("John")
      try rewrite.perform(on: path, preamble: Village.preamble, pieces: pieces)
      let mended = rewrite == .truncatedInMessage ? [10] : [UInt8]()
      let next = Letter(from: "John", to: "Ross", tag: "#next", body: "What comes next.")
      try Disk.append(mended + next.written, to: path)
      if !whileRunning { try await village.start() }

      try await village.arrives(next, in: "Ross")
      let last = Letter(from: "John", to: "Ross", tag: "#last", body: "The last.")
      try Disk.append(last.written, to: path)
      try await village.arrives(last, in: "Ross")
      for number in 1...8 {
        let times = village.count("Number \(number).", in: "Ross")
        try expect(times == 1, "message \(number) stands \(times) times in Ross's file")
      }
      try expect(village.count("(#next)", in: "Ross") == 1, "the next message stands twice")
      try expect(village.count("Numbre", in: "Ross") == 0, "an edit was sent")
      try expect(village.count("(cont.", in: "Ross") == 0, "a continuation was invented")
      let answer = Letter(from: "Ross", to: "John", tag: "#back", body: "And back.")
      try Disk.append(answer.written, to: village.chat("Ross"))
      try await village.arrives(answer, in: "John")
    }
  }

  @Test("R9: a message written just before a rotation is read from the old file", arguments: [false, true])
  func writtenBeforeRotation(_ throughDescriptor: Bool) async throws {
    try await Village.with("Ross", "John", settings: .init(poll: "200ms")) { village in
      try await village.start()
      let path = village.chat("John")
      for round in 1...8 {
        let letter = Letter(
          from: "John", to: "Ross", tag: "#r\(round)", body: "Just before rotation \(round).")
        let held = open(path, O_WRONLY | O_APPEND | O_CLOEXEC)
        if !throughDescriptor { try Disk.append(letter.written, to: path) }
        try Disk.move(path, to: path + ".\(round)")
        try Disk.write(Village.preamble, to: path)
        if throughDescriptor {
          // The writer had the old file open: R9 reads it as long as it has a writer or grows.
          let bytes = letter.written
          try expect(write(held, bytes, bytes.count) == bytes.count, "cannot write to the old file")
        }
        close(held)
        try await village.arrives(letter, in: "Ross")
        let next = Letter(from: "John", to: "Ross", tag: "#n\(round)", body: "In the new file.")
        try Disk.append(next.written, to: path)
        try await village.arrives(next, in: "Ross")
      }
      for round in 1...8 {
        try expect(village.count("(#r\(round))", in: "Ross") == 1, "round \(round) twice")
      }
    }
  }

  @Test("R9: an old message that grew in place is continued", arguments: [true, false])
  func oldMessageGrew(_ whileRunning: Bool) async throws {
    try await Village.with("Ross", "John") { village in
      try await village.start()
      let first = try village.say("John", to: "Ross", "The first.", isClosed: false)
      try village.say("John", to: "Ross", "The second.")
      try await village.judged()
      if !whileRunning { try await village.stop() }
      let text = village.text("John").replacing("The first.\n", with: "The first.\nAnd an afterthought.\n")
      try Disk.write(text, to: village.chat("John"))
      if !whileRunning { try await village.start() }
      let more = first.continuation(1, "And an afterthought.")
      try await eventually("the continuation stands in Ross's file") { village.count(more, in: "Ross") == 1 }
      let next = Letter(from: "John", to: "Ross", tag: "#next", body: "Next.")
      try Disk.append(next.written, to: village.chat("John"))
      try await village.arrives(next, in: "Ross")
      try expect(village.count("The second.", in: "Ross") == 1, "the second message was sent again")
      try expect(village.count("(cont. ", in: "Ross") == 1, "more than one continuation")
    }
  }

  @Test("R9: a new message put into the middle of the file is found")
  func insertedInTheMiddle() async throws {
    try await Village.with("Ross", "John") { village in
      try await village.start()
      var pieces: [[UInt8]] = []
      for number in 1...6 { pieces.append(try village.say("John", to: "Ross", "Number \(number).").written) }
      try await village.judged()
      let letter = Letter(from: "John", to: "Ross", tag: "#mid", body: "In the middle.")
      try Disk.write(
        Village.preamble + pieces.prefix(3).joined() + letter.written + pieces.dropFirst(3).joined(),
        to: village.chat("John"))
      try await village.arrives(letter, in: "Ross")
      for number in 1...6 {
        try expect(village.count("Number \(number).", in: "Ross") == 1, "\(number) twice")
      }
    }
  }

  @Test("R9: an inode that is used again by another file is no growth of the old one")
  func inodeReused() async throws {
    try await Village.with("Ross", "John") { village in
      try await village.start()
      for number in 1...5 { try village.say("John", to: "Ross", "Number \(number).") }
      try await village.judged()
      try await village.stop()
      let path = village.chat("John")
      // A file system may or may not give the number again; the outcome must be the same.
      Disk.remove(path)
      let letters = (1...9).map {
        Letter(from: "John", to: "Ross", tag: "#n\($0)", body: "New file, number \($0).")
      }
      try Disk.write(Village.preamble + letters.flatMap(\.written), to: path)
      try await village.start()
      for letter in letters { try await village.arrives(letter, in: "Ross") }
      for number in 1...5 {
        try expect(village.count("\nNumber \(number).", in: "Ross") == 1, "old mail again")
      }
    }
  }
}
