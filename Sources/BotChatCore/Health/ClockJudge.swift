/// Whether somebody set the clock, and whether the check runs as often as it should.
///
/// Source: H2.
package enum ClockJudge {
  /// Compares what the last run left with now.
  ///
  /// - Parameters:
  ///   - memory: what the last run left.
  ///   - steady: the steady clock, nanoseconds.
  ///   - offset: wall clock less the clock that counts since boot, nanoseconds.
  ///   - every: how often the check is to run.
  /// - Returns: a finding about the clock, and one about the runs of the check.
  package static func judge(
    _ memory: HealthMemory, steady: Int64, offset: Int64, every: Interval
  ) -> [Finding] {
    [clock(memory.clockOffset, offset), schedule(memory.lastRun, steady, every)]
  }

  /// Less is what a clock that is kept right by the network does now and then.
  private static let tolerance = Interval.seconds(30).nanoseconds

  private static func clock(_ before: Int64?, _ offset: Int64) -> Finding {
    let (jump, overflow) = offset.subtractingReportingOverflow(before ?? offset)
    guard overflow || jump.magnitude > UInt64(tolerance) else {
      return .ok(.clock, found: before == nil ? "nothing to compare it with yet" : "it has not jumped")
    }
    let size = overflow ? "very far" : DaemonJudge.rough(Int64(clamping: jump.magnitude))
    return Finding(
      .clock, .warning, found: "it jumped \(jump < 0 ? "back" : "ahead") by \(size) since the last check",
      expected: "less than 30s: headers and ages written meanwhile are off by that")
  }

  private static func schedule(_ last: Int64?, _ steady: Int64, _ every: Interval) -> Finding {
    guard let last, last >= 0, steady > last else {
      return .ok(.schedule, found: "the first check since the boot")
    }
    let pause = steady - last
    let found = "the last check was \(DaemonJudge.rough(pause)) ago"
    guard pause > 2 * every.nanoseconds + Interval.minutes(1).nanoseconds else {
      return .ok(.schedule, found: found)
    }
    return Finding(
      .schedule, .warning, found: found,
      expected: "every \(every): cron runs `healthcheck`, see scripts/install")
  }
}
