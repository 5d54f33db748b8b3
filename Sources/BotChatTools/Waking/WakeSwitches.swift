import BotChatSystem

/// The switches that keep a bot from being woken (R18).
struct WakeSwitches {
  private let state: StateFolder
  private let own: StateFolder
  private let workspace: String
  private let paused = try? EntryName("paused")
  private let disabled = try? EntryName(".BOT_CHAT_DISABLED")

  /// - Parameters:
  ///   - chat: the bot's chat file, as configured.
  ///   - state: the state folder.
  ///   - own: the bot's folder in it.
  init(chat: String, state: StateFolder, own: StateFolder) {
    self.state = state
    self.own = own
    let folder = PathText.divide(chat).folder
    workspace = folder.isEmpty ? "/" : folder
  }

  /// Which switch is thrown; nil: none.
  var isStopped: String? {
    if let paused, state.holds(paused) { return "everything is paused" }
    if let paused, own.holds(paused) { return "it is paused" }
    if let disabled, let folder = try? Folder(path: workspace), folder.holds(disabled) {
      return ".BOT_CHAT_DISABLED stands in \(workspace)"
    }
    return nil
  }
}
