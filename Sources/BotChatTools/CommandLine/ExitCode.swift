/// How the tools end: one small contract, the same in each man page.
///
/// `healthcheck` answers with the numbers from 0 to 3, as monitoring plugins do.
/// Source: DESIGN 7, H4; the numbers from 64 on are those of sysexits(3head).
package enum ExitCode: Int32, Sendable, CaseIterable {
  /// Done.
  case ok = 0
  /// Nothing was found, or a problem was.
  case found = 1
  /// Something does not work.
  case critical = 2
  /// It could not be found out.
  case unknown = 3
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
