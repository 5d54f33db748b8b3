import BotChatCore
import BotChatFormat

/// Which messages are wanted.
struct LogFilter {
  private let bot: Recipient?
  private let between: [Recipient]
  private let since: String?
  private let text: SoughtText?

  /// Throws a `Complaint` with exit 65 for a name that nobody has.
  ///
  /// `since` is the earliest date and time, as headers write it.
  init(_ options: LogOptions, _ world: ChatWorld, since: String?) throws(Complaint) {
    bot = try options.bot.map { name throws(Complaint) in Recipient(try world.home(of: name).name, in: world)
    }
    var two: [Recipient] = []
    for name in options.between { two.append(Recipient(try world.home(of: name).name, in: world)) }
    between = two
    self.since = since
    text = options.grep.map(SoughtText.init)
  }

  func wants(_ message: ChatMessage) -> Bool {
    let header = message.header
    if let since, message.moment < since { return false }
    if let bot, !bot.isOwn(header), !bot.isMeant(by: header) { return false }
    if between.count == 2 {
      let isThere = between[0].isOwn(header) && between[1].isMeant(by: header)
      let isBack = between[1].isOwn(header) && between[0].isMeant(by: header)
      guard isThere || isBack else { return false }
    }
    guard let text else { return true }
    return text.isIn(message.message.body) || text.isIn(message.message.headerLine)
  }
}

extension ChatMessage {
  /// Date and time as they stand in the header, which order messages as their writers meant it.
  var moment: String { "\(header.date) \(header.time)" }
}
