/// What the hub sends to a client.
///
/// A plain Bot Hub leaves out every optional field: so a missing `buffered` in `joined`, or a missing `seq` in an
/// `ack`, tells what it is. Source: DESIGN 9, docs/hub-protocol.md.
package enum HubFrame: Sendable, Equatable {
  case authOK
  case joined(Joined)
  case message(Message)
  case ack(Ack)
  /// Everything of this room up to `seq` is stored safely by the member `by`.
  case receipt(room: String, by: String, seq: Int64)
  /// The member `by` asks whether this one is there: an ``ClientFrame/echo(room:to:id:)`` is the answer.
  case probe(room: String, by: String, id: String)
  /// The member `by` answers the probe with this id.
  case echo(room: String, by: String, id: String)
  case error(FrameError)
  /// A type that we do not know, which is to be ignored.
  case unknown(type: String)

  /// The answer to a join.
  package struct Joined: Sendable, Equatable {
    package var room: String
    /// The others that are connected.
    package var members: [String]
    /// How many kept messages follow, before anything newer; nil from a plain Bot Hub.
    package var buffered: Int64?

    /// Makes the answer.
    package init(room: String, members: [String], buffered: Int64? = nil) {
      self.room = room
      self.members = members
      self.buffered = buffered
    }
  }

  /// What somebody else wrote.
  package struct Message: Sendable, Equatable {
    package var room: String
    /// Stamped by the hub from the sender's token.
    package var from: String
    package var text: String
    /// The place in the room's order; nil from a plain Bot Hub.
    package var seq: Int64?
    /// When the hub took it, in milliseconds since 1970; nil from a plain Bot Hub.
    package var ts: Int64?
    /// What the sender calls it; nil when it gave it no id.
    package var id: String?

    /// Makes a message.
    package init(
      room: String, from: String, text: String, seq: Int64? = nil, ts: Int64? = nil, id: String? = nil
    ) {
      self.room = room
      self.from = from
      self.text = text
      self.seq = seq
      self.ts = ts
      self.id = id
    }
  }

  /// The answer to a message that was taken.
  package struct Ack: Sendable, Equatable {
    package var room: String
    /// How many members have it.
    package var delivered: Int64
    /// How many will get it; nil from a plain Bot Hub.
    package var buffered: Int64?
    /// The message's place in the room's order; nil from a plain Bot Hub.
    package var seq: Int64?
    /// When the hub took it, in milliseconds since 1970; nil from a plain Bot Hub.
    package var ts: Int64?
    /// The message's id, if it had one.
    package var id: String?
    /// A sentence about something that the sender may not expect.
    package var note: String?

    /// Makes an answer.
    package init(
      room: String, delivered: Int64, buffered: Int64? = nil, seq: Int64? = nil, ts: Int64? = nil,
      id: String? = nil, note: String? = nil
    ) {
      self.room = room
      self.delivered = delivered
      self.buffered = buffered
      self.seq = seq
      self.ts = ts
      self.id = id
      self.note = note
    }
  }
}
