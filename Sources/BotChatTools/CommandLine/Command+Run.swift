import BotChatSystem

extension Command {
  /// Runs the tool with these arguments, the program's own name left out: answers `--help`, `--version`
  /// and `--man`, says every complaint in one form, and returns the code to exit with.
  func run(_ arguments: [String], _ body: (Options) throws -> ExitCode) -> ExitCode {
    ThisProcess.holdStandardStreams()
    ThisProcess.raiseFileLimit()
    Signals.ignoreHarmless()
    do {
      switch try parse(arguments) {
      case .help:
        StandardOutput.write(Self.withoutLineEnd(help(colour: Colour(for: StandardOutput.descriptor))))
        return .ok
      case .version:
        StandardOutput.write(Self.withoutLineEnd(versionLine))
        return .ok
      case .manual:
        StandardOutput.write(Self.withoutLineEnd(manual))
        return .ok
      case .run(let options): return try body(options)
      }
    } catch let complaint as Complaint {
      let text = complaint.text(tool: program, colour: Colour(for: StandardError.descriptor))
      StandardError.write(Self.withoutLineEnd(text))
      return complaint.exit
    } catch {
      StandardError.write("\(program): error: \(Escaping.visible("\(error)"))")
      return .inputOutput
    }
  }

  private static func withoutLineEnd(_ text: String) -> String {
    text.hasSuffix("\n") ? String(text.dropLast()) : text
  }
}
