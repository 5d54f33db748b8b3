import BotChatCore
import BotChatSystem

/// Locks that their holders left behind, and monitors that nobody configured (H2, R15).
struct LockCheck {
  let world: HealthWorld

  func run() -> [Finding] {
    let findings = writingLocks() + strayMonitors()
    return findings.isEmpty ? [.ok(.lock, found: "none is left over")] : findings
  }

  private func writingLocks() -> [Finding] {
    guard world.hasState, let folder = try? StateFolder(path: world.state), let names = try? folder.names()
    else { return [] }
    return names.filter { $0.hasPrefix(WritingLocks.prefix) }.compactMap { name in
      guard (try? LockFile.isHeld(folder.path(of: name))) == false,
        let status = (try? folder.status(of: name)).flatMap(\.self),
        WallClock.now() - status.changed > Interval.seconds(10).nanoseconds
      else { return nil }
      let isGone = world.mayHeal && (try? folder.remove(name)) != nil
      return Finding(
        .lock, name, .warning, found: "its writer is gone",
        expected: "no lock without a writer: bots wait for it",
        done: isGone ? "removed" : nil)
    }
  }

  private func strayMonitors() -> [Finding] {
    let known = Set(world.configuration.bots.map { $0.name.lowercased() })
    let names = (try? FolderNames.list("\(world.state)/bots")) ?? []
    return names.filter { !known.contains($0) }.compactMap { name in
      let lock = BotPaths(name, inState: world.state).monitorLock
      guard (try? LockFile.isHeld(lock)) == true else { return nil }
      let who = LockFile.holder(lock).map { ", process \($0.pid)" } ?? ""
      return Finding(
        .monitor, name, .warning, found: "a monitor runs for it\(who), and the configuration has no such bot",
        expected: "none: end it, or put the bot back")
    }
  }
}
