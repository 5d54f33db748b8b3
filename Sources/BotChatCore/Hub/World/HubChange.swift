/// Something that the hub has to remember.
package enum HubChange: Sendable, Equatable {
  /// No number up to this one is given a second time, also after a kill.
  case reserve(through: Int64)
  case room(number: Int, name: String)
  case message(HubMessage)
  /// A member of a room: how far it has everything, and when it was last there.
  case member(HubMember)
  /// The member is forgotten.
  case forgetMember(name: String, room: Int)
  /// Everybody has these.
  case drop([Int64])
  /// Ids of messages from before this time, in milliseconds since 1970, are forgotten.
  case forgetIDs(before: Int64)
  /// Nothing; whether it can be stored tells whether anything can.
  case trial
}

/// A member as it is stored.
package struct HubMember: Sendable, Equatable {
  package var name: String
  /// The number of the room.
  package var room: Int
  /// Everything up to here that was for it, it has.
  package var cursor: Int64
  /// Whether it gives receipts.
  package var receipts: Bool
  /// When it was last there, in milliseconds since 1970.
  package var seen: Int64

  /// Makes a member.
  package init(name: String, room: Int, cursor: Int64, receipts: Bool, seen: Int64) {
    self.name = name
    self.room = room
    self.cursor = cursor
    self.receipts = receipts
    self.seen = seen
  }
}

/// What the hub remembered from its last life.
package struct HubMemory: Sendable, Equatable {
  /// No number up to this one may be given.
  package var reserved: Int64 = 0
  /// The number of each room.
  package var rooms: [Int: String] = [:]
  package var members: [HubMember] = []
  /// The messages that are kept, ascending, without their text.
  package var kept: [Kept] = []

  /// A kept message without its text.
  package struct Kept: Sendable, Equatable {
    package var seq: Int64
    package var room: Int
    package var sender: String
    /// Bytes of the text.
    package var size: Int

    /// Makes one.
    package init(seq: Int64, room: Int, sender: String, size: Int) {
      self.seq = seq
      self.room = room
      self.sender = sender
      self.size = size
    }
  }

  /// Nothing.
  package init() {}
}
