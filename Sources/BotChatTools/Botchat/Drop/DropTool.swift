import BotChatCore
import BotChatFormat
import BotChatSystem

/// `botchat drop`: a person decides that something is not to be waited for, or is known.
enum DropTool {
  static func run(_ options: DropOptions) throws -> ExitCode {
    let source = try ConfigurationFile(named: options.config)
    if options.problems, try problems(source).allSatisfy(\.isCurable) {
      throw Complaint(
        "no problem is listed that a person has to drop",
        hint: "botchat status shows the problems; the others go when they are cured", exit: .found)
    }
    let request =
      options.problems
      ? Request.dropProblems
      : try options.problem.map { kind throws(Complaint) in
        .dropProblem(try problem(kind, options.id ?? "", source))
      } ?? .drop(try message(options.id ?? "", source))
    StandardOutput.write(Escaping.visible(try RelayRequest(source).ask(request)))
    return .ok
  }

  private static func message(_ text: String, _ source: ConfigurationFile) throws(Complaint) -> Drop {
    let name = MessageName(text)
    let state = try state(source)
    let waiting: [Drop]
    do throws(DatabaseError) {
      waiting = try state.waiting { name.means($0) }
    } catch {
      throw unreadable(error, source)
    }
    guard let first = waiting.first else {
      throw Complaint(
        "no message \(text) waits for anybody", hint: "botchat show \(text) tells what became of it",
        exit: .found)
    }
    guard waiting.count == 1 else {
      let some = waiting.prefix(8).map { "\($0.id)" }.joined(separator: ", ")
      throw Complaint("\(text) means \(waiting.count) messages: \(some)", hint: "give one id", exit: .refused)
    }
    return first
  }

  /// The problem as the relay has listed it; a person types what is shown, where everything harmful is escaped.
  private static func problem(
    _ kind: String, _ subject: String, _ source: ConfigurationFile
  ) throws(Complaint) -> Problem.Key {
    let found = try problems(source).first { problem in
      problem.key.kind.rawValue == kind
        && (problem.key.subject == subject || Escaping.visible(problem.key.subject) == subject)
    }
    guard let found else {
      throw Complaint(
        "no such problem is listed: \(kind): \(subject)", hint: "botchat status shows the problems",
        exit: .found)
    }
    return found.key
  }

  /// What the relay has listed.
  private static func problems(_ source: ConfigurationFile) throws(Complaint) -> [Problem] {
    let state = try state(source)
    do throws(DatabaseError) {
      return try state.problems()
    } catch {
      throw unreadable(error, source)
    }
  }

  /// The state as the relay has stored it.
  ///
  /// Throws a `Complaint` with exit 69 where no relay has run, 77 or 74 where it cannot be looked into.
  private static func state(_ source: ConfigurationFile) throws(Complaint) -> StoredState {
    try StateAccess(source.state).check()
    guard (try? FileStatus(path: "\(source.state)/relay.db")) != nil else {
      throw Complaint(
        "no relay has ever run with the state folder \(source.state)", hint: "healthcheck --start",
        exit: .unavailable)
    }
    do throws(DatabaseError) {
      return try StoredState(source.state)
    } catch {
      throw unreadable(error, source)
    }
  }

  private static func unreadable(_ error: DatabaseError, _ source: ConfigurationFile) -> Complaint {
    Complaint(
      "cannot read the state in \(source.state): \(error)", hint: "run this as the relay's user",
      exit: .inputOutput)
  }
}
