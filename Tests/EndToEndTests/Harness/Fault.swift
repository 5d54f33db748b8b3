import Testing

/// A row of a table: one fault, injected for real into a village in which all runs, and what one run of the health
/// check must make of it.
struct Fault: Sendable, CustomTestStringConvertible {
  typealias Step = @Sendable (Village) async throws -> Void

  let testDescription: String
  let check: String
  let subject: String
  let severity: String
  /// What the check does about it begins so; nil: nothing.
  let done: String?
  private let inject: Step
  private let afterwards: Step

  init(
    _ name: String, _ check: String, _ subject: String, _ severity: String, done: String? = nil,
    inject: @escaping Step, afterwards: @escaping Step = { _ in }
  ) {
    testDescription = name
    self.check = check
    self.subject = subject
    self.severity = severity
    self.done = done
    self.inject = inject
    self.afterwards = afterwards
  }

  /// Injects it, lets one check look, and sees what holds afterwards.
  @discardableResult
  func play(
    in village: Village, _ options: String..., at location: SourceLocation = #_sourceLocation
  ) async throws -> Checkup {
    try await inject(village)
    let checkup = try await village.health(options, at: location)
    try checkup.finds(check, subject, severity, done: done, at: location)
    try await afterwards(village)
    return checkup
  }
}
