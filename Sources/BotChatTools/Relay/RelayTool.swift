import BotChatCore
import BotChatSystem

/// The `relay` program.
package enum RelayTool {
  /// Runs it with these arguments, the program's own name left out, and returns its exit code.
  package static func run(_ arguments: [String]) -> ExitCode {
    ThisProcess.holdStandardStreams()
    ThisProcess.raiseFileLimit()
    Signals.ignoreHarmless()
    do {
      switch try relayCommand.parse(arguments) {
      case .help:
        StandardOutput.write(
          relayCommand.help(colour: Colour(for: StandardOutput.descriptor)).trimmingLineEnd)
        return .ok
      case .version:
        StandardOutput.write(relayCommand.versionLine.trimmingLineEnd)
        return .ok
      case .run(let options): return try run(options)
      }
    } catch let complaint as Complaint {
      StandardError.write(
        complaint.text(tool: "relay", colour: Colour(for: StandardError.descriptor)).trimmingLineEnd)
      return complaint.exit
    } catch {
      StandardError.write("relay: error: \(Escaping.visible("\(error)"))")
      return .inputOutput
    }
  }

  private static func run(_ options: RelayOptions) throws -> ExitCode {
    let source = try ConfigurationFile(named: options.config)
    if options.check { return RelayCheck(source).run() }
    try OldScripts.refuse()
    try agree(to: options)
    return try RelayService(source, options).run()
  }

  /// `--backfill` can send years of mail: it asks first.
  private static func agree(to options: RelayOptions) throws(Complaint) {
    guard options.backfill, !options.yes else { return }
    guard Terminal.isTerminal(0) else {
      throw Complaint(
        "--backfill sends the whole history, and nobody is here to ask",
        hint: "add --yes if that is what you want", exit: .usage)
    }
    StandardError.write(
      "--backfill sends every message of the history to everybody it names. Type yes to go on:")
    guard readLine() == "yes" else { throw Complaint("nothing was sent", exit: .usage) }
  }
}

extension String {
  var trimmingLineEnd: String { hasSuffix("\n") ? String(dropLast()) : self }
}
