/// How every tool but `healthcheck` ends: one small contract, the same in each man page.
///
/// Source: DESIGN 7; the numbers from 64 on are those of sysexits(3head).
package enum ExitCode: Int32, Sendable, CaseIterable {
  /// Done.
  case ok = 0
  /// Nothing was found, or a problem was.
  case found = 1
  /// The command line is wrong.
  case usage = 64
  /// A message was refused.
  case refused = 65
  /// No relay runs.
  case unavailable = 69
  /// A bug of the tool.
  case bug = 70
  /// Input or output failed.
  case inputOutput = 74
  /// Not now: it already runs, or the waiting took too long.
  case tryAgain = 75
  /// Not permitted.
  case permission = 77
  /// The configuration is wrong.
  case configuration = 78
}
