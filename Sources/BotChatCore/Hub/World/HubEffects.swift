/// Everything that the hub's decisions ask of the world: connections, tokens, storage.
///
/// The engine calls these and nothing else. What is sent and stored goes out in the order of the calls; none of them
/// waits for a network, and only the two that look something up may wait for a disk.
package protocol HubEffects: AnyObject {
  /// Queues a frame behind those that were queued for this connection before.
  ///
  /// `isFollowed`: when TCP has acknowledged it, that is told as `acknowledged`.
  func send(_ frame: [UInt8], to connection: Int, isFollowed: Bool)
  /// Closes a connection, once what is queued for it is out or it does not take it within a moment.
  func close(_ connection: Int, _ code: HubClose)
  /// The holder of a token; nil when nobody has it. Takes the same time for every wrong token.
  func holder(of token: String) -> TokenHolder?
  /// Whether the token that let somebody in is still in force for the same bot.
  func isInForce(_ holder: TokenHolder) -> Bool
  /// Stores a change behind those before it; the answer comes as `stored` or `notStored`.
  ///
  /// After a failure nothing is stored until a `trial` comes: who waits for the answer has heard of it then.
  func store(_ change: HubChange)
  /// The message that had this id, if any is known; of those that are stored.
  func known(_ id: String, from sender: String, in room: Int) throws(EffectFailure) -> KnownMessage?
  /// The stored messages with these numbers, in their order.
  func load(_ numbers: [Int64], in room: Int) throws(EffectFailure) -> [HubMessage]
  /// Tells what a person may want to know.
  func note(_ entry: HubEntry)
}

/// Why a connection is closed.
///
/// Source: RFC 6455 section 7.4, docs/hub-protocol.md.
package enum HubClose: UInt16, Sendable, Hashable {
  /// The hub ends.
  case goingAway = 1001
  /// Not authenticated, or not in time.
  case policy = 1008
  /// Another connection of the bot took over its only room.
  case replaced = 4001
  /// The token is not in force any more.
  case revoked = 4002
  /// No sign of life.
  case idle = 4003
  /// Too many connections or frames in error.
  case tooMany = 4004
}

/// Who came with a token.
package struct TokenHolder: Sendable, Hashable {
  /// The bot.
  package var bot: String
  /// A number that stands for the token, and tells nothing about it.
  package var key: UInt64

  /// Makes a holder.
  package init(bot: String, key: UInt64) {
    self.bot = bot
    self.key = key
  }
}

/// A message that was taken before.
package struct KnownMessage: Sendable, Equatable {
  package var seq: Int64
  /// Milliseconds since 1970.
  package var ts: Int64

  /// Makes one.
  package init(seq: Int64, ts: Int64) {
    self.seq = seq
    self.ts = ts
  }
}

/// A message as the hub keeps it.
package struct HubMessage: Sendable, Equatable {
  /// The place in the order of the hub, and so in its room's.
  package var seq: Int64
  /// The number of the room.
  package var room: Int
  package var sender: String
  package var text: String
  /// Milliseconds since 1970.
  package var ts: Int64
  package var id: String?

  /// Makes a message.
  package init(seq: Int64, room: Int, sender: String, text: String, ts: Int64, id: String?) {
    self.seq = seq
    self.room = room
    self.sender = sender
    self.text = text
    self.ts = ts
    self.id = id
  }
}
