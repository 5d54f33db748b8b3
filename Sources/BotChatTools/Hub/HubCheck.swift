import BotChatCore
import BotChatSystem

/// `hub --check`: what would be served, and every problem, without touching anything.
struct HubCheck {
  private let source: HubConfiguration

  init(_ source: HubConfiguration) { self.source = source }

  func run() -> ExitCode {
    let settings = source.settings
    say("configuration  \(source.path) (\(source.digest))")
    say("listens on     \(settings.listen) port \(settings.port)\(settings.tls == nil ? "" : ", TLS")")
    say("state          \(source.state)\(holder)")
    say("bots           \(source.tokens.bots.joined(separator: ", "))")
    if let rooms = settings.rooms {
      for room in rooms { say("room           \(room.name): \(room.bots.joined(separator: ", "))") }
    } else {
      say("rooms          every bot may join every room")
    }
    say("")
    let problems = self.problems
    say(problems.isEmpty ? "no problems" : "problems:")
    for problem in problems { say("  \(problem)") }
    return problems.isEmpty ? .ok : .inputOutput
  }

  private var holder: String {
    let lock = "\(source.state)/\(HubState.lockName)"
    guard (try? LockFile.isHeld(lock)) == true else { return "" }
    return ", held by a running hub" + (LockFile.holder(lock).map { ": process \($0.pid)" } ?? "")
  }

  private var problems: [String] {
    var problems: [String] = []
    if let refusal = StateFolder.refusal(source.state) { problems.append("the state folder \(refusal)") }
    let bots = source.tokens.bots
    for room in source.settings.rooms ?? [] {
      for bot in room.bots where !bots.contains(bot) {
        problems.append("rooms.\(room.name): \(bot) has no token")
      }
    }
    if let tls = source.settings.tls {
      do throws(ServerError) {
        try WebSocketServer.check(certificate: (tls.certificate, tls.key))
      } catch {
        problems.append("tls: \(error)")
      }
    }
    return problems
  }

  private func say(_ text: String) { StandardOutput.write(Escaping.visible(text)) }
}
