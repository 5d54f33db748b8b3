import Glibc
import Testing

/// The relay's inbox, as anybody can find it who has a bad day.
@Suite struct InboxTests {
  @Test("what is no request is moved aside and told; what lies beside it is done")
  func garbage() async throws {
    try await Village.with("Ross", "John") { village in
      try village.configure()
      try Disk.makeFolder("\(village.state)/inbox/1.request")
      chmod(village.state, 0o700)
      chmod("\(village.state)/inbox", 0o700)
      let inbox = "\(village.state)/inbox"
      try Disk.write("resend everything\n", to: "\(inbox)/2.request")
      try Disk.write([], to: "\(inbox)/3.request")
      try Disk.write([UInt8](repeating: 0xFF, count: 3 << 20), to: "\(inbox)/4.request")
      try Disk.write("hello", to: "\(inbox)/note\u{1B}[31m.txt")
      try expect(symlink("/etc/passwd", "\(inbox)/5.request") == 0, "cannot make a symlink")
      try expect(mkfifo("\(inbox)/6.request", 0o600) == 0, "cannot make a FIFO")
      try await village.start()
      let letter = try village.say("Ross", to: "John")
      try await village.arrives(letter, in: "John")
      let id = try await village.id(of: "Hello.")
      village.expects(letter.delivered, from: "Ross", in: ["John"])
      try await village.ask("resend", id, saying: "to John\n")
      try await village.judgedWhenQuiet()
      try expect(village.requests.isEmpty, "\(village.inbox)")
      try expect(village.inbox.count { $0.hasSuffix(".aside") } == 7, "\(village.inbox)")
      for number in 1...6 { try await village.logs("inbox/\(number).request was moved aside") }
      try expect(!village.log.contains("\u{1B}"), "an escape sequence in the log")
      try expect(Disk.text("\(inbox)/2.answer").hasPrefix("error: "), "\(village.inbox)")
    }
  }

  @Test("an inbox that others may write to is not read, and one that is removed is made again")
  func folder() async throws {
    var settings = Village.Settings()
    settings.poll = "200ms"
    try await Village.with("Ross", "John", settings: settings) { village in
      try await village.start()
      let letter = try village.say("Ross", to: "John")
      try await village.arrives(letter, in: "John")
      let id = try await village.id(of: "Hello.")
      let inbox = "\(village.state)/inbox"
      chmod(inbox, 0o777)
      try await village.ask("resend", id, ends: 77, saying: "lets others write")
      try Disk.write("x", to: "\(inbox)/1.request")
      try await village.logs("what botchat asks cannot be looked at")
      try expect(village.requests == ["1.request"], "\(village.inbox)")
      Disk.remove(inbox)
      village.expects(letter.delivered, from: "Ross", in: ["John"])
      try await village.ask("resend", id, saying: "to John\n")
      try await village.judgedWhenQuiet()
    }
  }

  @Test(
    "an answer that nobody fetched is removed when it is old, and what a killed botchat left half-written")
  func leftOver() async throws {
    var settings = Village.Settings()
    settings.poll = "200ms"
    try await Village.with("Ross", "John", settings: settings) { village in
      try await village.start()
      let inbox = "\(village.state)/inbox"
      for name in ["1.answer", "2.answer", ".3.request.4194999.half"] {
        try Disk.write("ok x\n", to: "\(inbox)/\(name)")
      }
      var times = [timeval(tv_sec: 1_700_000_000, tv_usec: 0), timeval(tv_sec: 1_700_000_000, tv_usec: 0)]
      try expect(utimes("\(inbox)/1.answer", &times) == 0, "cannot set the time")
      try await eventually("the old ones are gone") { village.inbox == ["2.answer"] }
    }
  }

  @Test("R11: kill -9 of the relay at any moment: each request is done once, however often it is found")
  func killed() async throws {
    try await Village.with("Ross", "John") { village in
      try await village.start()
      let letter = try village.say("Ross", to: "John")
      try await village.arrives(letter, in: "John")
      let request = try await request(village, try await village.id(of: "Hello."))
      let rounds = 40
      for round in 1...rounds {
        let name = "\(village.state)/inbox/\(String(round + 1000))"
        try Disk.write(request, to: "\(village.folder)/draft")
        try Disk.move("\(village.folder)/draft", to: "\(name).request")
        village.expects(letter.delivered, from: "Ross", in: ["John"])
        // Microseconds, so that each step from the request's name to its end is met.
        usleep(UInt32.random(in: 0...8000))
        village.killRelay()
        try await village.start()
        try await eventually("request \(round) is done") { village.requests.isEmpty }
        try expect(Disk.text("\(name).answer").hasPrefix("ok resent "), "\(village.inbox)")
      }
      try await village.judgedWhenQuiet()
    }
  }

  @Test("who asks a relay that hangs takes the request back, and exits 75; one that has died meanwhile, 69")
  func takenBack() async throws {
    try await Village.with("Ross", "John") { village in
      try await village.start()
      let letter = try village.say("Ross", to: "John")
      try await village.judged()
      let id = try await village.id(of: "Hello.")
      village.relay?.signal(SIGSTOP)
      try await village.ask("resend", id, ends: 75, saying: "does not answer")
      try expect(village.requests.isEmpty, "\(village.inbox)")
      let program = try village.launchBotchat(["resend", id])
      try await eventually("it has asked") { !village.requests.isEmpty }
      village.killRelay()
      let ending = try await program.end()
      try expect(ending == .exit(69), "\(ending): \(village.errors(of: program))")
      try expect(village.requests.isEmpty, "\(village.inbox)")
      try await village.start()
      try await village.judgedWhenQuiet()
      try expect(village.count(letter.delivered, in: "John") == 1, "it was sent again")
    }
  }

  /// The bytes of a request, taken from the inbox of a relay that does not look.
  private func request(_ village: Village, _ id: String) async throws -> [UInt8] {
    village.relay?.signal(SIGSTOP)
    let program = try village.launchBotchat(["resend", id])
    try await eventually("it has asked") { !village.requests.isEmpty }
    program.destroy()
    let path = "\(village.state)/inbox/\(village.requests.first ?? "")"
    let bytes = Disk.read(path) ?? []
    Disk.remove(path)
    village.relay?.signal(SIGCONT)
    try expect(!bytes.isEmpty, "an empty request")
    return bytes
  }
}
