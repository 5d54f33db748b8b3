import Glibc
import Testing

/// What a command is given: arguments, and never words for a shell.
@Suite struct ArgumentTests {
  /// Tags that somebody may put into a header, in the hope of a shell.
  private static let tags = [
    "#1'; touch \"$HOME/pwned\"; '", "$(touch $HOME/pwned)", "`touch $HOME/pwned`", "#1; touch $HOME/pwned",
    "-rf --version", "{text} {count}", "%s%n%x", "a\u{1b}[31mb", "\u{202e}gnp",
    String(repeating: "x", count: 200),
  ]

  @Test("W3: the text is one argument, whatever a header holds, and no shell reads it", arguments: tags)
  func hostileTag(_ tag: String) async throws {
    try await Village.with("Ross", settings: Village.waking()) { village in
      let bell = try village.bell(for: "Ross")
      try await village.startMonitor("Ross")
      try village.mail(from: "John", to: "Ross", "$(touch $HOME/pwned) secret body", tag: tag)
      try village.mail(from: "Visitor", to: "Ross", tag: "#over")
      // Some of them make no header at all, and wake nobody (F1).
      try await eventually("the last wake") { bell.calls.last?.text.contains("#over") == true }
      for call in bell.calls {
        try expect(call.arguments.count == 5, "\(call.arguments)")
        try expect(call.text.hasPrefix("BOT_CHAT: "), call.text)
        try expect(!call.text.contains("secret"), "a body went into the text: \(call.text)")
        try expect(!call.text.contains("$") && !call.text.contains("`"), call.text)
        try expect(call.text.utf8.allSatisfy { 0x20...0x7e ~= $0 }, "not plain: \(call.text)")
        try expect(call.text.utf8.count < 200, "long: \(call.text)")
        try expect(!call.arguments.contains { $0.hasPrefix("-") }, "\(call.arguments)")
        try expect(!call.text.contains("{"), "filled in twice: \(call.text)")
      }
      try expect(!Disk.exists("\(village.folder)/pwned"), "a shell has read a header")
    }
  }

  @Test("W3: the arguments are as configured, and every placeholder in them is filled in once")
  func asConfigured() async throws {
    try await Village.with("Ross", settings: Village.waking()) { village in
      let bell = try village.bell(for: "Ross")
      village.settings.ofBots["Ross"] =
        "burst: 300ms, wake: { run: [\(bell.program), \"two words\", \"\", \"*\", \"$HOME\", \"x{count}y{count}z\", "
        + "\"a'b\\\"c\", \"{bot}<{from}\", \"{unknown}\", --mode, now] }"
      try await village.startMonitor("Ross")
      try village.mail(from: "John", to: "Ross")
      try village.mail(from: "Jack", to: "Ross")
      try await bell.rings(1)
      let arguments = bell.calls[0].arguments
      try expect(
        Array(arguments[..<6]) == ["two words", "", "*", "$HOME", "x2y2z", "a'b\"c"], "\(arguments)")
      try expect(arguments[6].hasPrefix("Ross<John"), "\(arguments)")
      try expect(Array(arguments[7...]) == ["{unknown}", "--mode", "now"], "\(arguments)")
    }
  }

  @Test("W3: two wakes never have the same text")
  func everyTextDiffers() async throws {
    try await Village.with("Ross", settings: Village.waking()) { village in
      let bell = try village.bell(for: "Ross", "burst: 0s")
      try await village.startMonitor("Ross")
      for number in 1...5 {
        // No tag, the same sender: only the id can tell them apart.
        let letter = Letter(
          header: "### 2026-02-10 19:32:1\(number) SGT - John → Ross", body: Array(Letter.closing.utf8))
        try village.write(letter.delivered, in: "Ross")
        try await bell.rings(number)
      }
      try expect(Set(bell.calls.map(\.text)).count == 5, "\(bell.calls.map(\.text))")
    }
  }

  @Test("W3: many senders are counted, not listed")
  func manySenders() async throws {
    try await Village.with("Ross", settings: Village.waking()) { village in
      let bell = try village.bell(for: "Ross", "burst: 1s")
      try await village.startMonitor("Ross")
      for number in 1...60 { try village.mail(from: "Bot\(number)", to: "Ross") }
      try await bell.hears(60)
      try expect(bell.calls.allSatisfy { $0.text.utf8.count < 300 }, "\(bell.calls.map(\.text))")
    }
  }

  @Test("W3: a command gets no descriptor, no signal setting and no input of its monitor")
  func cleanWorld() async throws {
    try await Village.with("Ross", settings: Village.waking()) { village in
      let bell = try village.bell(for: "Ross")
      try bell.tell(
        "ls -l /proc/$$/fd >\"$d/descriptors\"; grep -E '^Sig(Blk|Ign)' /proc/self/status >\"$d/signals\"; "
          + "readlink /proc/$$/fd/0 >\"$d/input\"; echo done >\"$d/done\"")
      try await village.startMonitor("Ross")
      try village.mail(from: "John", to: "Ross")
      try await eventually("it has looked") { Disk.size("\(bell.folder)/done") > 1 }
      try expect(Disk.text("\(bell.folder)/input") == "/dev/null\n", Disk.text("\(bell.folder)/input"))
      let descriptors = Disk.text("\(bell.folder)/descriptors")
      for forbidden in ["wake.db", "BOT_CHAT", "inotify", "eventpoll", ".lock", "signalfd"] {
        try expect(!descriptors.contains(forbidden), "it has \(forbidden):\n\(descriptors)")
      }
      let signals = Disk.text("\(bell.folder)/signals").split(separator: "\n").map {
        $0.split(separator: "\t")[1]
      }
      // Above 31 are those that glibc keeps for itself.
      try expect(
        signals.allSatisfy { Int($0, radix: 16).map { $0 & 0x7fff_ffff } == 0 }, "signals \(signals)")
    }
  }
}
