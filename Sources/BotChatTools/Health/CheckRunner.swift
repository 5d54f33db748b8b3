import BotChatCore
import BotChatSystem

/// One check, and how long it may take.
struct HealthCheck: Sendable {
  let name: Finding.Check
  /// Nanoseconds.
  var limit: Int64 = 5_000_000_000
  let body: @Sendable () -> [Finding]

  init(_ name: Finding.Check, _ body: @escaping @Sendable () -> [Finding]) {
    self.name = name
    self.body = body
  }
}

/// Runs checks one after the other, each with its own time-out (H1).
///
/// They run in a thread beside the caller's. A check that does not come back, because a disk or a network file system
/// does not, keeps its thread; the others go on in a new one.
enum CheckRunner {
  private typealias Result = (index: Int, findings: [Finding])

  static func run(_ checks: [HealthCheck]) throws(SystemError) -> [Finding] {
    var findings: [Finding] = []
    var next = 0
    while next < checks.count {
      let mailbox = try Mailbox<Result>()
      let isAbandoned = Flag()
      let rest = Array(checks[next...])
      let worker = try Worker {
        for (index, check) in rest.enumerated() where !isAbandoned.isRaised {
          mailbox.put((index, check.body()))
        }
      }
      let done = try collect(rest, mailbox, into: &findings)
      next += done
      if done == rest.count {
        worker.join()
      } else {
        isAbandoned.raise()
        findings.append(late(checks[next]))
        next += 1
      }
    }
    return findings
  }

  /// Takes results as they come; how many came before one was late.
  private static func collect(
    _ checks: [HealthCheck], _ mailbox: Mailbox<Result>, into findings: inout [Finding]
  ) throws(SystemError) -> Int {
    let waiter = try Waiter()
    try waiter.add(mailbox.descriptor)
    var done = 0
    var end = MonotonicClock.now() + (checks.first?.limit ?? 0)
    while done < checks.count {
      try waiter.wait(nanoseconds: max(0, end - MonotonicClock.now())) { _ in }
      let results = mailbox.take()
      for result in results {
        findings += result.findings
        done = result.index + 1
      }
      if results.isEmpty, MonotonicClock.now() >= end { return done }
      if !results.isEmpty, done < checks.count { end = MonotonicClock.now() + checks[done].limit }
    }
    return done
  }

  private static func late(_ check: HealthCheck) -> Finding {
    Finding(
      check.name, .unknown, found: "the check did not come back within \(Interval(nanoseconds: check.limit))",
      expected: "a file system that answers")
  }
}
