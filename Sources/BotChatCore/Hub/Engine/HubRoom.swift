/// A room: who belongs to it, and what is kept for them.
final class HubRoom {
  let number: Int
  let name: String
  /// Everybody who ever joined, or is listed; few.
  var members: [Membership] = []
  var kept = KeptList()
  /// The number of the newest message.
  var last: Int64
  /// Whether somebody has got further, so that something may be dropped.
  var isDroppable = false

  init(number: Int, name: String, last: Int64) {
    self.number = number
    self.name = name
    self.last = last
  }

  func member(_ name: String) -> Membership? { members.first { $0.name == name } }
}

/// A bot in a room, also while it is away.
final class Membership {
  let name: String
  /// The number of the name.
  let nameNumber: Int32
  let room: Int
  /// Everything up to here that was for it, it has.
  var cursor: Int64
  var receipts: Bool
  var seen: Int64
  var isListed: Bool

  /// The connection that it is there with.
  var connection: Int?
  /// Whether that connection answers probes.
  var probes = false
  /// Everything up to here that is for it was handed to that connection.
  var sent: Int64 = 0
  /// Whether there is more, which has to be read from disk.
  var isBehind = false
  /// Acks that it waits for, in the order of its messages.
  var acks: ArraySlice<WaitingAck> = []
  /// The members whose receipts it has not been told yet, since it reads slowly.
  var untold: Set<String> = []
  /// The last message of its that was not taken and is to be sent again; nil once it has sent one that was.
  var untaken: FrameError?
  /// Whether what is stored of it is old.
  var isDirty = false

  init(_ stored: HubMember, nameNumber: Int32, isListed: Bool) {
    name = stored.name
    self.nameNumber = nameNumber
    room = stored.room
    cursor = stored.cursor
    receipts = stored.receipts
    seen = stored.seen
    self.isListed = isListed
  }

  var stored: HubMember {
    HubMember(name: name, room: room, cursor: cursor, receipts: receipts, seen: seen)
  }
}

/// An ack that cannot be given yet.
struct WaitingAck {
  let seq: Int64
  let ts: Int64
  let id: String?
  /// When a client without receipts gets it whoever has the message by then.
  let deadline: Int64
  let note: String?
}

/// A connection, as far as the rules are concerned.
final class HubConnection {
  let number: Int
  let since: Int64
  var holder: TokenHolder?
  /// The numbers of the rooms that it has joined.
  var rooms: [Int] = []
  var heardAt: Int64
  /// Bytes that are queued and have not been written.
  var queued = 0
  /// How many frames were queued, ever.
  var frames = 0
  /// Messages to members without receipts that TCP has not acknowledged: by the count of frames.
  var unacknowledged: ArraySlice<(frame: Int, room: Int, seq: Int64)> = []
  var rate: TokenBucket
  var errors: TokenBucket
  var isClosing = false

  init(_ number: Int, at now: Int64, rate: Int) {
    self.number = number
    since = now
    heardAt = now
    self.rate = TokenBucket(capacity: 2 * rate, at: now)
    errors = TokenBucket(capacity: Self.mostErrors, at: now)
  }

  /// How many frames in error are forgiven at once; one more each second.
  static let mostErrors = 100
}
