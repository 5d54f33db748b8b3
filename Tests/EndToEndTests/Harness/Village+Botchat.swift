import Foundation
import Glibc
import Testing

/// What one call of `botchat` answered.
struct Answer {
  let code: Int32
  let bytes: [UInt8]
  let errors: String

  var output: String { String(decoding: bytes, as: UTF8.self) }
  var lines: [String] { output.split(separator: "\n").map(String.init) }
  /// The answer without its line end: an id, most of all.
  var word: String { output.trimmingCharacters(in: .whitespacesAndNewlines) }

  /// The answer as JSON.
  func json(at location: SourceLocation = #_sourceLocation) throws -> [String: Any] {
    let value = try? JSONSerialization.jsonObject(with: Data(bytes))
    guard let object = value as? [String: Any] else {
      throw Trouble("this is no JSON object: \(output)", at: location)
    }
    return object
  }
}

// People and bots of a village who use the command.
extension Village {
  /// Runs `botchat` with the village's configuration, unless it is told of none, and waits for its end, which must be
  /// with that code unless that is nil; `wrapper` runs it, such as a shell that gives it some input.
  @discardableResult
  func botchat(
    _ arguments: String..., configured: Bool = true, through wrapper: [String] = [], ends code: Int32? = 0,
    at location: SourceLocation = #_sourceLocation
  ) async throws -> Answer {
    try await botchat(arguments, configured: configured, through: wrapper, ends: code, at: location)
  }

  @discardableResult
  func botchat(
    _ arguments: [String], configured: Bool = true, through wrapper: [String] = [], ends code: Int32? = 0,
    at location: SourceLocation = #_sourceLocation
  ) async throws -> Answer {
    let program = try launchBotchat(arguments, configured: configured, through: wrapper)
    let ending = try await program.end(at: location)
    let name = outputs[program.pid] ?? ""
    let answer = Answer(
      code: ending.code, bytes: Disk.read("\(name).out") ?? [], errors: Disk.text("\(name).err"))
    if let code, answer.code != code {
      throw Trouble(
        "botchat \(arguments) ended with \(ending) instead of \(code): \(answer.errors)\(answer.output.prefix(500))",
        at: location)
    }
    return answer
  }

  /// Starts `botchat` without waiting for anything.
  func launchBotchat(
    _ arguments: [String], configured: Bool = true, through wrapper: [String] = []
  ) throws -> Program {
    if configured, !Disk.exists(configuration) { try configure() }
    calls += 1
    let name = "\(folder)/botchat-\(calls)"
    let program = try Program(
      wrapper + [try Binary.path(of: "botchat")] + arguments,
      environment: ["HOME=\(folder)"] + (configured ? ["BOTCHAT_CONFIG=\(configuration)"] : []),
      output: "\(name).out", errors: "\(name).err")
    outputs[program.pid] = name
    programs.append(program)
    return program
  }

  /// What a program of ``launchBotchat(_:configured:through:)`` has answered so far.
  func output(of program: Program) -> String { Disk.text("\(outputs[program.pid] ?? "").out") }

  /// What it has said of errors so far.
  func errors(of program: Program) -> String { Disk.text("\(outputs[program.pid] ?? "").err") }
}

extension Program.Ending {
  /// The exit code, as a shell tells it.
  var code: Int32 {
    switch self {
    case .exit(let code): code
    case .signal(let number): 128 + number
    }
  }
}
