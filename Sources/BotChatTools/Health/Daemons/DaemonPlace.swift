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
  /// The state folder whose `log` has it.
  let state: String
  /// Whose configuration it reads.
  let reads: Reads

  /// What a daemon is told by.
  enum Reads: Sendable {
    /// The configuration that we have read.
    case ours(digest: String)
    /// The hub's.
    case hub(HubSource)
    /// A file that cannot be seen from here, or is another bot's.
    case another
  }

  /// `programs` is the folder of the programs.
  init(_ daemon: Daemon, _ source: ConfigurationFile, programs: String) {
    self.daemon = daemon
    let settings = source.configuration.bots.first { $0.name == daemon.bot }?.monitor
    let isMonitor = daemon.program == "monitor"
    let path = isMonitor ? settings?.config ?? source.path : source.path
    let bot = daemon.bot.map { ["--bot", $0] } ?? []
    via = isMonitor ? settings?.via ?? [] : []
    // In there it is found as everything is that is called in there.
    let program = via.isEmpty ? "\(programs)/\(daemon.program)" : daemon.program
    if daemon == .hub, let path = source.configuration.hub {
      let hub = HubSource(path)
      command = [program, "--config", path]
      (state, reads) = (hub.state, .hub(hub))
    } else {
      command = [program, "--config", path] + bot
      (state, reads) = (
        source.state, path == source.path && via.isEmpty ? .ours(digest: source.digest) : .another
      )
    }
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
    case .hub:
      lock = "\(state)/\(HubState.lockName)"
      mark = "\(state)/\(HubState.markName)"
      keepsake = HubState.databaseName
      log = "hub.log"
    }
  }

  /// The digest of the configuration that should be in force; nil: nobody knows here.
  var digest: String? {
    switch reads {
    case .ours(let digest): digest
    case .hub(let hub): hub.configuration?.digest
    case .another: nil
    }
  }

  /// What the file that it reads says now, where `ours` is what ours says.
  func wanted(_ ours: DaemonJudge.Wanted) -> DaemonJudge.Wanted {
    switch reads {
    case .ours: ours
    case .hub(let hub): hub.wanted
    case .another: .another
    }
  }

  /// How often its main loop moves at least, where that of the others does so each `poll`.
  func pace(_ poll: Interval) -> Interval { daemon == .hub ? HubService.pace : poll }

  /// Why it could not be started, as far as can be known without trying; nil: nothing.
  var obstacle: String? {
    guard via.isEmpty else { return nil }
    if case .hub(let hub) = reads, let complaint = hub.complaint { return complaint.what }
    return ProgramPath.problem(command[0])
  }
}
