import BotChatCore
import BotChatSystem

/// Whether cron runs, and calls the health check, at boot and then again and again (H1).
struct CronCheck {
  /// The folder of the programs.
  let programs: String

  private static let daemons: Set = ["cron", "crond", "fcron"]

  func run() -> [Finding] {
    let lines = (Crontabs().lines() + UserCrontab.lines()).filter { $0.names("healthcheck") }
    let path = "\(programs)/healthcheck"
    var findings: [Finding] = []
    if !lines.contains(where: { !isAtBoot($0) }) {
      findings.append(
        Finding(
          .cron, .warning, found: "no crontab line that can be read calls healthcheck every few minutes",
          expected: "one that does: else nobody repairs what does not run",
          cure: "scripts/install, or with crontab -e: */5 * * * * \(path) --quiet"))
    }
    if !lines.contains(where: isAtBoot) {
      findings.append(
        Finding(
          .cron, .warning, found: "no crontab line that can be read starts it at boot",
          expected: "@reboot and healthcheck --boot",
          cure: "scripts/install, or with crontab -e: @reboot \(path) --boot"))
    }
    findings += lines.compactMap(missing)
    if !ProcessTable().runs(Self.daemons) {
      findings.append(
        Finding(
          .cron, .warning, found: "cron does not run", expected: "it does",
          cure: "systemctl enable --now cron"))
    }
    return findings.isEmpty
      ? [.ok(.cron, found: "it runs, and \(lines[0].path) calls healthcheck")] : findings
  }

  private func isAtBoot(_ line: Crontabs.Line) -> Bool { line.text.hasPrefix("@reboot") }

  /// A line that calls a program which is not there.
  private func missing(_ line: Crontabs.Line) -> Finding? {
    guard let path = line.words(endingIn: "/healthcheck").first(where: PathText.isAbsolute),
      let problem = ProgramPath.problem(path)
    else { return nil }
    return Finding(
      .cron, "\(line.path):\(line.number)", .warning, found: problem, expected: "the installed healthcheck",
      cure: "scripts/install, or write \(programs)/healthcheck there")
  }
}
