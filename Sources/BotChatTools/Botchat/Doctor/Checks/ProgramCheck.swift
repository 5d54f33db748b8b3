import BotChatCore
import BotChatSystem

/// Whether all programs of the toolkit lie beside this one, and are of its version.
struct ProgramCheck {
  let world: HealthWorld
  /// Their folder.
  let programs: String

  private static let patience: Int64 = 2_000_000_000

  func run() -> [Finding] {
    let needed = world.configuration.daemons.map(\.program)
    let names = ["relay", "monitor", "healthcheck"] + ["hub", "link"].filter(needed.contains)
    let findings = names.compactMap(finding)
    return findings.isEmpty
      ? [.ok(.programs, found: "\(names.joined(separator: ", ")): version \(Version.current)")] : findings
  }

  private func finding(_ name: String) -> Finding? {
    let path = "\(programs)/\(name)"
    let wanted = "\(name) \(Version.current)"
    let (said, failure) = DaemonCommand.answer([path, "--version"], within: Self.patience)
    if failure == nil, said == "\(wanted)\n" { return nil }
    return Finding(
      .programs, name, .critical, found: "\(path): \(failure ?? "it says \(said.prefix(80))")",
      expected: wanted)
  }
}
