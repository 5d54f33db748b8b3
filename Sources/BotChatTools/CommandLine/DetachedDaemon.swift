import BotChatCore
import BotChatSystem

/// `--detach` and `--stop` of a bot's own daemon: a container has no service manager, and a host's pid means nothing in
/// there.
struct DetachedDaemon {
  private let title: String
  private let bot: String
  private let lock: (_ state: String) -> String
  private let log: String
  /// What a second one does with the bot.
  private let verb: String

  /// The one that wakes the bot.
  static func monitor(_ bot: Bot) -> DetachedDaemon {
    let paths = BotPaths(bot.name, inState: "")
    return DetachedDaemon(
      title: "monitor", bot: bot.name, lock: { BotPaths(bot.name, inState: $0).monitorLock },
      log: "monitor-\(paths.name).log", verb: "wakes")
  }

  /// The one that carries messages between the bot's machine and this one.
  static func link(_ bot: Bot) -> DetachedDaemon {
    DetachedDaemon(
      title: "link", bot: bot.name, lock: { LinkPaths(bot.name, inState: $0).lock },
      log: LinkPaths(bot.name, inState: "").log, verb: "carries messages of")
  }

  /// What a second one is told.
  func occupied(_ lock: String) -> Complaint {
    let holder = LockFile.holder(lock)
    return Complaint(
      "another \(title) \(verb) \(bot)" + (holder.map { ": process \($0.pid), \($0.executable)" } ?? ""),
      hint: "end it first: \(title) --bot \(bot) --stop", exit: .tryAgain)
  }

  /// How long it may take until it watches: a relay lets go of the bot with its next poll.
  private func patience(_ source: ConfigurationFile) -> Int64 {
    30_000_000_000 + 2 * source.configuration.relay.poll.nanoseconds
      + source.configuration.wake.timeout.nanoseconds
  }

  /// Starts one, and waits until it watches.
  func start(_ source: ConfigurationFile) throws -> ExitCode {
    let lock = lock(source.state)
    if try LockFile.isHeld(lock), LockFile.holder(lock)?.isAlive != false { throw occupied(lock) }
    let log: String
    do {
      log = try StateFolder(path: source.state).subfolder("log").path(of: self.log)
    } catch {
      throw Complaint("cannot make the log: \(error)", exit: .inputOutput)
    }
    let daemon = try DetachedProcess(
      [ThisProcess.executable, "--config", source.path, "--bot", bot], log: log)
    guard let line = daemon.firstLine(within: patience(source)) else {
      throw Complaint(
        "the \(title) of \(bot) did not begin to watch", hint: "its log says why: \(log)",
        exit: .inputOutput)
    }
    StandardOutput.write(line)
    return .ok
  }

  /// Ends the one that runs, and waits until it has ended.
  func stop(_ source: ConfigurationFile) throws -> ExitCode {
    let lock = lock(source.state)
    guard try LockFile.isHeld(lock) else {
      StandardOutput.write("no \(title) runs for \(bot)")
      return .ok
    }
    guard let holder = LockFile.holder(lock) else {
      throw Complaint("\(lock) does not say who holds it", exit: .inputOutput)
    }
    guard try holder.identity.send(.terminate) else {
      throw Complaint(
        "the \(title) of \(bot) is not process \(holder.pid) here",
        hint: "inside of a container it can only be ended in there", exit: .inputOutput)
    }
    let waiter = try Waiter()
    let end = MonotonicClock.now() + patience(source)
    while try LockFile.isHeld(lock) || holder.isAlive {
      guard MonotonicClock.now() < end else {
        throw Complaint("process \(holder.pid) does not end", hint: "kill -9 \(holder.pid)", exit: .tryAgain)
      }
      try waiter.wait(nanoseconds: 20_000_000) { _ in }
    }
    StandardOutput.write("ended process \(holder.pid)")
    return .ok
  }
}
