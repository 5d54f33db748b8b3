import BotChatSystem

/// The names of files in the inbox: a request, and the reply to it.
enum InboxName {
  /// The folder in the state folder.
  static let folder = "inbox"

  private static let request = ".request"
  private static let reply = ".answer"
  private static let aside = ".aside"

  /// What a name in the inbox is.
  enum Kind: Equatable {
    /// A request with this name of its own.
    case request(String)
    case reply
    /// What was no request.
    case aside
    case stranger
  }

  static func kind(_ name: String) -> Kind {
    if name.hasSuffix(request), name.count > request.count {
      return .request(String(name.dropLast(request.count)))
    }
    if name.hasSuffix(reply) { return .reply }
    return name.hasSuffix(aside) ? .aside : .stranger
  }

  /// A name that no other request has; they are done in the order of their names.
  static func new() -> String { "\(WallClock.now())-\(ThisProcess.pid)" }

  static func request(_ name: String) -> String { name + request }

  static func reply(to name: String) -> String { name + reply }

  static func aside(_ file: String) -> String { file + aside }
}
