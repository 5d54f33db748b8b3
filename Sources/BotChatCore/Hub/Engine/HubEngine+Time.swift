extension HubEngine {
  static var second: Int64 { 1_000_000_000 }

  /// What time brings: to be called some times in a second, and at ``dueAt``.
  ///
  /// - Returns: the connections that are to be pinged.
  package func tick(at moment: Moment) -> [Int] {
    now = moment
    for member in waiting.values { settle(member, rooms[member.room]) }
    expire()
    storeDirty()
    for room in rooms where room.isDroppable { drop(room) }
    if storageIsDown, now.steady >= nextTrial {
      nextTrial = now.steady + Self.second
      effects.store(.trial)
    }
    for connection in connections.values where connection.queued == 0 {
      for number in connection.rooms {
        guard let member = rooms[number].members.first(where: { $0.connection == connection.number }),
          member.isBehind
        else { continue }
        refill(member, rooms[number], connection)
      }
    }
    clean()
    guard now.steady >= nextPing else { return [] }
    nextPing = now.steady + settings.limits.ping.nanoseconds
    return connections.values.filter { !$0.isClosing }.map(\.number)
  }

  /// When ``tick(at:)`` is to be called next, by the steady clock.
  package var dueAt: Int64 {
    // Somebody is to be sent away in time, or something is to be stored; else only signs of life are looked for.
    let isSoon = !dirty.isEmpty || strangers > 0 || storageIsDown
    let due = min(now.steady + (isSoon ? Self.second / 10 : Self.second), nextPing)
    return waiting.values.compactMap { $0.acks.first?.deadline }.min().map { min($0, due) } ?? due
  }

  private func expire() {
    let limits = settings.limits
    for connection in connections.values where !connection.isClosing {
      if connection.holder == nil, now.steady - connection.since >= limits.auth.nanoseconds {
        giveUp(connection, FrameError(.authTimeout, "no auth within \(limits.auth)"), .policy)
      } else if now.steady - connection.heardAt >= limits.idle.nanoseconds {
        effects.note(.dead(bot: connection.holder?.bot, connection: connection.number))
        close(connection, .idle)
      }
    }
  }

  /// Stores how far members have got; nothing waits for that: after a kill they get some messages again.
  func storeDirty() {
    for member in dirty {
      member.isDirty = false
      effects.store(.member(member.stored))
    }
    dirty = []
  }

  private func clean() {
    guard now.steady >= nextCleaning else { return }
    nextCleaning = now.steady + 600 * Self.second
    let wall = now.wall / 1_000_000
    effects.store(.forgetIDs(before: wall - settings.retention.ids.nanoseconds / 1_000_000))
    let longest = settings.retention.members.nanoseconds / 1_000_000
    for room in rooms {
      for member in room.members
      where !member.isListed && member.connection == nil && wall - member.seen >= longest {
        forget(member, room)
      }
    }
  }

  func forget(_ member: Membership, _ room: HubRoom) {
    let owed = owed(to: member, in: room, after: member.cursor).count
    effects.note(.forgotten(bot: member.name, room: room.name, messages: owed))
    room.members.removeAll { $0 === member }
    dirty.removeAll { $0 === member }
    room.isDroppable = true
    effects.store(.forgetMember(name: member.name, room: room.number))
  }

  /// What is held, for whoever asks.
  package var health: HubCounts {
    var health = counts
    health.connections = connections.count
    health.authenticated = connections.values.count { $0.holder != nil }
    health.rooms = rooms.count
    health.kept = rooms.reduce(0) { $0 + $1.kept.count }
    health.keptBytes = rooms.reduce(0) { $0 + $1.kept.bytes }
    health.undurable = undurable.count
    return health
  }
}
