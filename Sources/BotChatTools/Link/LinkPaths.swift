/// The names in `links/<bot>/`, without asking whether anything stands there (DESIGN 9).
struct LinkPaths {
  let folder: String
  private let bot: String

  init(_ bot: String, inState state: String) {
    self.bot = bot
    folder = "\(state)/links/\(bot)"
  }

  /// Held by the bot's link for life.
  var lock: String { "\(folder)/link.lock" }

  var database: String { "\(folder)/\(Self.stateName)/\(Self.databaseName)" }

  /// The link's mark of life.
  var mark: String { "\(folder)/progress" }

  /// The name of its log.
  var log: String { "link-\(bot.lowercased()).log" }

  /// The database's folder: beside the chat file it would wake the relay, and the link itself, with each page that is
  /// written, since they watch that folder.
  static let stateName = "state"

  static let databaseName = "link.db"
}
