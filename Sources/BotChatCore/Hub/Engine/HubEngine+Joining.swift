extension HubEngine {
  /// The rooms that a bot may join, if they are listed.
  func allowedRooms(_ bot: String) -> [String]? {
    settings.rooms?.filter { $0.bots.contains(bot) }.map(\.name)
  }

  /// Makes the listed rooms and members, and notes who is listed.
  ///
  /// Whoever the configuration has taken out of a room leaves it, with what is kept there for nobody else.
  func list() {
    for room in rooms {
      for member in room.members { member.isListed = false }
    }
    for listed in settings.rooms ?? [] {
      let room = makeRoom(listed.name)
      for bot in listed.bots { member(bot, room).isListed = true }
    }
    guard settings.rooms != nil else { return }
    for room in rooms {
      for member in room.members where !member.isListed {
        putOut(member, room)
        forget(member, room)
      }
    }
  }

  private func makeRoom(_ name: String) -> HubRoom {
    if let number = roomNumbers[name] { return rooms[number] }
    let room = HubRoom(number: rooms.count, name: name, last: next - 1)
    rooms.append(room)
    roomNumbers[name] = room.number
    effects.store(.room(number: room.number, name: name))
    return room
  }

  /// The member with this name; a new one gets what comes from now on, and what was kept while nobody else was there.
  private func member(_ name: String, _ room: HubRoom) -> Membership {
    if let member = room.member(name) { return member }
    let isFirst = room.members.count <= 1
    let stored = HubMember(
      name: name, room: room.number, cursor: isFirst ? 0 : room.last, receipts: false,
      seen: now.wall / 1_000_000)
    let member = Membership(stored, nameNumber: number(of: name), isListed: false)
    room.members.append(member)
    effects.store(.member(stored))
    return member
  }

  func join(
    _ connection: HubConnection, _ holder: TokenHolder, _ name: String, _ receipts: Bool, _ probes: Bool
  ) {
    if let error = tooFast(connection, room: name, id: nil) { return tell(connection, error) }
    if let listed = settings.rooms {
      let allowed = allowedRooms(holder.bot)
      guard let room = listed.first(where: { $0.name == name }) else {
        return refuse(
          connection, FrameError(.unknownRoom, "there is no room \(name)", room: name, rooms: allowed))
      }
      guard room.bots.contains(holder.bot) else {
        return refuse(
          connection,
          FrameError(.notAllowed, "\(holder.bot) may not join \(name)", room: name, rooms: allowed))
      }
    } else if roomNumbers[name] == nil, rooms.count >= settings.limits.rooms {
      return refuse(
        connection, FrameError(.tooMany, "the hub has \(settings.limits.rooms) rooms already", room: name))
    }
    if storageIsDown { return tell(connection, storageError(room: name, id: nil)) }
    let room = makeRoom(name)
    let member = member(holder.bot, room)
    takeOver(member, room, by: connection)
    member.connection = connection.number
    member.receipts = receipts
    member.probes = probes
    member.seen = now.wall / 1_000_000
    markDirty(member)
    member.sent = member.cursor
    if !connection.rooms.contains(room.number) { connection.rooms.append(room.number) }

    let owed = owed(to: member, in: room, after: member.cursor).count
    member.isBehind = owed > 0
    let others = room.members.filter { $0.connection != nil && $0 !== member }.map(\.name)
    let joined = HubFrame.Joined(room: name, members: others, buffered: Int64(owed))
    send(HubFrame.joined(joined).bytes, connection)
    effects.note(.joined(bot: holder.bot, room: name, buffered: owed))
    if receipts { tellReceipts(to: member, in: room, connection) }
    refill(member, room, connection)
  }

  /// What the others have is told to whoever comes back: their receipts may have come meanwhile.
  private func tellReceipts(to member: Membership, in room: HubRoom, _ connection: HubConnection) {
    for other in room.members where other !== member && other.receipts && other.cursor > 0 {
      send(HubFrame.receipt(room: room.name, by: other.name, seq: other.cursor).bytes, connection)
    }
  }

  /// One connection of a bot is in a room: the newest, since the older one may be dead without knowing it.
  private func takeOver(_ member: Membership, _ room: HubRoom, by connection: HubConnection) {
    member.acks = []
    waiting[ObjectIdentifier(member)] = nil
    member.untold = []
    guard let old = member.connection, old != connection.number, let older = connections[old] else { return }
    older.rooms.removeAll { $0 == room.number }
    tell(
      older,
      FrameError(
        .replaced, "another connection of \(member.name) has taken over \(room.name)", room: room.name))
    effects.note(.replaced(bot: member.name, room: room.name))
    if older.rooms.isEmpty { close(older, .replaced) }
  }

  /// The connection is not in the room any more.
  func leave(_ room: HubRoom, _ connection: HubConnection) {
    for member in room.members where member.connection == connection.number {
      member.connection = nil
      member.isBehind = false
      member.acks = []
      member.untold = []
      waiting[ObjectIdentifier(member)] = nil
      member.seen = now.wall / 1_000_000
      markDirty(member)
    }
    settle(room)
  }

  func markDirty(_ member: Membership) {
    guard !member.isDirty else { return }
    member.isDirty = true
    dirty.append(member)
  }
}
