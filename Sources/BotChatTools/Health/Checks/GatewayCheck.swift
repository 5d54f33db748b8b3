import BotChatCore
import BotChatSystem

/// The OpenClaw gateways that bots live in (H2).
struct GatewayCheck {
  let world: HealthWorld

  func run() -> [Finding] {
    world.configuration.bots.flatMap { bot in
      bot.gateway.map { [address(bot.name, $0), sessions(bot.name, $0)].compactMap(\.self) } ?? []
    }
  }

  /// How long a gateway may take to answer, nanoseconds.
  private static let patience: Int64 = 2_000_000_000

  private func address(_ bot: String, _ gateway: Gateway) -> Finding {
    let url = gateway.url.hasSuffix("/") ? gateway.url + "healthz" : gateway.url + "/healthz"
    func problem(_ why: String) -> Finding {
      Finding(
        .gateway, bot, .critical, found: "\(url): \(why)", expected: "status 200: wakes wait until it answers"
      )
    }
    do {
      let request = try HTTPRequest(.get, url: url)
      let answers = try Mailbox<Result<HTTPAnswer, HTTPError>>()
      let client = HTTPClient()
      client.send(request, timeout: Self.patience) { answers.put($0) }
      let waiter = try Waiter()
      try waiter.add(answers.descriptor)
      try waiter.wait(nanoseconds: Self.patience + 500_000_000) { _ in }
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
