import BotChatSystem

/// The crontab of the user who asks, which only `crontab` itself may read unless that is root.
enum UserCrontab {
  /// What stands in the place of a path.
  static let name = "crontab -l"
  /// Nanoseconds.
  private static let patience: Int64 = 2_000_000_000

  /// Its lines, comments left out; none where there is no `crontab`, and for root, whose spool is read.
  static func lines() -> [Crontabs.Line] {
    guard ThisProcess.user != 0, let child = try? Child(["crontab", "-l"], output: 1 << 20),
      DaemonCommand.end(of: child, until: MonotonicClock.now() + patience) == nil
    else { return [] }
    return Crontabs.lines(of: child.output, path: name)
  }
}
