/// Where a bot on another machine is met: a room of a hub.
///
/// Source: DESIGN 9.
package struct Link: Sendable, Equatable {
  /// The hub's address, `ws://` or `wss://`.
  package var hub: String
  /// The room that both ends join.
  package var room: String
  /// The path of the file that holds the hub token.
  package var token: String
  /// The sender that the hub stamps on the bot's frames; default: the bot's name.
  package var from: String
  /// The senders whose own headers inside a text are kept; everybody else's are quoted.
  package var senders: [String]
  /// To whom a text without a header goes; empty: to those who wrote to the bot since its last word.
  package var to: [String]
  /// Whether the other end understands no headers and gets the body alone.
  package var plain: Bool
  /// The silence after which the hub is asked for a sign of life; after two and a half times that the connection
  /// counts as broken.
  package var ping: Interval

  /// Makes a link from its parts.
  package init(
    hub: String, room: String, token: String, from: String, senders: [String] = [], to: [String] = [],
    plain: Bool = false, ping: Interval = .seconds(30)
  ) {
    self.hub = hub
    self.room = room
    self.token = token
    self.from = from
    self.senders = senders
    self.to = to
    self.plain = plain
    self.ping = ping
  }

  enum Key: String, SettingKey { case hub, room, token, from, senders, to, plain, ping }

  init(_ fields: Fields<Key>, bot: String) throws(ConfigurationError) {
    hub = try fields.required(
      fields.text(.hub, .url(["ws", "wss"])), .hub, example: "\"wss://hub.example.org\"")
    room = try fields.required(fields.text(.room, .hubWord), .room, example: "a room of the hub")
    token = try fields.required(fields.path(.token, .file), .token, example: "the file with the hub token")
    from = try fields.text(.from, .hubWord) ?? bot
    senders = try fields.names(.senders).map(\.name)
    to = try fields.names(.to).map(\.name)
    plain = try fields.flag(.plain, false)
    ping = try fields.interval(.ping, .seconds(30), in: .seconds(1)...(.hours(1)))
  }
}
