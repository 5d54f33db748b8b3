import Glibc
import Testing

@Suite struct LinkTests {
  /// Ways to lead the relay to a file that is no chat.
  enum Trap: String, CaseIterable { case symlink, symlinkedFolder, hardLink, danglingLink, linkToState }

  @Test(
    "R12: a chat path that leads elsewhere is refused, and the victim stays as it is",
    arguments: Trap.allCases, [true, false])
  func trap(_ trap: Trap, _ whileRunning: Bool) async throws {
    try await Village.with("Ross", "John", "Nell", settings: .init(poll: "200ms")) { village in
      let victim = "\(village.folder)/victim/passwd"
      try Disk.makeFolder("\(village.folder)/victim")
      let content = Array(
        "root:x:0:0::/root:/bin/bash\n\n### 2026-02-10 10:00:00 SGT - Nell → Ross (#secret)\nSecret.\n\n⏱ x\n"
          .utf8)
      try Disk.write(content, to: victim)
      try Disk.write(content, to: "\(village.folder)/victim/BOT_CHAT.md")
      if whileRunning {
        try await village.start()
        try village.say("John", to: "Nell", "Before.", reaching: [])
        try await village.appears("Before.", in: "Nell")
      }
      let path = village.chat("Nell")
      Disk.remove(path)
      switch trap {
      case .symlink: try expect(symlink(victim, path) == 0, "symlink")
      case .symlinkedFolder:
        Disk.remove("\(village.folder)/nell")
        try expect(symlink("\(village.folder)/victim", "\(village.folder)/nell") == 0, "symlink")
      case .hardLink: try expect(link(victim, path) == 0, "link")
      case .danglingLink: try expect(symlink("\(village.folder)/victim/new", path) == 0, "symlink")
      case .linkToState: try expect(symlink("\(village.state)/relay.db", path) == 0, "symlink")
      }
      if !whileRunning { try await village.start() }
      for number in 1...3 {
        let letter = Letter(from: "John", to: "ALL", tag: "#t\(number)", body: "To everybody \(number).")
        try Disk.append(letter.written, to: village.chat("John"))
        try await village.arrives(letter, in: "Ross")
      }
      // A folder that is configured through a link is the owner's own wish when it stood so at the start.
      if trap != .symlinkedFolder || whileRunning {
        try await village.logs("refused", "link", "not there", "no plain file")
        try expect(Disk.read("\(village.folder)/victim/BOT_CHAT.md") == content, "the victim was written")
        try expect(village.count("(#secret)", in: "Ross") == 0, "the victim was read as mail")
      }
      try expect(Disk.read(victim) == content, "the victim was written")
      try expect(!Disk.exists("\(village.folder)/victim/new"), "a file was made through a dangling link")
    }
  }

  @Test("R3: a bot's path turned from the shared file into one of its own is followed")
  func symlinkReplacedByFile() async throws {
    try await Village.with("Ross", "John", "Jack@John", settings: .init(poll: "200ms")) { village in
      try await village.start()
      let first = Letter(from: "Ross", to: "Jack", tag: "#1", body: "To the shared file.")
      try Disk.append(first.written, to: village.chat("Ross"))
      try await village.arrives(first, in: "John")
      let path = village.usual("Jack")
      Disk.remove(path)
      try Disk.write(Village.preamble, to: path)
      village.relay?.signal(SIGHUP)
      let second = Letter(from: "Ross", to: "Jack", tag: "#2", body: "To your own file.")
      try Disk.append(second.written, to: village.chat("Ross"))
      try await eventually("the second is delivered somewhere") {
        Disk.text(path).contains("(#2)") || village.text("John").contains("(#2)")
      }
      let third = Letter(from: "Ross", to: "Jack", tag: "#3", body: "To your own file, surely.")
      try await eventually("Jack's own file gets his mail") {
        if !village.text("Ross").contains("(#3)") { try Disk.append(third.written, to: village.chat("Ross")) }
        return Disk.text(path).contains("(#3)")
      }
    }
  }
}
