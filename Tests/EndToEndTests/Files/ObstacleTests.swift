import Glibc
import Testing

@Suite struct ObstacleTests {
  /// What stands in the place of a destination.
  enum Obstacle: String, CaseIterable {
    case fileMissing, folderMissing, directory, fifo, socketLikeDevice, unwritablePathThroughFile
  }

  @Test(
    "R12: a destination that cannot be written waits, the others go on, and what came meanwhile arrives",
    arguments: Obstacle.allCases)
  func waits(_ obstacle: Obstacle) async throws {
    try await Village.with("Ross", "John", "Nell", settings: .init(poll: "200ms")) { village in
      try await village.start()
      try village.say("John", to: "ALL", "Before.")
      try await village.judgedWhenQuiet()

      let path = village.chat("Nell")
      let folder = "\(village.folder)/nell"
      let aside = "\(village.folder)/aside"
      switch obstacle {
      case .folderMissing, .unwritablePathThroughFile: try Disk.move(folder, to: aside)
      default: try Disk.move(path, to: aside)
      }
      switch obstacle {
      case .fileMissing, .folderMissing: break
      case .directory: try Disk.makeFolder(path)
      case .fifo: try expect(mkfifo(path, 0o644) == 0, "cannot make a FIFO")
      case .socketLikeDevice: try expect(symlink("/dev/null", path) == 0, "cannot make a symlink")
      case .unwritablePathThroughFile: try Disk.write("no folder", to: folder)
      }
      for number in 1...5 {
        let letter = try village.say("John", to: "ALL", "Meanwhile \(number).")
        try await village.arrives(letter, in: "Ross")
      }
      try expect(
        obstacle == .fileMissing || obstacle == .folderMissing || village.relay?.ended() == nil,
        "the relay ended")

      switch obstacle {
      case .folderMissing: break
      case .unwritablePathThroughFile: Disk.remove(folder)
      default: Disk.remove(path)
      }
      let isFolder = obstacle == .folderMissing || obstacle == .unwritablePathThroughFile
      try Disk.move(aside, to: isFolder ? folder : path)
      try await village.judgedWhenQuiet()
    }
  }

  @Test("R12: a missing destination is not created")
  func notCreated() async throws {
    try await Village.with("Ross", "John", "Nell") { village in
      Disk.remove(village.chat("Nell"))
      try await village.start()
      let letter = try village.say("John", to: "ALL")
      try await village.arrives(letter, in: "Ross")
      let second = try village.say("John", to: "ALL")
      try await village.arrives(second, in: "Ross")
      try expect(!Disk.exists(village.chat("Nell")), "the relay created a chat file")
      try await village.logs("not there", "missing", "waiting")
    }
  }

  @Test("R12: what waits is stored whole: its source is trimmed and the relay killed meanwhile")
  func sourceTrimmedMeanwhile() async throws {
    try await Village.with("Ross", "John", "Nell") { village in
      try await village.start()
      let path = village.chat("Nell")
      try Disk.move(path, to: path + ".away")
      var letters: [Letter] = []
      for number in 1...5 {
        letters.append(Letter(from: "John", to: "ALL", tag: "#w\(number)", body: "Waiting \(number)."))
        try Disk.append(letters[number - 1].written, to: village.chat("John"))
        try await village.arrives(letters[number - 1], in: "Ross")
      }
      try Disk.write(Village.preamble, to: village.chat("John"))
      let seen = Letter(from: "John", to: "Ross", tag: "#seen", body: "After the trim.")
      try Disk.append(seen.written, to: village.chat("John"))
      try await village.arrives(seen, in: "Ross")
      village.killRelay()
      try await village.start()
      try Disk.move(path + ".away", to: path)
      for letter in letters { try await village.arrives(letter, in: "Nell") }
      for letter in letters {
        try expect(village.count(letter.delivered, in: "Ross") == 1, "Ross got it again")
      }
    }
  }

  @Test("R12: a source that is missing at start is waited for, and all that it then holds is new")
  func sourceComesLater() async throws {
    try await Village.with("Ross", "John", "Nell", settings: .init(poll: "200ms")) { village in
      Disk.remove("\(village.folder)/nell")
      try await village.start()
      let one = Letter(from: "John", to: "Ross", tag: "#1", body: "Others go on.")
      try Disk.append(one.written, to: village.chat("John"))
      try await village.arrives(one, in: "Ross")
      try Disk.makeFolder("\(village.folder)/nell")
      let two = Letter(from: "Nell", to: "Ross", tag: "#2", body: "Here I am.")
      try Disk.write(Village.preamble + two.written, to: village.chat("Nell"))
      try await village.arrives(two, in: "Ross")
      let three = Letter(from: "Ross", to: "Nell", tag: "#3", body: "Welcome.")
      try Disk.append(three.written, to: village.chat("Ross"))
      try await village.arrives(three, in: "Nell")
    }
  }

  @Test(
    "R12: a full disk tears no message, holds no other destination, and all arrives when there is room",
    .enabled(if: Sandbox.hasMountNamespaces, "needs root and mount namespaces"))
  func fullDisk() async throws {
    try await Village.with("Ross", "John", "Nell") { village in
      try await village.start(through: Sandbox.tiny("\(village.folder)/nell", kilobytes: 1200))
      let inside = "/proc/\(village.relay?.pid ?? 0)/root\(village.folder)/nell"
      let filler = "\(inside)/filler"
      let first = Letter(from: "John", to: "ALL", tag: "#first", body: "There is room.")
      try Disk.append(first.written, to: village.chat("John"))
      try await eventually("Nell has the first") {
        Disk.count(first.delivered, in: Disk.read("\(inside)/BOT_CHAT.md") ?? []) == 1
      }
      try Disk.write([UInt8](repeating: 120, count: 1_100_000), to: filler)
      let letters = (1...4).map { number in
        Letter(
          from: "John", to: "ALL", tag: "#full\(number)",
          body: String(repeating: "Line of message \(number).\n", count: 9000))
      }
      for letter in letters { try Disk.append(letter.written, to: village.chat("John")) }
      for letter in letters { try await village.arrives(letter, in: "Ross") }
      try await village.logs("space", "full", "ENOSPC")
      let now = Disk.read("\(inside)/BOT_CHAT.md") ?? []
      try expect(Disk.count(Array("Line of message".utf8), in: now) == 0, "a torn message on the full disk")

      Disk.remove(filler)
      try await eventually("all have arrived", within: .seconds(60)) {
        let bytes = Disk.read("\(inside)/BOT_CHAT.md") ?? []
        return letters.allSatisfy { Disk.count($0.delivered, in: bytes) == 1 }
      }
      let end = Disk.read("\(inside)/BOT_CHAT.md") ?? []
      let wanted = Village.preamble + first.delivered + letters.flatMap(\.delivered)
      try expect(end == wanted, "what stands on the small disk is not the five messages in order")
      try expect(village.count("(#full1)", in: "Ross") == 1, "another destination got a message twice")
    }
  }

  @Test("R12: a state folder that cannot be used is said at once, with a hint")
  func stateUnusable() async throws {
    try await Village.with("Ross", "John") { village in
      try Disk.write("a file", to: village.state)
      let ending = try await village.run([])
      try expect(ending == .exit(74) || ending == .exit(78), "ended with \(ending)")
      try expect(village.log.contains("relay: error: "), "no error: \(village.log)")
      try expect(village.log.contains("state"), "the error does not name the folder")
    }
  }
}
