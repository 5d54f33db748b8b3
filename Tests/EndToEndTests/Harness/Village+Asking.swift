import Glibc
import Testing

/// What a run of `botchat` printed, and how it ended.
struct Said: Sendable, CustomStringConvertible {
  let exit: Int32
  let output: String
  let errors: String

  var description: String { "exit \(exit)\n\(output)\n\(errors)" }
}

// What a person asks of the relay of a village.
extension Village {
  /// Begins a run of `botchat` on the village's configuration.
  func beginAsking(_ words: [String], through wrapper: [String] = []) throws -> (Program, name: String) {
    starts += 1
    let name = "\(folder)/botchat-\(starts)"
    let program = try Program(
      wrapper + [try Binary.path(of: "botchat")] + words,
      environment: ["HOME=\(folder)", "BOTCHAT_CONFIG=\(configuration)"], output: "\(name).out",
      errors: "\(name).err")
    programs.append(program)
    return (program, name)
  }

  /// Runs `botchat` with these words to its end, and expects that it ends with this code and says these words.
  @discardableResult
  func ask(
    _ words: String..., ends code: Int32 = 0, saying text: String = "", through wrapper: [String] = [],
    at location: SourceLocation = #_sourceLocation
  ) async throws -> Said {
    let (program, name) = try beginAsking(words, through: wrapper)
    let ending = try await program.end(at: location)
    let said = Said(exit: code, output: Disk.text("\(name).out"), errors: Disk.text("\(name).err"))
    try expect(ending == .exit(code), "botchat \(words) ended with \(ending), not \(said)", at: location)
    try expect(
      (said.output + said.errors).contains(text), "botchat \(words) does not say \"\(text)\": \(said)",
      at: location)
    return said
  }

  /// What lies in the relay's inbox.
  var inbox: [String] { Disk.names(in: "\(state)/inbox").sorted() }

  var requests: [String] { inbox.filter { $0.hasSuffix(".request") } }

  /// The id of a message as `botchat log` shows it.
  func id(of text: String, at location: SourceLocation = #_sourceLocation) async throws -> String {
    let said = try await ask("log", "--grep", text, "--json", at: location)
    let parts = said.output.split(separator: "\"id\": \"")
    guard parts.count == 2, let id = parts.last?.prefix(32), id.count == 32 else {
      throw Trouble("\(parts.count - 1) messages with \(text):\n\(said)", at: location)
    }
    return String(id)
  }
}
