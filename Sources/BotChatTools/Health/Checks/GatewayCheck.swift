import BotChatCore
import BotChatSystem

/// The OpenClaw gateways that bots live in (H2).
struct GatewayCheck {
  let world: HealthWorld

  func run() -> [Finding] {
    let bots = world.configuration.bots.compactMap { bot in bot.gateway.map { (name: bot.name, gateway: $0) }
    }
    // All are asked before any is waited for, or three that hang would take longer than the check may.
    let client = HTTPClient()
    let questions = bots.map { ask($0.gateway, client) }
    return zip(bots, questions).flatMap { bot, question in
      [address(bot.name, question), sessions(bot.name, bot.gateway)].compactMap(\.self)
    }
  }

  /// How long a gateway may take to answer, nanoseconds.
  private static let patience: Int64 = 2_000_000_000

  private typealias Answers = Mailbox<Result<HTTPAnswer, HTTPError>>

  private struct Question {
    let url: String
    /// Steady clock: when nothing more is to be expected.
    let end: Int64
    let answers: Result<Answers, any Error>
  }

  private func ask(_ gateway: Gateway, _ client: HTTPClient) -> Question {
    let url = gateway.url.hasSuffix("/") ? gateway.url + "healthz" : gateway.url + "/healthz"
    let answers = Result {
      let answers = try Answers()
      client.send(try HTTPRequest(.get, url: url), timeout: Self.patience) { answers.put($0) }
      return answers
    }
    return Question(url: url, end: MonotonicClock.now() + Self.patience + 500_000_000, answers: answers)
  }

  private func address(_ bot: String, _ question: Question) -> Finding {
    let url = question.url
    func problem(_ why: String) -> Finding {
      Finding(
        .gateway, bot, .critical, found: "\(url): \(why)", expected: "status 200: wakes wait until it answers"
      )
    }
    do {
      let answers = try question.answers.get()
      let waiter = try Waiter()
      try waiter.add(answers.descriptor)
      try waiter.wait(nanoseconds: max(0, question.end - MonotonicClock.now())) { _ in }
      switch answers.take().first {
      case .success(let answer) where answer.isSuccess: return .ok(.gateway, bot, found: "\(url) answers")
      case .success(let answer): return problem("status \(answer.status)")
      case .failure(let error): return problem("\(error)")
      case nil: return problem("no answer")
      }
    } catch {
      return problem("\(error)")
    }
  }

  /// A failed session alone is the bot's own affair; with messages waiting, nobody will read them.
  private func sessions(_ bot: String, _ gateway: Gateway) -> Finding? {
    guard let folder = gateway.sessions else { return nil }
    do {
      let failed = try Evidence.sessions(in: folder).count { $0.status == "failed" }
      guard failed > 0, isWaitedFor(bot) else { return nil }
      return Finding(
        .gateway, bot, .critical,
        found: "\(failed) of its sessions failed, and messages wait for it",
        expected: "a session that reads them")
    } catch {
      return Finding(
        .gateway, bot, .warning, found: "\(Evidence.path(in: folder)) cannot be read: \(error)",
        expected: "the gateway's sessions")
    }
  }

  /// Whether it was woken and has not answered, or is yet to be woken.
  private func isWaitedFor(_ bot: String) -> Bool {
    let paths = BotPaths(bot, inState: world.state)
    guard let database = try? Database(path: paths.database, isReadOnly: true) else { return false }
    let rows = try? database.prepare(
      """
      SELECT 1 FROM plan WHERE name IN ('claim', 'watch') AND value IS NOT NULL
      UNION SELECT 1 FROM arrival WHERE number > ifnull((SELECT value FROM plan WHERE name = 'done'), 0)
      """)
    return (try? rows?.step()) == true
  }
}
