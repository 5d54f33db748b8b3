import BotChatCore
import BotChatSystem

/// `bots/<bot>/`: the only folder that is ever mounted into a container; it holds all that waking needs (W2).
struct BotState {
  /// As the folder is called: in lower case, since names compare without case.
  let name: String
  let folder: StateFolder

  /// Opens the folder, and makes it where it is missing.
  ///
  /// Throws as ``StateFolder/subfolder(_:)``.
  init(_ bot: String, in state: StateFolder) throws(TrustError) {
    name = bot.lowercased()
    folder = try state.subfolder("bots").subfolder(name)
  }

  /// Held by the bot's monitor for life: it says that the relay has to leave the bot to it.
  var monitorLock: String { folder.path(of: "monitor.lock") }

  /// Held by whoever reads the home and wakes the bot.
  var wakeLock: String { folder.path(of: "wake.lock") }

  var database: String { folder.path(of: "wake.db") }
}
