import BotChatCore
import BotChatSystem
import Testing

@testable import BotChatTools

@Suite("Carrying calls out")
struct CallerTests {
  private let loop: EventLoop
  private let caller: Caller

  init() throws {
    loop = try EventLoop()
    caller = try Caller(loop)
  }

  /// Lets the loop go on until the condition holds.
  private func run(
    until what: String, at location: SourceLocation = #_sourceLocation, _ condition: () -> Bool
  ) throws {
    let end = MonotonicClock.now() + 20_000_000_000
    while !condition() {
      try #require(MonotonicClock.now() < end, "\(what)", sourceLocation: location)
      try loop.wait(until: min(caller.dueAt, MonotonicClock.now() + 50_000_000))
      caller.look(at: MonotonicClock.now())
    }
  }

  @Test("W3: a command whose output ended early does not take the end of another one with it")
  func reusedNumbers() throws {
    var ends: [String] = []
    for name in ["silent", "early"] {
      caller.begin(
        .run(["/bin/sh", "-c", "exec >/dev/null 2>&1; sleep 0.3"]), body: [], timeout: 20_000_000_000
      ) { _ in ends.append(name) }
    }
    try run(until: "both have closed their output") {
      caller.running.values.allSatisfy { $0.child.outputDescriptor == nil }
    }
    // These get the numbers that have become free.
    for name in ["one", "two"] {
      caller.begin(.run(["/bin/sleep", "0.6"]), body: [], timeout: 20_000_000_000) { _ in ends.append(name) }
    }
    try run(until: "each end is told: \(ends)") { !caller.isBusy }
    #expect(ends.sorted() == ["early", "one", "silent", "two"])
  }

  @Test("W4: a hung command is ended when its time is over, also one that does not heed SIGTERM")
  func overdue() throws {
    var outcome: CallOutcome?
    caller.begin(
      .run(["/bin/sh", "-c", "trap '' TERM; echo stuck; while :; do sleep 1; done"]), body: [],
      timeout: 300_000_000
    ) {
      outcome = $0.outcome
      #expect(String(decoding: $0.output, as: UTF8.self) == "stuck\n")
    }
    try run(until: "it is ended") { outcome != nil }
    #expect(outcome == .failed(why: "no end within 300ms", retryAfter: nil))
  }

  @Test("W3: a command that cannot be begun is told later, never from inside of the beginning")
  func missing() throws {
    var outcome: CallOutcome?
    caller.begin(.run(["/nowhere/at-all"]), body: [], timeout: 1_000_000_000) { outcome = $0.outcome }
    #expect(outcome == nil)
    #expect(caller.isBusy && caller.dueAt == 0)
    try run(until: "it is told") { outcome != nil }
    guard case .failed(let why, nil)? = outcome else { return #expect(Bool(false), "\(outcome as Any)") }
    #expect(why.contains("/nowhere/at-all"))
  }
}
