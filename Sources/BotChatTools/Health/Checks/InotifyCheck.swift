import BotChatCore
import BotChatSystem

/// Whether the kernel still lets us watch files, by watching one (H2).
struct InotifyCheck {
  let world: HealthWorld

  func run() -> [Finding] {
    do throws(SystemError) {
      try WatchTrial.run(on: world.hasState ? world.state : "/")
    } catch {
      let limit = error.call == "inotify_init" ? "max_user_instances" : "max_user_watches"
      let value = WatchTrial.limit(limit).map { ", which is \($0)" } ?? ""
      return [
        Finding(
          .inotify, .warning, found: "no more files can be watched: \(error)",
          expected: "a higher fs.inotify.\(limit)\(value): until then messages take up to \(world.poll)")
      ]
    }
    return [.ok(.inotify, found: "files can be watched")]
  }
}
