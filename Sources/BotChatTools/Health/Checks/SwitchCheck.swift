import BotChatCore

/// The switches that hold everything up: right as long as somebody meant them (H3, R18).
struct SwitchCheck {
  let world: HealthWorld

  func run() -> [Finding] {
    var findings: [Finding] = []
    if world.isStopped {
      findings.append(
        Finding(
          .switch, "stopped", .warning, found: "STOPPED: \(world.state)/stopped stands there",
          expected: "nothing is started until `healthcheck --start`"))
    }
    if world.isPaused {
      findings.append(
        Finding(
          .switch, "paused", .warning, found: "PAUSED: \(world.state)/paused stands there",
          expected: "nothing is delivered and nobody is woken until it is removed"))
    }
    return findings
  }
}
