/// What a link's session asks for.
package enum LinkAction: Sendable, Equatable {
  /// A new connection; the session is told when it is open, and when it has ended.
  case connect
  /// The connection is to end.
  case hangUp
  /// A frame for the hub.
  case send(ClientFrame)
  /// The hub has the message with this number, durably, at this place of the room; a plain hub tells no place.
  case handed(number: Int, seq: Int64?)
  /// The hub will never take the message with this number.
  case refused(number: Int, why: String)
  /// The other side has everything up to this place of the room.
  case received(seq: Int64)
  /// The other side's link is asked whether it is there.
  case probing
  /// It was there, after so many nanoseconds.
  case probed(took: Int64)
  /// The other side's link asks whether we are there, under this name.
  case asked(by: String, id: String)
  /// Somebody wrote something.
  case take(HubFrame.Message)
  /// A line for the log.
  case say(String)
  /// The connection is as this says, from now on.
  case state(LinkState)
}

/// How a link stands to its hub, for whoever asks.
package enum LinkState: Sendable, Equatable {
  /// In the room; `isPlain`: of a Bot Hub that knows no ids.
  case joined(isPlain: Bool)
  /// Not in the room.
  case away(why: String)
  /// Not in the room, and somebody has to change something first.
  case unwelcome(why: String)
  /// The token cannot be read, so the hub is not asked.
  case tokenless(why: String)
}

/// A message that is to go to the hub.
package struct LinkLetter: Sendable, Equatable {
  /// Rises in the order of the file.
  package var number: Int
  /// What the hub knows it by.
  package var name: String
  package var text: String

  package init(number: Int, name: String, text: String) {
    self.number = number
    self.name = name
    self.text = text
  }
}
