import BotChatCore
import BotChatSystem

/// Where a daemon keeps its lock and its mark, and how it is started.
struct DaemonPlace: Sendable {
  let daemon: Daemon
  /// The lock that it holds for life.
  let lock: String
  /// The mark of its main loop.
  let mark: String
  /// What stands beside its lock once it has run.
  let keepsake: String
  /// Where its standard error goes.
  let log: String
  /// The program first.
  let command: [String]
  /// The words before the command, where it runs in a container; empty: it runs here.
  let via: [String]
  /// Whether it reads the configuration's file that we read.
  let readsOurFile: Bool

  /// `programs` is the folder of the programs.
  init(_ daemon: Daemon, _ source: ConfigurationFile, programs: String) {
    self.daemon = daemon
    let settings = source.configuration.bots.first { $0.name == daemon.bot }?.monitor
    let isMonitor = daemon.program == "monitor"
    let path = isMonitor ? settings?.config ?? source.path : source.path
    let bot = daemon.bot.map { ["--bot", $0] } ?? []
    via = isMonitor ? settings?.via ?? [] : []
    readsOurFile = path == source.path && via.isEmpty
    // In there it is found as everything is that is called in there.
    command = [via.isEmpty ? "\(programs)/\(daemon.program)" : daemon.program, "--config", path] + bot
    let state = source.state
    switch daemon {
    case .relay:
      lock = "\(state)/relay.lock"
      mark = "\(state)/relay.progress"
      keepsake = "relay.id"
      log = "relay.log"
    case .monitor(let bot):
      let paths = BotPaths(bot, inState: state)
      lock = paths.monitorLock
      mark = "\(paths.folder)/progress"
      keepsake = "wake.db"
      log = "monitor-\(paths.name).log"
    case .link(let bot):
      let paths = LinkPaths(bot, inState: state)
      lock = paths.lock
      mark = paths.mark
      keepsake = LinkPaths.stateName
      log = paths.log
    }
  }
}
