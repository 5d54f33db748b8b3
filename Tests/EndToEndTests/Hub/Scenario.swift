import Glibc
import Testing

/// A program in `Tests/Clients`: it plays a scenario with hubs of its own, and fails with what it saw.
enum Scenario {
  static func play(
    _ file: String, _ scenario: String, at location: SourceLocation = #_sourceLocation
  ) async throws {
    await Gate.shared.enter()
    let outcome: Result<Void, any Error>
    do {
      outcome = .success(try await playInTurn(file, scenario, at: location))
    } catch {
      outcome = .failure(error)
    }
    await Gate.shared.leave()
    try outcome.get()
  }

  private static func playInTurn(_ file: String, _ scenario: String, at location: SourceLocation) async throws
  {
    var template = Array("/tmp/botchat-hub-XXXXXX".utf8CString)
    let made = mkdtemp(&template).map { String(cString: $0) }
    let folder = try #require(made)
    defer { if getenv("BOTCHAT_KEEP") == nil { Disk.remove(folder) } }
    let tests = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    // Debian's own, which knows Debian's modules.
    let program = try Program(
      [
        "/usr/bin/python3", "-B", "/\(tests)/Clients/\(file).py", scenario, try Binary.path(of: "hub"),
        folder,
      ],
      output: "\(folder)/output", errors: "\(folder)/errors")
    defer { program.destroy() }
    let ending = try await program.end(within: .seconds(130), at: location)
    let seen =
      "\(Disk.text("\(folder)/errors").suffix(3000))\nlog:\n\(Disk.text("\(folder)/log").suffix(2000))"
    try expect(ending == .exit(0), "\(scenario): \(ending)\n\(seen)", at: location)
  }
}
