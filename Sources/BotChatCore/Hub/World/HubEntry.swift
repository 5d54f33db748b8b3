/// What the hub tells a person, one line each; never a token, never a text.
package enum HubEntry: Sendable, Equatable {
  case authenticated(bot: String, connection: Int)
  case badToken(connection: Int)
  case left(bot: String, connection: Int)
  case joined(bot: String, room: String, buffered: Int)
  case replaced(bot: String, room: String)
  case revoked(bot: String)
  case dead(bot: String?, connection: Int)
  /// The connection was given up, for this reason.
  case givenUp(connection: Int, FrameErrorCode)
  case bufferFull(bot: String, room: String)
  /// The member was away for too long; so many messages that were kept for it are dropped.
  case forgotten(bot: String, room: String, messages: Int)
  case notStored(why: String)
  case storedAgain
  /// What is kept could not be read.
  case notRead(why: String)
}
