import Glibc
import Testing

// The link of a village's bot that lives on another machine.
extension Village {
  /// A bot that lives elsewhere, met at that port in the room `meadow`; `token` is what the hub knows us by.
  func link(_ bot: String, port: Int, token: String, _ settings: String = "") throws {
    let file = "\(folder)/hub-token"
    try Disk.write(token + "\n", to: file)
    chmod(file, 0o600)
    let more = settings.isEmpty ? "" : ", \(settings)"
    self.settings.linked[bot] =
      "hub: \"ws://127.0.0.1:\(port)\", room: meadow, token: \(file), from: \(bot.lowercased())\(more)"
  }

  /// The file of a bot that lives elsewhere.
  func linkChat(_ bot: String) -> String { "\(state)/links/\(bot)/BOT_CHAT.md" }

  func linkLog(_ bot: String) -> String { Disk.text("\(folder)/link-\(bot.lowercased()).log") }

  private func linkOutput(_ bot: String) -> String { Disk.text("\(folder)/link-\(bot.lowercased()).out") }

  /// Starts a link without waiting for anything.
  @discardableResult
  func launchLink(
    _ bot: String, _ options: [String] = [], environment: [String] = []
  ) throws -> Program {
    try configure()
    let name = "\(folder)/link-\(bot.lowercased())"
    let program = try Program(
      [try Binary.path(of: "link"), "--config", configuration, "--bot", bot] + options,
      environment: ["HOME=\(folder)"] + environment, output: "\(name).out", errors: "\(name).log")
    programs.append(program)
    return program
  }

  /// Starts a link and waits until it watches.
  @discardableResult
  func startLink(_ bot: String, at location: SourceLocation = #_sourceLocation) async throws -> Program {
    let program = try launchLink(bot)
    try await eventually("the link of \(bot) is ready", at: location) {
      if let ending = program.ended() {
        throw Trouble(
          "the link of \(bot) ended instead of watching: \(ending)\n\(linkLog(bot))", at: location)
      }
      return linkOutput(bot).contains("ready pid=\(program.pid) ")
    }
    return program
  }
}
