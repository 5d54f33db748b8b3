import BotChatSystem

/// What a person at a terminal is told while a command takes longer than a moment; nobody else is.
struct Progress: Sendable {
  private let tool: String
  private let isShown: Bool

  init(_ tool: String) {
    self.tool = tool
    isShown = Terminal.isTerminal(StandardError.descriptor)
  }

  func say(_ text: String) {
    if isShown { StandardError.write("\(tool): \(Escaping.visible(text))") }
  }
}
