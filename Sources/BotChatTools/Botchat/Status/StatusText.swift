import BotChatCore
import BotChatFormat

/// The status as lines for people.
struct StatusText {
  let report: StatusReport
  let colour: Colour

  var lines: [String] {
    var lines = report.switches.map { colour.red(Escaping.visible($0.found)) }
    let width = max(
      report.programs.map(\.name.count).max() ?? 0, report.residents.map(\.name.count).max() ?? 0)
    for program in report.programs { lines.append("\(padded(program.name, width))  \(text(program))") }
    lines.append("")
    for resident in report.residents {
      lines.append("\(colour.bold(padded(resident.name, width)))  \(Escaping.visible(resident.path))")
      let indent = String(repeating: " ", count: width + 2)
      if let obstacle = resident.obstacle {
        lines.append("\(indent)file     \(colour.red(Escaping.visible(obstacle)))")
      }
      lines.append("\(indent)wrote    \(text(resident.lastOut))")
      lines.append("\(indent)got      \(text(resident.lastIn))")
      lines.append("\(indent)waiting  \(waiting(resident))")
      if let wake = resident.wake { lines.append("\(indent)wakes    \(text(wake))") }
      if let room = resident.room { lines.append("\(indent)room     \(text(room))") }
    }
    if report.problems.isEmpty { return lines }
    lines += ["", colour.bold("not delivered, or in the way:")]
    for problem in report.problems.prefix(20) {
      lines.append("  \(Escaping.visible("\(problem.key.text): \(problem.what)"))")
    }
    if report.problems.count > 20 { lines.append("  and \(report.problems.count - 20) more") }
    return lines
  }

  private func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  private func text(_ program: StatusReport.Program) -> String {
    guard program.isRunning else { return colour.red("does not run") }
    var parts = [program.age.map { "runs for \(Interval(nanoseconds: $0).rounded)" } ?? "runs elsewhere"]
    if let version = program.version { parts.append("version \(Escaping.visible(version))") }
    if let digest = program.digest {
      let digest = "configuration \(Escaping.visible(digest))"
      parts.append(program.isCurrent ? digest : colour.red("\(digest), not that of the file"))
    }
    return parts.joined(separator: ", ")
  }

  private func text(_ message: ChatMessage?) -> String {
    guard let message else { return "nothing yet" }
    let header = message.header
    let to = header.recipients.isEmpty ? "" : " → \(header.recipients.joined(separator: ", "))"
    let tag = header.tag.map { " (\($0))" } ?? ""
    return Escaping.visible("\(header.date) \(header.time) \(header.sender)\(to)\(tag)") + "  \(message.id)"
  }

  private func waiting(_ resident: StatusReport.Resident) -> String {
    var parts: [String] = []
    if resident.untaken > 0 { parts.append("\(resident.untaken) of its own not taken up") }
    if resident.waiting.count > 0 {
      let age = Interval(nanoseconds: resident.waiting.age).rounded
      parts.append(colour.red("\(resident.waiting.count) for it, for \(age)"))
    }
    return parts.isEmpty ? "nothing" : parts.joined(separator: "; ")
  }

  private func text(_ finding: Finding) -> String {
    let text = Escaping.visible(finding.found)
    return finding.severity == .ok ? text : colour.red(text)
  }
}

/// The status for programs.
enum StatusJSON {
  static func text(_ report: StatusReport) -> String {
    let programs = report.programs.map { program in
      "{\"name\": \(quoted(program.name)), \"running\": \(program.isRunning), "
        + "\"seconds\": \(program.age.map(Seconds.text) ?? "null"), \"version\": \(quoted(program.version)), "
        + "\"config\": \(quoted(program.digest)), \"current\": \(program.isCurrent)}"
    }
    let residents = report.residents.map { one in
      "{\"name\": \(quoted(one.name)), \"chat\": \(quoted(one.path)), \"person\": \(one.isPerson), "
        + "\"obstacle\": \(quoted(one.obstacle)), "
        + "\"lastOut\": \(quoted(one.lastOut?.id.hex)), \"lastIn\": \(quoted(one.lastIn?.id.hex)), "
        + "\"untaken\": \(one.untaken), \"waiting\": \(one.waiting.count), "
        + "\"waitingSeconds\": \(Seconds.text(one.waiting.age)), "
        + "\"wake\": \(finding(one.wake)), \"room\": \(finding(one.room))}"
    }
    let problems = report.problems.map { problem in
      "{\"kind\": \(quoted(problem.key.kind.rawValue)), \"subject\": \(quoted(problem.key.subject)), "
        + "\"what\": \(quoted(problem.what)), \"at\": \(problem.at / 1_000_000)}"
    }
    return "{\"version\": 1, \"well\": \(report.isWell), "
      + "\"switches\": [\(report.switches.map { quoted($0.subject) }.joined(separator: ", "))], "
      + "\"programs\": [\(programs.joined(separator: ", "))], \"residents\": [\(residents.joined(separator: ", "))], "
      + "\"problems\": [\(problems.joined(separator: ", "))]}"
  }

  private static func finding(_ finding: Finding?) -> String {
    finding.map { "{\"severity\": \(quoted($0.severity.word)), \"found\": \(quoted($0.found))}" } ?? "null"
  }

  private static func quoted(_ text: String?) -> String {
    text.map { JSONText.quoted(Escaping.visible($0)) } ?? "null"
  }
}
