extension HubEngine {
  /// Promises a sender an ack for a message, as soon as it can be given honestly.
  func promise(_ message: KnownMessage, _ id: String?, _ sender: Membership, note: String?) {
    sender.acks.append(
      WaitingAck(
        seq: message.seq, ts: message.ts, id: id,
        deadline: now.steady + settings.limits.ackWait.nanoseconds, note: note))
    settle(sender, rooms[sender.room])
  }

  /// Gives the acks of a room that can be given now.
  func settle(_ room: HubRoom) {
    for member in room.members where !member.acks.isEmpty { settle(member, room) }
  }

  /// Gives a sender its acks in the order of its messages: without ids it knows them by nothing else.
  func settle(_ sender: Membership, _ room: HubRoom) {
    while let ack = sender.acks.first, isReady(ack, sender, room) {
      sender.acks.removeFirst()
      guard let number = sender.connection, let connection = connections[number] else { continue }
      let others = room.members.filter { $0 !== sender }
      let delivered = others.count { $0.cursor >= ack.seq }
      counts.acks += 1
      send(
        HubFrame.ack(
          .init(
            room: room.name, delivered: Int64(delivered), buffered: Int64(others.count - delivered),
            seq: ack.seq, ts: ack.ts, id: ack.id, note: ack.note)
        ).bytes, connection)
    }
    waiting[ObjectIdentifier(sender)] = sender.acks.isEmpty || sender.receipts ? nil : sender
  }

  private func isReady(_ ack: WaitingAck, _ sender: Membership, _ room: HubRoom) -> Bool {
    guard isDurable(ack.seq) else { return false }
    if sender.receipts || now.steady >= ack.deadline { return true }
    return room.members.allSatisfy { $0 === sender || $0.connection == nil || $0.cursor >= ack.seq }
  }

  private func isDurable(_ seq: Int64) -> Bool { undurable.first.map { seq < $0.seq } ?? true }

  // MARK: the answers of the storage

  /// So many changes with a message have been stored and synced, and this reservation.
  package func stored(messages: Int, reserved: Int64?, at moment: Moment) {
    now = moment
    if let reserved { self.reserved = max(self.reserved, reserved) }
    if counts.storageFailure != nil {
      counts.storageFailure = nil
      effects.note(.storedAgain)
    }
    for room in taken(messages).rooms { settle(rooms[room]) }
  }

  /// So many changes with a message could not be stored: their senders are told that they were not taken.
  package func notStored(messages: Int, why: String, at moment: Moment) {
    now = moment
    if counts.storageFailure == nil {
      nextTrial = now.steady + Self.second
      effects.note(.notStored(why: why))
    }
    counts.storageFailure = why
    let (lost, rooms) = taken(messages)
    for message in lost { lose(message) }
    for room in rooms { settle(self.rooms[room]) }
  }

  /// Takes the oldest messages off those that wait for the storage.
  private func taken(_ count: Int) -> (messages: ArraySlice<HubMessage>, rooms: Set<Int>) {
    let messages = undurable.prefix(count)
    undurable = undurable.dropFirst(count)
    var touched: Set<Int> = []
    for message in messages {
      touched.insert(message.room)
      undurableBytes -= message.text.utf8.count
      if let id = message.id {
        undurableIDs[MessageKey(room: message.room, sender: message.sender, id: id)] = nil
      }
    }
    return (messages, touched)
  }

  private func lose(_ message: HubMessage) {
    let room = rooms[message.room]
    room.kept.remove(message.seq)
    guard let sender = room.member(message.sender) else { return }
    let hadAck = sender.acks.contains { $0.seq == message.seq }
    sender.untaken = storageError(room: room.name, id: message.id)
    sender.acks.removeAll { $0.seq == message.seq }
    guard hadAck, let number = sender.connection, let connection = connections[number] else { return }
    tell(connection, storageError(room: room.name, id: message.id))
  }
}
