import BotChatSystem

/// `bots/<bot>/`: the only folder that is ever mounted into a container; it holds all that waking needs (W2).
struct BotState {
  let paths: BotPaths
  let folder: StateFolder

  /// Opens the folder, and makes it where it is missing.
  ///
  /// Throws as ``StateFolder/subfolder(_:)``.
  init(_ bot: String, in state: StateFolder) throws(TrustError) {
    paths = BotPaths(bot, inState: state.path)
    folder = try state.subfolder("bots").subfolder(paths.name)
  }
}
