import BotChatSystem

extension Colour {
  /// Decides for what is written to this descriptor.
  init(for descriptor: Int32) {
    self.init(
      isTerminal: Terminal.isTerminal(descriptor), noColor: ThisProcess.environment("NO_COLOR"),
      term: ThisProcess.environment("TERM"))
  }
}
