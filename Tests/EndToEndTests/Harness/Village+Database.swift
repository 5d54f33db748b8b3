import Testing

// The databases of a village's state, as a person would look into them.
extension Village {
  /// Runs SQL on a database of the state and returns what it prints.
  @discardableResult
  func sql(
    _ statement: String, on name: String = "relay.db", at location: SourceLocation = #_sourceLocation
  ) async throws -> String {
    let output = "\(folder)/sql.out"
    Disk.remove(output)
    let program = try Program(
      ["sqlite3", "-cmd", ".timeout 5000", "\(state)/\(name)", statement], output: output, errors: output)
    let ending = try await program.end(at: location)
    try expect(ending == .exit(0), "\(statement) ended with \(ending): \(Disk.text(output))", at: location)
    return Disk.text(output)
  }

  /// Waits until a query prints exactly this.
  func sql(
    _ statement: String, on name: String = "relay.db", becomes wanted: String,
    at location: SourceLocation = #_sourceLocation
  ) async throws {
    let deadline = ContinuousClock.now + .seconds(25)
    var last = try await sql(statement, on: name, at: location)
    while last != wanted + "\n" {
      guard ContinuousClock.now < deadline else {
        throw Trouble("\(statement) prints \(last)instead of \(wanted)", at: location)
      }
      try await pause(20)
      last = try await sql(statement, on: name, at: location)
    }
  }

  /// Ends everything, as scripts/stop does.
  func stopAll(at location: SourceLocation = #_sourceLocation) async throws {
    let run = try await healthText("--stop", at: location)
    try expect(run.exit == 0, "\(run)", at: location)
  }
}
