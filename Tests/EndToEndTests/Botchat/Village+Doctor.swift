import Foundation
import Glibc
import Testing

// The doctor of a village, and a machine on which cron runs.
extension Village {
  /// Runs `botchat` with these words, and waits for its end; its home is the village's folder.
  func runBotchat(
    _ words: [String], program path: String? = nil, through wrapper: [String] = [],
    at location: SourceLocation = #_sourceLocation
  ) async throws -> HealthOutput {
    starts += 1
    let name = "\(folder)/botchat-\(starts)"
    let program = try Program(
      wrapper + [try path ?? Binary.path(of: "botchat")] + words, environment: ["HOME=\(folder)"],
      output: "\(name).out", errors: "\(name).err")
    programs.append(program)
    let ending = try await program.end(within: .seconds(90), at: location)
    let (output, errors) = (Disk.text("\(name).out"), Disk.text("\(name).err"))
    for end in ["out", "err"] { Disk.remove("\(name).\(end)") }
    guard case .exit(let code) = ending else {
      throw Trouble("botchat ended with \(ending)\n\(output)\n\(errors)", at: location)
    }
    return HealthOutput(exit: code, output: output, errors: errors)
  }

  /// Runs the doctor on the village's configuration.
  func doctor(
    _ options: String..., through wrapper: [String] = [], at location: SourceLocation = #_sourceLocation
  ) async throws -> HealthOutput {
    try await runBotchat(["doctor", "--config", configuration] + options, through: wrapper, at: location)
  }

  /// As above, with its answer read.
  func diagnosis(
    _ options: String..., through wrapper: [String] = [], at location: SourceLocation = #_sourceLocation
  ) async throws -> Diagnosis {
    try Diagnosis(
      try await runBotchat(
        ["doctor", "--config", configuration, "--json"] + options, through: wrapper, at: location),
      at: location)
  }

  /// A room in which cron calls healthcheck, and a process that looks like cron.
  func roomWithCron(_ lines: String? = nil) async throws -> Room {
    let health = try Binary.path(of: "healthcheck")
    try Disk.makeFolder("\(folder)/cron.d")
    try Disk.write(
      lines ?? "@reboot root \(health) --boot\n*/5 * * * * root \(health) --quiet\n",
      to: "\(folder)/cron.d/botchat")
    let room = try await Room(in: self)
    try await room.run("mount --bind $d/cron.d /etc/cron.d", in: folder)
    let cron = try Program(
      ["bash", "-c", "exec -a cron sleep 100000"], environment: ["HOME=\(folder)"], output: "/dev/null",
      errors: "/dev/null")
    programs.append(cron)
    try await eventually("it looks like cron") {
      Disk.contents(ofSpecial: "/proc/\(cron.pid)/cmdline").starts(with: Array("cron\0".utf8))
    }
    return room
  }
}

/// What the doctor said in JSON.
struct Diagnosis: CustomStringConvertible {
  struct Check: Decodable {
    let check: String
    let subject: String
    let severity: String
    let found: String
    let cure: String?
  }

  private struct Report: Decodable {
    let version: Int
    let checks: [Check]
  }

  let exit: Int32
  let checks: [Check]

  init(_ run: HealthOutput, at location: SourceLocation) throws {
    exit = run.exit
    do {
      let report = try JSONDecoder().decode(Report.self, from: Data(run.output.utf8))
      try expect(report.version == 1, "version \(report.version)", at: location)
      checks = report.checks
    } catch let error as DecodingError {
      throw Trouble("no diagnosis: \(error)\n\(run)", at: location)
    }
    let isWell = checks.allSatisfy { $0.severity == "ok" }
    try expect(exit == (isWell ? 0 : 1), "exit \(exit)\n\(self)", at: location)
    try expect(
      checks.allSatisfy { ($0.cure == nil) == ($0.severity == "ok") || $0.check == "step" },
      "a finding without a cure, or a cure for nothing\n\(self)", at: location)
  }

  /// What is not well, as `check subject`.
  var ills: [String] {
    checks.filter { $0.severity != "ok" }.map { $0.subject.isEmpty ? $0.check : "\($0.check) \($0.subject)" }
  }

  /// The one finding of a check.
  func check(
    _ check: String, _ subject: String = "", at location: SourceLocation = #_sourceLocation
  ) throws -> Check {
    let found = checks.filter { $0.check == check && $0.subject == subject }
    guard let first = found.first, found.count == 1 else {
      throw Trouble("\(found.count) findings of \(check) \(subject)\n\(self)", at: location)
    }
    return first
  }

  var description: String {
    checks.map { "\($0.severity)  \($0.check) \($0.subject)  \($0.found)  → \($0.cure ?? "-")" }
      .joined(separator: "\n")
  }
}
