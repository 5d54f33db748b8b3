import Glibc
import Testing

/// What the doctor sends: an alert to the person, and a message from one bot to another.
@Suite struct DoctorTrialTests {
  @Test("W7: --alert tells the person, and says whether that went well")
  func alert() async throws {
    try await Village.with("Ross", settings: Village.waking()) { village in
      try village.bell(for: "Ross")
      let alarm = try village.alarm()
      try village.configure()
      let run = try await village.doctor("--alert")
      try expect(run.exit == 0 && run.output.contains("has it arrived?"), "\(run)")
      try expect(alarm.calls.count == 1 && alarm.calls[0].text.contains("test"), "\(alarm.calls)")
      try alarm.tell("echo no route; exit 5")
      let failed = try await village.doctor("--alert")
      try expect(failed.exit == 1, "\(failed)")
      try expect(failed.output.contains("exit code 5") && failed.output.contains("no route"), "\(failed)")
    }
  }

  @Test("W7: --alert without an alert says what to add")
  func noAlert() async throws {
    try await Village.with("Ross", settings: Village.waking()) { village in
      try village.bell(for: "Ross")
      try village.configure()
      let run = try await village.doctor("--alert")
      try expect(run.exit == 1 && run.output.contains("→ add alert:"), "\(run)")
    }
  }

  @Test("W7: alerts by post carry the text as JSON")
  func post() async throws {
    try await Village.with("Ross", settings: Village.waking()) { village in
      try village.bell(for: "Ross")
      let server = try await StubServer(in: village)
      let token = try PostTests.token("alert-token", in: village)
      village.settings.extra +=
        "\nalert: { post: \"http://127.0.0.1:\(server.port)/tell\", token: \(token) }"
      try village.configure()
      try expect(try await village.doctor("--alert").exit == 0, "it must end with 0")
      try expect(server.requests.count == 1, "\(server.requests)")
      let request = server.requests[0]
      try expect(request.path == "/tell" && request.authorization == "Bearer alert-token", "\(request)")
      try expect(request.body.contains("\"text\""), request.body)
    }
  }

  @Test("--send-test shows each step of a message that comes through, also the answer")
  func sent() async throws {
    try await Village.watched { village in
      try await village.startAll()
      let bell = Stub(existing: "\(village.folder)/bell-ross")
      // The bot answers when it is woken.
      let answer = "### 2026-02-10 19:32:15 SGT - Ross → John (#1)\\nIt has arrived.\\n\\n⏱ 07:32:15pm SGT\\n"
      try bell.tell("printf '\\n\(answer)' >>\(village.chat("Ross")); exit 0")
      let run = try await village.doctor("--send-test", "John", "Ross")
      try expect(run.exit == 0, "\(run)")
      let steps = run.output.split(separator: "\n").map {
        $0.split(separator: " ").prefix(2).joined(separator: " ")
      }
      try expect(
        steps == ["ok written", "ok seen", "ok delivered", "ok woken", "ok answered"], "\(run)")
      try expect(!run.output.contains("not yet"), "\(run)")
      try expect(village.count("John → Ross (test ", in: "Ross") == 1, village.text("Ross"))
    }
  }

  @Test("--send-test tells which step was not made: no relay, a wake that fails, no answer")
  func stuck() async throws {
    try await Village.watched { village in
      try village.configure()
      let alone = try await village.diagnosis("--send-test", "John", "Ross", "--timeout", "20s")
      try expect(try alone.check("step", "delivered").found == "no relay runs", "\(alone)")
      try expect(try alone.check("step", "delivered").cure == "healthcheck --start", "\(alone)")
      try expect(try alone.check("step", "answered").severity == "ok", "an answer need not come\n\(alone)")

      try await village.startAll()
      try Stub(existing: "\(village.folder)/bell-ross").fail(1000)
      let deaf = try await village.diagnosis("--send-test", "John", "Ross", "--timeout", "2s")
      try expect(deaf.ills == ["step woken"] && deaf.exit == 1, "\(deaf)")
      try expect(try deaf.check("step", "answered").found == "not yet", "\(deaf)")
    }
  }

  @Test("--send-test between two who share a file, and to nobody")
  func shared() async throws {
    try await Village.watched("Ross", "John", "Jack@John") { village in
      try await village.startAll()
      let run = try await village.diagnosis("--send-test", "John", "Jack", "--timeout", "1s")
      try expect(run.exit == 0, "\(run)")
      try expect(try run.check("step", "delivered").found == "they share a file", "\(run)")
      try expect(try run.check("step", "woken").found == "nobody wakes Jack", "\(run)")
      for name in ["Nobody", "ALL"] {
        let refused = try await village.doctor("--send-test", "John", name)
        try expect(refused.exit == 65 && !refused.output.contains("written"), "\(refused)")
      }
    }
  }
}
