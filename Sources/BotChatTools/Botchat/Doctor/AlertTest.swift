import BotChatCore
import BotChatSystem

/// `--alert`: whether the person can be told at all, before it matters (W7).
enum AlertTest {
  /// Sends one, and waits until it is handed over or has failed.
  static func run(_ source: ConfigurationFile) throws -> Finding {
    guard let call = source.configuration.alert else {
      return Finding(
        .alert, .critical, found: "\(source.path) has no \"alert\"", expected: "one that tells you",
        cure: "add alert: { run: [PROGRAM, \"{text}\"] }")
    }
    let loop = try EventLoop()
    let caller = try Caller(loop)
    let words = AlertText("a test; whoever reads this will be told when something is wrong")
    var answer: CallResult?
    caller.begin(
      words.places.fill(call), body: words.body, timeout: source.configuration.wake.timeout.nanoseconds
    ) { answer = $0 }
    while answer == nil {
      try loop.wait(until: caller.dueAt)
      caller.look(at: MonotonicClock.now())
    }
    guard let answer, case .failed(let why, _) = answer.outcome else {
      return .ok(
        .alert, found: "handed over in \(Milliseconds.text(answer?.duration ?? 0)); has it arrived?")
    }
    let output = String(decoding: answer.output.prefix(400), as: UTF8.self)
    return Finding(
      .alert, .critical, found: "the test alert failed: \(why)" + (output.isEmpty ? "" : ": \(output)"),
      expected: "an alert that reaches you", cure: "mend \"alert\" in \(source.path)")
  }
}
