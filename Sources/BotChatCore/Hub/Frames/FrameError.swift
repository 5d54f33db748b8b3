/// The word by which a program tells one refusal of the hub from another.
///
/// A word that we do not know is kept as it is: another hub may have more of them.
package struct FrameErrorCode: RawRepresentable, Sendable, Hashable {
  package let rawValue: String

  /// Takes any word.
  package init(rawValue: String) { self.rawValue = rawValue }

  /// The bytes are no JSON.
  package static let badJSON = FrameErrorCode(rawValue: "bad_json")
  /// The type is unknown, or a field is missing or wrong.
  package static let badFrame = FrameErrorCode(rawValue: "bad_frame")
  /// The frame or the message is larger than the hub takes.
  package static let tooLarge = FrameErrorCode(rawValue: "too_large")
  /// Something else than `auth` came first.
  package static let notAuthenticated = FrameErrorCode(rawValue: "not_authenticated")
  /// The token is none of those configured.
  package static let badToken = FrameErrorCode(rawValue: "bad_token")
  /// No `auth` came in time.
  package static let authTimeout = FrameErrorCode(rawValue: "auth_timeout")
  /// A message to a room that this connection has not joined.
  package static let notMember = FrameErrorCode(rawValue: "not_member")
  /// The hub has no such room.
  package static let unknownRoom = FrameErrorCode(rawValue: "unknown_room")
  /// The room is for others.
  package static let notAllowed = FrameErrorCode(rawValue: "not_allowed")
  /// The room keeps as much as it may; the message was not taken.
  package static let bufferFull = FrameErrorCode(rawValue: "buffer_full")
  /// Too many messages in a second; the message was not taken.
  package static let rate = FrameErrorCode(rawValue: "rate")
  /// Another connection of this bot has taken over the room.
  package static let replaced = FrameErrorCode(rawValue: "replaced")
  /// The token is not in force any more.
  package static let revoked = FrameErrorCode(rawValue: "revoked")
  /// Too many connections, rooms, or frames in error.
  package static let tooMany = FrameErrorCode(rawValue: "too_many")
  /// The hub's disk takes nothing; the message was not taken.
  package static let storage = FrameErrorCode(rawValue: "storage")
  /// The hub is ending.
  package static let closing = FrameErrorCode(rawValue: "closing")
}

/// A refusal, as it goes out in a frame.
package struct FrameError: Error, Sendable, Equatable {
  package var code: FrameErrorCode
  /// A sentence that helps; lower case, no full stop.
  package var message: String
  /// The room that it is about.
  package var room: String?
  /// The id of the message that was refused, if it had one.
  package var id: String?
  /// The rooms that this token may join.
  package var rooms: [String]?
  /// After how many milliseconds to try again.
  package var retry: Int64?

  /// Makes a refusal.
  package init(
    _ code: FrameErrorCode, _ message: String, room: String? = nil, id: String? = nil,
    rooms: [String]? = nil, retry: Int64? = nil
  ) {
    self.code = code
    self.message = message
    self.room = room
    self.id = id
    self.rooms = rooms
    self.retry = retry
  }
}
