/// The hub's decisions: who may come in, in which order messages go, who has them, what is kept.
///
/// Numbers: one row of them for the whole hub gives each message its place. So they rise within each room, and one
/// reservation on disk, far ahead of those in use, keeps a kill from giving one twice. Source: DESIGN 9.
///
/// One thread calls it and no call comes back into it.
package final class HubEngine {
  let effects: any HubEffects
  package internal(set) var settings: HubSettings
  var now = Moment(steady: 0, wall: 0)

  var connections: [Int: HubConnection] = [:]
  /// How many of them nobody knows yet.
  var strangers = 0
  var rooms: [HubRoom] = []
  /// By name; the value is the index in `rooms`, which is also the room's number.
  var roomNumbers: [String: Int] = [:]
  /// Names of bots, by which kept messages know their sender.
  var names: [String] = []
  var nameNumbers: [String: Int32] = [:]

  /// The number of the next message.
  var next: Int64
  /// What is reserved on disk.
  var reserved: Int64
  /// What has been asked for.
  var askedFor: Int64
  /// Messages whose storing has not been confirmed, ascending.
  var undurable: ArraySlice<HubMessage> = []
  var undurableBytes = 0
  /// Their ids.
  var undurableIDs: [MessageKey: KnownMessage] = [:]

  package internal(set) var counts = HubCounts()
  /// Members whose cursor or presence is not stored yet.
  var dirty: [Membership] = []
  /// Members with acks that wait for a time.
  var waiting: [ObjectIdentifier: Membership] = [:]
  package internal(set) var isClosing = false
  var nextTrial: Int64 = 0
  var nextCleaning: Int64 = 0
  var nextPing: Int64 = 0

  struct MessageKey: Hashable {
    let room: Int
    let sender: String
    let id: String
  }

  /// How many numbers are reserved at once.
  package static let block: Int64 = 1 << 20
  /// How much may be on its way to the disk; beyond that the disk is too slow.
  static let mostUndurable = 32 << 20

  /// Goes on from what was remembered.
  ///
  /// The first reservation has to be confirmed before a message is taken.
  package init(effects: any HubEffects, settings: HubSettings, memory: HubMemory, at moment: Moment) {
    self.effects = effects
    self.settings = settings
    now = moment
    reserved = memory.reserved
    askedFor = memory.reserved
    next = memory.reserved + 1
    nextCleaning = moment.steady
    nextPing = moment.steady
    remember(memory)
    list()
    reserve()
  }

  private func remember(_ memory: HubMemory) {
    for (number, name) in memory.rooms.sorted(by: { $0.key < $1.key }) {
      // Numbers have no gaps: a room is never forgotten.
      rooms.append(HubRoom(number: number, name: name, last: 0))
      roomNumbers[name] = rooms.count - 1
    }
    for stored in memory.members where rooms.indices.contains(stored.room) {
      rooms[stored.room].members.append(
        Membership(stored, nameNumber: number(of: stored.name), isListed: false))
      rooms[stored.room].last = max(rooms[stored.room].last, stored.cursor)
    }
    for kept in memory.kept where rooms.indices.contains(kept.room) {
      let room = rooms[kept.room]
      room.kept.append(
        KeptList.Entry(
          seq: kept.seq, sender: number(of: kept.sender), size: Int32(clamping: kept.size)))
      room.last = max(room.last, kept.seq)
      room.isDroppable = true
    }
  }

  func number(of name: String) -> Int32 {
    if let known = nameNumbers[name] { return known }
    let number = Int32(names.count)
    names.append(name)
    nameNumbers[name] = number
    return number
  }

  // MARK: connections

  /// Somebody has connected.
  package func connected(_ number: Int, at moment: Moment) {
    now = moment
    let connection = HubConnection(number, at: now.steady, rate: settings.limits.rate)
    connections[number] = connection
    strangers += 1
    if isClosing { return giveUp(connection, FrameError(.closing, "the hub is ending"), .goingAway) }
    guard connections.count <= settings.limits.connections else {
      return giveUp(
        connection, FrameError(.tooMany, "the hub has \(settings.limits.connections) connections already"),
        .tooMany)
    }
  }

  /// A byte has come on a connection: it lives.
  package func heard(_ number: Int, at moment: Moment) { connections[number]?.heardAt = moment.steady }

  /// A connection is gone, whoever ended it.
  package func disconnected(_ number: Int, at moment: Moment) {
    now = moment
    guard let connection = connections.removeValue(forKey: number) else { return }
    if connection.holder == nil { strangers -= 1 }
    for room in connection.rooms { leave(rooms[room], connection) }
    if let holder = connection.holder { effects.note(.left(bot: holder.bot, connection: number)) }
  }

  /// A frame has come that can be read.
  package func received(_ frame: ClientFrame, from number: Int, at moment: Moment) {
    now = moment
    guard let connection = connections[number], !connection.isClosing else { return }
    connection.heardAt = now.steady
    if case .auth(let token) = frame { return authenticate(connection, token) }
    guard let holder = connection.holder else {
      return giveUp(
        connection,
        FrameError(.notAuthenticated, "the first frame has to be {\"type\":\"auth\",\"token\":\"…\"}"),
        .policy)
    }
    switch frame {
    case .auth: break
    case .join(let room, let receipts, let probes): join(connection, holder, room, receipts, probes)
    case .message(let room, let text, let id, let after):
      take(connection, holder, room, text, id, after: after)
    case .receipt(let room, let seq): receipt(connection, holder, room, seq)
    case .probe(let room, let id): probe(connection, holder, room, id)
    case .echo(let room, let to, let id): echo(connection, holder, room, to, id)
    }
  }

  /// A frame has come that cannot be read.
  package func refused(_ error: FrameError, from number: Int, at moment: Moment) {
    now = moment
    guard let connection = connections[number], !connection.isClosing else { return }
    connection.heardAt = now.steady
    refuse(connection, error)
  }

  private func authenticate(_ connection: HubConnection, _ token: String) {
    guard connection.holder == nil else {
      return refuse(connection, FrameError(.badFrame, "this connection is authenticated already"))
    }
    guard let holder = effects.holder(of: token) else {
      effects.note(.badToken(connection: connection.number))
      return giveUp(connection, FrameError(.badToken, "the hub does not know this token"), .policy)
    }
    let others = connections.values.count { $0.holder?.key == holder.key && !$0.isClosing }
    guard others < settings.limits.perToken else {
      return giveUp(
        connection, FrameError(.tooMany, "there are \(others) connections with this token already"), .tooMany)
    }
    connection.holder = holder
    strangers -= 1
    effects.note(.authenticated(bot: holder.bot, connection: connection.number))
    send(HubFrame.authOK.bytes, connection)
  }

  // MARK: frames out

  func send(_ frame: [UInt8], _ connection: HubConnection, isFollowed: Bool = false) {
    connection.queued += frame.count
    connection.frames += 1
    effects.send(frame, to: connection.number, isFollowed: isFollowed)
  }

  /// Answers a frame with an error; whoever sends nothing else is given up.
  func refuse(_ connection: HubConnection, _ error: FrameError) {
    if connection.errors.take(rate: 1, capacity: HubConnection.mostErrors, at: now.steady) != nil {
      return giveUp(connection, FrameError(.tooMany, "too many frames in error"), .tooMany)
    }
    tell(connection, error)
  }

  /// Sends an error that is not the client's own.
  func tell(_ connection: HubConnection, _ error: FrameError) {
    counts.errors[error.code.rawValue, default: 0] += 1
    send(HubFrame.error(error).bytes, connection)
  }

  /// Says why, and closes.
  func giveUp(_ connection: HubConnection, _ error: FrameError, _ code: HubClose) {
    tell(connection, error)
    effects.note(.givenUp(connection: connection.number, error.code))
    close(connection, code)
  }

  func close(_ connection: HubConnection, _ code: HubClose) {
    connection.isClosing = true
    for room in connection.rooms { leave(rooms[room], connection) }
    connection.rooms = []
    effects.close(connection.number, code)
  }
}
