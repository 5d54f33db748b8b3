import BotChatCore
import BotChatSystem

/// Whether the containers that monitors run in can be reached, and have a monitor of this version.
struct ContainerCheck {
  let bot: Bot
  let via: [String]

  /// Nanoseconds: `docker exec` takes a second on a busy machine.
  static let patience: Int64 = 10_000_000_000

  func run() -> [Finding] {
    let command = via + ["monitor", "--version"]
    let wanted = "monitor \(Version.current)"
    let (said, failure) = DaemonCommand.answer(command, within: Self.patience)
    let line = said.split(separator: "\n").last.map(String.init) ?? ""
    if failure == nil, line == wanted { return [.ok(.container, bot.name, found: line)] }
    return [
      Finding(
        .container, bot.name, .critical,
        found: "\(command.joined(separator: " ")): \(failure ?? "it says \(line.prefix(80))")",
        expected: wanted)
    ]
  }
}
