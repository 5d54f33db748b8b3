import BotChatCore
import BotChatSystem

/// Whether the hub of this machine answers where it says that it listens, and what it keeps for whom (H2, DESIGN 9).
///
/// One that does not run, or is not meant to, is not asked.
struct ServingCheck {
  let world: HealthWorld

  func run() -> [Finding] {
    guard !world.isStopped, let path = world.configuration.hub else { return [] }
    let hub = HubSource(path)
    guard (try? LockFile.isHeld("\(hub.state)/\(HubState.lockName)")) == true else { return [] }
    let retention = hub.configuration?.settings.retention ?? HubRetention()
    guard let url = url(in: hub.state) else {
      return HubHealth.judge(hub.state, .none(why: "it does not say where it listens"), nil, retention)
    }
    return HubHealth.judge(url, ask(url), StoredHub(hub.state, retention).read(), retention)
  }

  /// Its own word: with another configuration in the file, or port 0, nobody else knows.
  private func url(in state: String) -> String? {
    guard (try? Folder(path: state)) != nil, let folder = try? StateFolder(path: state),
      let bytes = (try? folder.readSmall(HubState.addressName, limit: 1024)).flatMap(\.self),
      let line = String(validating: bytes, as: UTF8.self)?.split(separator: "\n").first
    else { return nil }
    return "\(line)healthz"
  }

  /// How long it may take to answer, nanoseconds.
  private static let patience: Int64 = 2_000_000_000

  private func ask(_ url: String) -> HubHealth.Answer {
    do {
      let answers = try Mailbox<Result<HTTPAnswer, HTTPError>>()
      let client = HTTPClient()
      // Its certificate is for the name by which others call it.
      client.send(try HTTPRequest(.get, url: url, asksIdentity: false), timeout: Self.patience) {
        answers.put($0)
      }
      let waiter = try Waiter()
      try waiter.add(answers.descriptor)
      try waiter.wait(nanoseconds: Self.patience + 500_000_000) { _ in }
      switch answers.take().first {
      case .success(let answer): return Self.read(answer)
      case .failure(let error): return .none(why: "\(error)")
      case nil: return .none(why: "no answer")
      }
    } catch {
      return .none(why: "\(error)")
    }
  }

  private static func read(_ answer: HTTPAnswer) -> HubHealth.Answer {
    let node = answer.body.withUnsafeBytes { try? JSONReader.read($0) }
    guard case .object(let members)? = node, let isWell = members.first(where: { $0.name == "ok" })?.value
    else { return .none(why: "what answers with status \(answer.status) is no hub") }
    if isWell == .boolean(true), answer.isSuccess { return .well }
    guard case .string(let why)? = members.first(where: { $0.name == "problem" })?.value else {
      return .ill(why: "status \(answer.status)")
    }
    return .ill(why: why)
  }
}
