extension HubEngine {
  /// A member says that it has everything up to a number.
  func receipt(_ connection: HubConnection, _ holder: TokenHolder, _ name: String, _ seq: Int64) {
    guard let (room, member) = place(connection, holder, name) else { return }
    guard member.receipts else {
      return refuse(
        connection, FrameError(.badFrame, "\(name) was joined without \"receipts\":true", room: name))
    }
    guard seq <= room.last else {
      return refuse(
        connection, FrameError(.badFrame, "\(name) has only messages up to \(room.last)", room: name))
    }
    advance(member, room, to: seq)
  }

  /// The room that a connection has joined, and its membership there; nil: it has not, and was told.
  func place(_ connection: HubConnection, _ holder: TokenHolder, _ name: String) -> (HubRoom, Membership)? {
    if let number = roomNumbers[name], let member = rooms[number].member(holder.bot),
      member.connection == connection.number
    {
      return (rooms[number], member)
    }
    refuse(connection, FrameError(.notMember, "this connection has not joined \(name)", room: name))
    return nil
  }

  /// TCP has acknowledged so many frames of a connection: those without receipts have them.
  ///
  /// Who has joined anew with receipts since then says itself what it has.
  package func acknowledged(_ number: Int, frames: Int, at moment: Moment) {
    now = moment
    guard let connection = connections[number] else { return }
    while let first = connection.unacknowledged.first, first.frame <= frames {
      connection.unacknowledged.removeFirst()
      let room = rooms[first.room]
      guard let holder = connection.holder, let member = room.member(holder.bot), !member.receipts else {
        continue
      }
      advance(member, room, to: first.seq)
    }
  }

  private func advance(_ member: Membership, _ room: HubRoom, to seq: Int64) {
    guard seq > member.cursor else { return }
    member.cursor = seq
    // What it has from an older connection need not be sent on this one.
    member.sent = max(member.sent, seq)
    markDirty(member)
    room.isDroppable = true
    if member.receipts { tellReceipt(of: member, room) }
    settle(room)
  }

  private func tellReceipt(of member: Membership, _ room: HubRoom) {
    for other in room.members where other !== member && other.receipts {
      guard let number = other.connection, let connection = connections[number] else { continue }
      guard connection.queued <= settings.limits.output.bytes else {
        // Receipts are cumulative: when it reads again, one says all.
        other.untold.insert(member.name)
        continue
      }
      send(HubFrame.receipt(room: room.name, by: member.name, seq: member.cursor).bytes, connection)
    }
  }

  func tellUntold(_ member: Membership, _ room: HubRoom, _ connection: HubConnection) {
    guard !member.untold.isEmpty else { return }
    for name in member.untold.sorted() {
      guard let other = room.member(name) else { continue }
      send(HubFrame.receipt(room: room.name, by: name, seq: other.cursor).bytes, connection)
    }
    member.untold = []
  }

  /// Drops what everybody has.
  func drop(_ room: HubRoom) {
    guard room.isDroppable, room.members.count > 1 else { return }
    room.isDroppable = false
    var low = room.last
    for member in room.members {
      // Of its own messages a member needs none: it is behind only where somebody else wrote. It is noted how far that
      // is, so that they are not looked at again.
      let first = room.kept.after(member.cursor).first { $0.sender != member.nameNumber }
      member.cursor = max(member.cursor, first.map { $0.seq - 1 } ?? room.last)
      low = min(low, member.cursor)
    }
    // What is on its way to the disk is dropped when it is there, or it would be dropped before it is stored.
    if let first = undurable.first, first.seq <= low {
      low = first.seq - 1
      room.isDroppable = true
    }
    let dropped = room.kept.dropThrough(low)
    if !dropped.isEmpty { effects.store(.drop(dropped)) }
  }
}
