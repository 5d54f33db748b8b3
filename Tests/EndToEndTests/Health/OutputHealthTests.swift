import Foundation
import Glibc
import Testing

/// What the check prints, for people, programs and monitoring systems (H4).
@Suite struct OutputHealthTests {
  @Test("H4: the first line is the verdict, with figures in a pipe; --quiet says nothing while all is ok")
  func text() async throws {
    try await Village.watched { village in
      try await village.startAll()
      let well = try await village.healthText()
      let first = String(well.output.split(separator: "\n")[0])
      // The shape of the monitoring plugins: words | 'label'=value[unit] …
      let shape =
        /(OK|WARNING|CRITICAL|UNKNOWN): [^|]+ \| (canary=[0-9]+\.[0-9]{6}s )?time=[0-9]+\.[0-9]{6}s/
      try expect(well.exit == 0 && first.wholeMatch(of: shape) != nil, "\(well)")
      try expect(
        first.hasPrefix("OK: relay and 1 monitor run, a message crossed in ") && first.contains("| canary="),
        first)
      let lines = well.output.split(separator: "\n").dropFirst()
      try expect(lines.allSatisfy { $0.hasPrefix("ok        ") } && lines.count > 10, "\(well)")
      let quiet = try await village.healthText("--quiet")
      try expect(quiet.exit == 0 && quiet.output.isEmpty && quiet.errors.isEmpty, "\(quiet)")

      try await village.signal(SIGKILL)
      let bad = try await village.healthText("--quiet", "--no-restart")
      let verdict = String(bad.output.split(separator: "\n").first ?? "")
      try expect(bad.exit == 2 && verdict.hasPrefix("CRITICAL: relay: it does not run"), "\(bad)")
      try expect(verdict.wholeMatch(of: shape) != nil, verdict)
      let cured = try await village.healthText("--quiet")
      try expect(cured.exit == 1 && cured.output.hasPrefix("WARNING: relay: it does not run"), "\(cured)")
      try expect(cured.output.contains("; done: started as process "), "\(cured)")
    }
  }

  @Test("H4: metrics.prom is a sound exposition that says the same")
  func metrics() async throws {
    try await Village.watched("Ross", "John", "Nell") { village in
      try await village.startAll()
      let well = try Exposition(Disk.text("\(village.state)/metrics.prom"))
      try expect(well.value("botchat_health") == "0", "\(well.samples)")
      try expect(well.value("botchat_check", ["check": "relay", "subject": ""]) == "0", "\(well.samples)")
      try expect(
        well.value("botchat_check", ["check": "monitor", "subject": "Ross"]) == "0", "\(well.samples)")
      try expect(well.value("botchat_starts_total", ["daemon": "relay"]) == "1", "\(well.samples)")
      try expect(well.value("botchat_canary_seconds").flatMap(Double.init) ?? 0 > 0, "\(well.samples)")
      let path = village.chat("Nell")
      try Disk.move(path, to: path + ".away")
      try await village.signal(SIGKILL)
      let checkup = try await village.health()
      let sick = try Exposition(Disk.text("\(village.state)/metrics.prom"))
      try expect(sick.value("botchat_health") == "2", "\(sick.samples)")
      try expect(sick.value("botchat_check", ["check": "chat", "subject": path]) == "2", "\(sick.samples)")
      try expect(sick.value("botchat_check", ["check": "relay", "subject": ""]) == "1", "\(checkup)")
      try expect(sick.value("botchat_starts_total", ["daemon": "relay"]) == "2", "\(sick.samples)")
    }
  }

  @Test("H4: no path can forge a line, a figure, a label, or drive a terminal")
  func hostile() async throws {
    // A line end, an escape sequence, a bar, a quotation mark that an accent makes another character, a bidi control.
    let evil = "e\nok  relay\u{1b}[2J | time=0s \"\u{301}} 1\u{202e}\\\\"
    try await Village.watched { village in
      let folder = "\(village.folder)/\(evil)"
      try Disk.makeFolder(folder)
      let quoted = try Self.json("\(folder)/BOT_CHAT.md")
      village.settings.extra += "humans: [{ name: Coach, chat: \(quoted) }]\n"
      let alarm = try village.alarm()
      try village.configure()
      let json = try await village.health("--start")
      let finding = try #require(json.all("chat").first, "\(json)")
      try expect(finding.severity == "critical" && json.exit == 2, "\(json)")
      try Self.isHarmless(finding.subject + finding.found + json.summary, "JSON")
      try Self.isHarmless(alarm.calls.map(\.text).joined(), "the alert")

      let text = try await village.healthText()
      try Self.isHarmless(text.output.replacing("\n", with: ""), "the text")
      let lines = text.output.split(separator: "\n")
      try expect(lines[0].split(separator: "|").count == 2, "a figure was forged: \(lines[0])")
      try expect(
        lines.dropFirst().allSatisfy { line in
          ["ok        ", "warning   ", "critical  ", "unknown   "].contains { line.hasPrefix($0) }
        }, "\(text)")
      let relays = lines.dropFirst().filter { $0.contains("ok        relay ") }
      try expect(relays.count == 1, "a line was forged: \(text)")

      let metrics = try Exposition(Disk.text("\(village.state)/metrics.prom"))
      let checks = metrics.samples.filter { $0.name == "botchat_check" && $0.labels["check"] == "chat" }
      try expect(checks.map(\.value) == ["2"], "\(metrics.samples)")
      let log = Disk.text("\(village.state)/log/healthcheck.log")
      try Self.isHarmless(log.replacing("\n", with: ""), "the log")
      try expect(log.split(separator: "\n").allSatisfy { $0.hasPrefix("20") }, log)
    }
  }

  private static func json(_ text: String) throws -> String {
    String(decoding: try JSONEncoder().encode(text), as: UTF8.self).replacing("\\/", with: "/")
  }

  private static func isHarmless(
    _ text: String, _ place: String, at location: SourceLocation = #_sourceLocation
  ) throws {
    let bad = text.unicodeScalars.filter { $0.value < 32 || $0.value == 127 || $0 == "\u{202e}" }
    try expect(bad.isEmpty, "\(place) holds \(bad.map(\.value)): \(text)", at: location)
  }
}
