/// Judges one daemon by one or two readings of it, and says what would cure it.
///
/// A restart needs evidence that it can cure something: no process, a process whose lock is gone, a main loop that
/// stands still in two readings, another program or configuration on disk than the one that runs.
/// Source: H2, H3.
package struct DaemonJudge: Sendable {
  /// What the configuration file says now.
  package enum Wanted: Sendable, Equatable {
    /// Its digest, and for how long the file has been as it is.
    case valid(digest: String, age: Interval)
    /// It cannot be read, or is wrong: whatever runs goes on with what it has.
    case invalid
    /// The daemon reads another file, and says by itself whether that has changed.
    case another
  }

  package enum Remedy: Sendable, Equatable {
    case none
    /// One reading proves nothing: a second one, so much later, will.
    case lookAgain(after: Interval)
    case start
    /// SIGHUP, and a restart if that does not help.
    case reload
    case restart
  }

  package struct Verdict: Sendable, Equatable {
    package var severity: Severity
    package var found: String
    package var expected: String
    package var remedy: Remedy
  }

  private let wanted: Wanted
  private let poll: Interval
  private let version: String
  /// How old a change must be to count: an install or an editor may still be at it.
  private let patience: Interval

  /// - Parameters:
  ///   - wanted: the configuration on disk.
  ///   - poll: how often the main loop moves at least.
  ///   - version: of the programs that would be started.
  ///   - takesChangesAtOnce: whether a changed file counts however young it is.
  package init(wanted: Wanted, poll: Interval, version: String, takesChangesAtOnce: Bool = false) {
    self.wanted = wanted
    self.poll = poll
    self.version = version
    patience = takesChangesAtOnce ? .seconds(0) : .seconds(10)
  }

  /// What is found where nothing runs.
  package static let absent = "it does not run"

  /// After so long without a move the loop may hang.
  private var stillnessLimit: Int64 { max(Interval.seconds(30).nanoseconds, 10 * poll.nanoseconds) }
  /// One that still uses the processor is given so long: it may have a great deal to do.
  private var busyLimit: Int64 { max(Interval.minutes(5).nanoseconds, stillnessLimit) }
  /// How long a start may take: it may rebuild its state out of gigabytes.
  private static let startLimit = Interval.minutes(10).nanoseconds
  private var secondLook: Interval { Interval(nanoseconds: poll.nanoseconds + 1_000_000_000) }

  /// - Parameters:
  ///   - first: the only reading, or the earlier one.
  ///   - second: what was seen after ``Remedy/lookAgain(after:)``.
  /// - Returns: what it means, and what would cure it.
  package func judge(_ first: DaemonReading, _ second: DaemonReading? = nil) -> Verdict {
    let reading = second ?? first
    switch reading.life {
    case .absent:
      return Verdict(
        severity: .critical, found: Self.absent, expected: "a running process", remedy: .start)
    case .unlocked(let process, hasState: false):
      // A new one would count everything in the files as handled.
      return Verdict(
        severity: .critical,
        found: "process \(process.pid) runs, but its state folder was removed or renamed",
        expected: "the state folder: put it back, or end the process and start again with --since",
        remedy: .none)
    case .unlocked(let process, hasState: true):
      return Verdict(
        severity: .critical, found: "process \(process.pid) runs, but its lock file is gone",
        expected: "a lock that keeps a second one away", remedy: .restart)
    case .present, .elsewhere: break
    }
    return hindrance(reading) ?? stillness(first, second) ?? staleness(reading) ?? well(reading)
  }

  private func well(_ reading: DaemonReading) -> Verdict {
    let who = reading.process.map { "process \($0.pid)" } ?? "a process elsewhere"
    let moved = reading.stillness.map { ", moved \(Self.rough($0)) ago" } ?? ""
    let config = reading.ownMark.map { ", version \($0.version), configuration \($0.config)" } ?? ""
    return Verdict(severity: .ok, found: "\(who)\(moved)\(config)", expected: "", remedy: .none)
  }

  // MARK: what no restart cures

  private func hindrance(_ reading: DaemonReading) -> Verdict? {
    guard let process = reading.process else { return nil }
    switch process.state {
    case .traced:
      return Verdict(
        severity: .warning, found: "process \(process.pid) is held by a debugger",
        expected: "a process that runs by itself", remedy: .none)
    case .uninterruptible where (reading.stillness ?? 0) > stillnessLimit:
      return Verdict(
        severity: .critical,
        found: "process \(process.pid) waits for a disk, since \(Self.rough(reading.stillness ?? 0))",
        expected: "a disk that answers; no signal ends such a wait", remedy: .none)
    case .running, .stopped, .uninterruptible: return nil
    }
  }

  // MARK: whether it moves

  /// Whether its main loop came by lately and nothing holds it up; whatever else may be said about it.
  package func isMoving(_ reading: DaemonReading) -> Bool {
    guard let stillness = reading.stillness, stillness <= stillnessLimit else { return false }
    return reading.process.map { ![.stopped, .traced].contains($0.state) } ?? true
  }

  private func stillness(_ first: DaemonReading, _ second: DaemonReading?) -> Verdict? {
    let reading = second ?? first
    let isStopped = reading.process?.state == .stopped
    let who = reading.process.map { "process \($0.pid)" } ?? "its process"
    guard let stillness = reading.stillness else { return beginning(reading, isStopped) }
    guard isStopped || stillness > stillnessLimit else { return nil }
    let found =
      isStopped ? "\(who) is stopped by a signal" : "\(who) has not moved for \(Self.rough(stillness))"
    let expected = "a move every \(poll)"
    guard let second else {
      return Verdict(
        severity: .warning, found: found, expected: expected, remedy: .lookAgain(after: secondLook))
    }
    guard first.ownMark == second.ownMark else {
      return Verdict(
        severity: .warning, found: "\(found), and moves again", expected: expected, remedy: .none)
    }
    let isBusy = !isStopped && first.process?.ticks != second.process?.ticks
    if isBusy, stillness < busyLimit {
      return Verdict(
        severity: .warning, found: "\(found), but it is at work", expected: expected, remedy: .none)
    }
    return Verdict(severity: .critical, found: found, expected: expected, remedy: .restart)
  }

  /// Without a mark of its own it is still about to begin, or it cannot write one.
  private func beginning(_ reading: DaemonReading, _ isStopped: Bool) -> Verdict {
    let age = reading.process?.age ?? .seconds(0)
    let who = reading.process.map { "process \($0.pid)" } ?? "its process"
    if reading.process != nil, age.nanoseconds > Self.startLimit {
      return Verdict(
        severity: .critical, found: "\(who) has left no mark of life in \(Self.rough(age.nanoseconds))",
        expected: "a mark every \(poll)", remedy: .restart)
    }
    return Verdict(
      severity: .warning, found: isStopped ? "\(who) is stopped by a signal" : "\(who) is about to begin",
      expected: "a mark of life", remedy: .none)
  }

  // MARK: whether it is the one that is wanted

  private func staleness(_ reading: DaemonReading) -> Verdict? {
    if let process = reading.process, let verdict = staleBinary(process) { return verdict }
    guard let mark = reading.ownMark else { return nil }
    if reading.process == nil, mark.version != version {
      return Verdict(
        severity: .warning, found: "version \(mark.version) runs there",
        expected: "version \(version): copy the new program into its container, then restart it there",
        remedy: .none)
    }
    switch wanted {
    case .invalid: return nil
    case .another:
      guard mark.changed else { return nil }
      return Verdict(
        severity: .warning, found: "configuration \(mark.config) is in force, its file has changed since",
        expected: "the file's", remedy: .restart)
    case .valid(let digest, let age):
      guard mark.config != digest else { return nil }
      return Verdict(
        severity: .warning, found: "configuration \(mark.config) is in force",
        expected: "\(digest), as the file says"
          + (age < patience ? "; it counts once it is \(patience) old" : ""),
        remedy: age < patience ? .none : .reload)
    }
  }

  private func staleBinary(_ process: ProcessReading) -> Verdict? {
    switch process.binary {
    case .current: return nil
    case .missing:
      return Verdict(
        severity: .critical, found: "the program of process \(process.pid) was removed",
        expected: "a program that can be started again: install it", remedy: .none)
    case .replaced(let age):
      return Verdict(
        severity: .warning, found: "process \(process.pid) runs an older program than the installed one",
        expected: "the installed one" + (age < patience ? "; it counts once it is \(patience) old" : ""),
        remedy: age < patience ? .none : .restart)
    }
  }

  /// A stretch of time to be read by people: `40ms`, `7s`, `12m`.
  static func rough(_ nanoseconds: Int64) -> String { Interval(nanoseconds: nanoseconds).rounded.description }
}
