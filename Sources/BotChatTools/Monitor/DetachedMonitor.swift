import BotChatCore
import BotChatSystem

/// `monitor --detach` and `--stop`: a container has no service manager, and a host's pid means nothing in there.
enum DetachedMonitor {
  /// How long it may take until it watches: a relay lets go of the bot with its next poll.
  private static func patience(_ source: ConfigurationFile) -> Int64 {
    30_000_000_000 + 2 * source.configuration.relay.poll.nanoseconds
      + source.configuration.wake.timeout.nanoseconds
  }

  /// Starts a monitor of its own and waits until it watches.
  static func start(_ source: ConfigurationFile, _ bot: Bot) throws -> ExitCode {
    let paths = BotPaths(bot.name, inState: source.state)
    let lock = paths.monitorLock
    if try LockFile.isHeld(lock), LockFile.holder(lock)?.isAlive != false {
      throw MonitorService.occupied(lock, bot)
    }
    let log: String
    do {
      log = try StateFolder(path: source.state).subfolder("log").path(of: "monitor-\(paths.name).log")
    } catch {
      throw Complaint("cannot make the log: \(error)", exit: .inputOutput)
    }
    let monitor = try DetachedProcess(
      [ThisProcess.executable, "--config", source.path, "--bot", bot.name], log: log)
    guard let line = monitor.firstLine(within: patience(source)) else {
      throw Complaint(
        "the monitor of \(bot.name) did not begin to watch", hint: "its log says why: \(log)",
        exit: .inputOutput)
    }
    StandardOutput.write(line)
    return .ok
  }

  /// Ends the monitor that runs for the bot, and waits until it has ended.
  static func stop(_ source: ConfigurationFile, _ bot: Bot) throws -> ExitCode {
    let lock = BotPaths(bot.name, inState: source.state).monitorLock
    guard try LockFile.isHeld(lock) else {
      StandardOutput.write("no monitor runs for \(bot.name)")
      return .ok
    }
    guard let holder = LockFile.holder(lock) else {
      throw Complaint("\(lock) does not say who holds it", exit: .inputOutput)
    }
    guard try holder.identity.send(.terminate) else {
      throw Complaint(
        "the monitor of \(bot.name) is not process \(holder.pid) here",
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
