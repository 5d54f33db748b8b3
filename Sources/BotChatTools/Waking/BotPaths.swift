/// The names in `bots/<bot>/`, without asking whether anything stands there (W2).
struct BotPaths {
  /// As the folder is called: in lower case, since names compare without case.
  let name: String
  let folder: String

  init(_ bot: String, inState state: String) {
    name = bot.lowercased()
    folder = "\(state)/bots/\(name)"
  }

  /// Held by the bot's monitor for life: it says that the relay has to leave the bot to it.
  var monitorLock: String { "\(folder)/monitor.lock" }

  /// Held by whoever reads the home and wakes the bot.
  var wakeLock: String { "\(folder)/wake.lock" }

  var database: String { "\(folder)/wake.db" }

  /// There while the loop guard holds the bot's wakes (R19).
  var held: String { "\(folder)/held" }
}
