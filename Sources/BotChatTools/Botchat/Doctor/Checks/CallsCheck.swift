import BotChatCore
import BotChatSystem

/// Whether everything that wakes bots and tells the person is there, without calling any of it.
struct CallsCheck {
  let world: HealthWorld

  func run() -> [Finding] { alert + world.configuration.bots.flatMap(calls) }

  private var alert: [Finding] {
    guard let call = world.configuration.alert else {
      return [
        Finding(
          .alert, .warning, found: "nobody is told when something is wrong",
          expected: "an alert that tells you")
      ]
    }
    guard let problem = CallCheck.problem(call) else { return [.ok(.alert, found: CallCheck.text(call))] }
    return [
      Finding(
        .alert, .critical, found: problem, expected: "an alert that reaches you",
        cure: "mend \"alert\" in \(world.source.path), then: botchat doctor --alert")
    ]
  }

  private func calls(of bot: Bot) -> [Finding] {
    // In a container other programs are found than here.
    let isElsewhere = bot.monitor?.via.isEmpty == false
    let calls = isElsewhere ? [] : [bot.wake, bot.rescue.map { Call.run($0.run) }].compactMap(\.self)
    return calls.compactMap(CallCheck.problem).map { problem in
      Finding(
        .wake, bot.name, .critical, found: problem, expected: "a command or an address that wakes it",
        cure: "mend \"wake\" of \(bot.name) in \(world.source.path), then: monitor --bot \(bot.name) --check")
    }
  }
}
