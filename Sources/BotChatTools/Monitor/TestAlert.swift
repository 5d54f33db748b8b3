import BotChatCore
import BotChatSystem

/// `--test-alert`: whether the person can be told at all, before it matters (W7).
enum TestAlert {
  static func run(_ source: ConfigurationFile) throws -> ExitCode {
    guard let call = source.configuration.alert else {
      throw Complaint(
        "\(source.path) has no \"alert\"", hint: "add alert: { run: [program, \"{text}\"] }",
        exit: .configuration)
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
    guard let answer else { return .bug }
    let output = Escaping.visible(answer.output.prefix(400))
    if case .failed(let why, _) = answer.outcome {
      throw Complaint(
        "the test alert failed: \(why)" + (output.isEmpty ? "" : ": \(output)"),
        hint: "mend \"alert\" in \(source.path)", exit: .inputOutput)
    }
    StandardOutput.write(
      "the test alert was handed over in \(Interval(nanoseconds: answer.duration / 1_000_000 * 1_000_000)); has it arrived?"
    )
    return .ok
  }
}
