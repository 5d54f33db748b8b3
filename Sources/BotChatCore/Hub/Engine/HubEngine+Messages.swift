extension HubEngine {
  var storageIsDown: Bool { counts.storageFailure != nil }

  /// Counts a frame of this connection; nil: it is not one too many.
  func tooFast(_ connection: HubConnection, room: String, id: String?) -> FrameError? {
    let rate = settings.limits.rate
    guard let wait = connection.rate.take(rate: rate, capacity: 2 * rate, at: now.steady) else { return nil }
    return FrameError(
      .rate, "more than \(rate) messages in a second", room: room, id: id, retry: wait / 1_000_000 + 1)
  }

  func storageError(room: String, id: String?) -> FrameError {
    FrameError(
      .storage, "the hub cannot store anything at this moment: the message was not taken", room: room, id: id)
  }

  /// A message: it is taken and goes out, or its sender is told why not.
  func take(
    _ connection: HubConnection, _ holder: TokenHolder, _ name: String, _ text: String, _ id: String?,
    after: String?
  ) {
    guard let number = roomNumbers[name], let sender = rooms[number].member(holder.bot),
      sender.connection == connection.number
    else {
      let rooms = allowedRooms(holder.bot)
      return refuse(
        connection,
        FrameError(
          .notMember, "this connection has not joined \(name): send {\"type\":\"join\"} first", room: name,
          id: id, rooms: rooms))
    }
    let room = rooms[number]
    // The sender's order: what follows a message that is to be sent again is to be sent again behind it.
    if let after, let before = sender.untaken, before.id == after {
      let error = FrameError(
        before.code, "the message before this one was not taken", room: name, id: id, retry: before.retry)
      sender.untaken = error
      return tell(connection, error)
    }
    if let error = obstacle(connection, room, text, id) {
      if error.code == .tooLarge { return refuse(connection, error) }
      sender.untaken = error
      return tell(connection, error)
    }
    do {
      if let id, let first = try known(id, sender, room) {
        counts.repeated += 1
        return promise(first, id, sender, note: nil)
      }
    } catch {
      effects.note(.notRead(why: "\(error)"))
      let error = storageError(room: name, id: id)
      sender.untaken = error
      return tell(connection, error)
    }
    if let error = fullness(holder, room, text, id) {
      sender.untaken = error
      return tell(connection, error)
    }
    sender.untaken = nil

    let message = HubMessage(
      seq: next, room: number, sender: holder.bot, text: text, ts: now.wall / 1_000_000, id: id)
    next += 1
    counts.taken += 1
    room.last = message.seq
    room.kept.append(
      KeptList.Entry(seq: message.seq, sender: sender.nameNumber, size: Int32(clamping: text.utf8.count)))
    undurable.append(message)
    undurableBytes += text.utf8.count
    if let id {
      undurableIDs[MessageKey(room: number, sender: holder.bot, id: id)] = KnownMessage(
        seq: message.seq, ts: message.ts)
    }
    forward(message, room)
    effects.store(.message(message))
    reserve()
    let isAlone = room.members.count == 1
    promise(
      KnownMessage(seq: message.seq, ts: message.ts), id, sender,
      note: isAlone ? "nobody else has ever been in \(name): it is kept for whoever joins first" : nil)
  }

  /// Why no message can be taken from this connection now.
  private func obstacle(
    _ connection: HubConnection, _ room: HubRoom, _ text: String, _ id: String?
  ) -> FrameError? {
    if isClosing { return FrameError(.closing, "the hub is ending", room: room.name, id: id) }
    if text.utf8.count > settings.limits.message.bytes {
      return FrameError(
        .tooLarge, "the text has \(text.utf8.count) bytes, and \(settings.limits.message) are accepted",
        room: room.name, id: id)
    }
    return tooFast(connection, room: room.name, id: id)
  }

  /// Why this message cannot be kept, and so is not taken: nothing that the sender did wrong.
  private func fullness(
    _ holder: TokenHolder, _ room: HubRoom, _ text: String, _ id: String?
  ) -> FrameError? {
    if storageIsDown || next > reserved || undurableBytes > Self.mostUndurable {
      return storageError(room: room.name, id: id)
    }
    drop(room)
    let retention = settings.retention
    guard room.kept.count < retention.messages, room.kept.bytes + text.utf8.count <= retention.size.bytes
    else {
      effects.note(.bufferFull(bot: holder.bot, room: room.name))
      return FrameError(
        .bufferFull,
        "\(room.name) keeps as much as it may for members that are away: the message was not taken",
        room: room.name, id: id)
    }
    return nil
  }

  private func known(
    _ id: String, _ sender: Membership, _ room: HubRoom
  ) throws(EffectFailure) -> KnownMessage? {
    if let first = undurableIDs[MessageKey(room: room.number, sender: sender.name, id: id)] { return first }
    return try effects.known(id, from: sender.name, in: room.number)
  }

  /// Sends a new message to everybody who is there and has all before it.
  private func forward(_ message: HubMessage, _ room: HubRoom) {
    var frame: [UInt8]?
    for member in room.members where member.name != message.sender {
      guard let number = member.connection, !member.isBehind, let connection = connections[number] else {
        continue
      }
      let bytes = frame ?? self.frame(message, room)
      frame = bytes
      // A frame that is larger than all that may wait has to wait for an empty queue.
      guard connection.queued == 0 || connection.queued + bytes.count <= settings.limits.output.bytes else {
        member.isBehind = true
        continue
      }
      hand(message.seq, bytes, to: member, room, connection)
    }
  }

  func frame(_ message: HubMessage, _ room: HubRoom) -> [UInt8] {
    HubFrame.message(
      .init(
        room: room.name, from: message.sender, text: message.text, seq: message.seq, ts: message.ts,
        id: message.id)
    ).bytes
  }

  func hand(
    _ seq: Int64, _ bytes: [UInt8], to member: Membership, _ room: HubRoom, _ connection: HubConnection
  ) {
    counts.sent += 1
    member.sent = seq
    send(bytes, connection, isFollowed: !member.receipts)
    if !member.receipts {
      connection.unacknowledged.append((frame: connection.frames, room: room.number, seq: seq))
    }
  }

  /// Keeps enough numbers reserved ahead of those that are given.
  func reserve() {
    guard askedFor - next < Self.block / 2 else { return }
    askedFor = max(askedFor, next - 1) + Self.block
    effects.store(.reserve(through: askedFor))
  }
}
