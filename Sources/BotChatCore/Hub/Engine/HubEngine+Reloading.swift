extension HubEngine {
  /// A new configuration is in force: who has no right any more is told, and leaves at once.
  package func reload(_ settings: HubSettings, at moment: Moment) {
    now = moment
    self.settings = settings
    for connection in connections.values where !connection.isClosing {
      guard let holder = connection.holder, !effects.isInForce(holder) else { continue }
      effects.note(.revoked(bot: holder.bot))
      tell(connection, FrameError(.revoked, "this token is not in force any more"))
      close(connection, .revoked)
    }
    list()
  }

  func putOut(_ member: Membership, _ room: HubRoom) {
    guard let number = member.connection, let connection = connections[number] else { return }
    connection.rooms.removeAll { $0 == room.number }
    leave(room, connection)
    tell(
      connection,
      FrameError(
        .notAllowed, "\(member.name) may not be in \(room.name) any more", room: room.name,
        rooms: allowedRooms(member.name)))
  }

  /// The hub is to end: nothing is taken any more.
  package func beginClosing(at moment: Moment) {
    now = moment
    isClosing = true
    storeDirty()
  }

  /// Whether everything that was taken is stored.
  package var isDrained: Bool { undurable.isEmpty }

  /// Gives the acks that can be given, and says goodbye to everybody.
  package func finishClosing(at moment: Moment) {
    now = moment
    for member in waiting.values {
      // No receipt comes any more; what is durable is acknowledged for what it is.
      now.steady = max(now.steady, member.acks.last?.deadline ?? 0)
      settle(member, rooms[member.room])
    }
    now = moment
    for connection in connections.values where !connection.isClosing {
      tell(connection, FrameError(.closing, "the hub is ending"))
      close(connection, .goingAway)
    }
    storeDirty()
  }
}
