import BotChatCore
import BotChatSystem

/// Misfiled and undeliverable messages, and whatever else the relay and the links have listed (H2).
struct MessagesCheck {
  let world: HealthWorld

  func run() -> [Finding] {
    // A database that cannot be read is the backlog's finding.
    guard let problems = try? StoredState(world.state).problems() else { return [] }
    return ProblemJudge.judge(problems + Problem.ofLinks(world.source), at: WallClock.now())
  }
}
