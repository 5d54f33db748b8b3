import Testing

/// Why a scenario failed, and where; `Village.with` adds the relay's log and the tree of files to it.
struct Trouble: Error, CustomStringConvertible {
  let description: String
  let location: SourceLocation

  init(_ description: String, at location: SourceLocation = #_sourceLocation) {
    self.description = description
    self.location = location
  }
}

/// Fails the scenario unless the condition holds.
func expect(
  _ condition: Bool, _ otherwise: @autoclosure () -> String,
  at location: SourceLocation = #_sourceLocation
) throws {
  if !condition { throw Trouble(otherwise(), at: location) }
}

/// Waits for a condition, looking every few milliseconds, and fails the scenario when the time is over.
///
/// The time only bounds a failure: nothing is concluded from how long a success took.
func eventually(
  _ what: @autoclosure () -> String, within limit: Duration = .seconds(25),
  at location: SourceLocation = #_sourceLocation, _ condition: () throws -> Bool
) async throws {
  let deadline = ContinuousClock.now + limit
  while try !condition() {
    guard ContinuousClock.now < deadline else {
      throw Trouble("not within \(limit): \(what())", at: location)
    }
    try await Task.sleep(for: .milliseconds(3))
  }
}

/// A writer's pause: part of what a scenario plays, never a way to wait for the relay.
func pause(_ milliseconds: Int) async throws {
  if milliseconds > 0 { try await Task.sleep(for: .milliseconds(milliseconds)) }
}
