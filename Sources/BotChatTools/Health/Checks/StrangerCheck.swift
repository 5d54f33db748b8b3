import BotChatCore
import BotChatSystem

/// Programs that do the same work beside ours: the old scripts, and relays of another version or state (H2, R16).
struct StrangerCheck {
  let world: HealthWorld

  func run() -> [Finding] {
    let findings = oldScripts() + otherRelays()
    return findings.isEmpty ? [.ok(.stranger, found: "nobody else carries these files")] : findings
  }

  private func oldScripts() -> [Finding] {
    OldScriptFinder(bots: world.configuration.bots.map(\.name)).find().map(\.finding)
  }

  private func otherRelays() -> [Finding] {
    let table = ProcessTable()
    // Also one whose lock file was deleted under it is ours.
    let own = DaemonObserver(DaemonPlace(.relay, world.source, programs: "")).read().process?.pid
    let chats = Dictionary(
      world.layout.homes.compactMap { path in FileIdentity(at: path).map { ($0, path) } },
      uniquingKeysWith: { first, _ in first })
    return ((try? table.running(["relay"])) ?? []).compactMap { program in
      let pid = program.identity.pid
      guard pid != own, let chat = table.openFiles(of: pid).lazy.compactMap({ chats[$0.file] }).first else {
        return nil
      }
      return Finding(
        .stranger, "process \(pid)", .critical, found: "\(program.path) has \(chat) open",
        expected: "one relay for a file: end the one that is not yours")
    }
  }
}
