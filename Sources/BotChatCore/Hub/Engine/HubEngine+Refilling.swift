extension HubEngine {
  /// How many messages are read from disk at once.
  private static var portion: Int { 64 }

  /// What is kept behind a number and was not written by the member itself.
  func owed(to member: Membership, in room: HubRoom, after seq: Int64) -> [KeptList.Entry] {
    room.kept.after(seq).filter { $0.sender != member.nameNumber }
  }

  /// Bytes of a connection's queue have been written.
  package func written(_ number: Int, bytes: Int, at moment: Moment) {
    now = moment
    guard let connection = connections[number] else { return }
    connection.queued -= bytes
    guard connection.queued <= settings.limits.output.bytes / 2 else { return }
    for number in connection.rooms {
      let room = rooms[number]
      guard let member = room.members.first(where: { $0.connection == connection.number }) else { continue }
      if member.isBehind { refill(member, room, connection) }
      tellUntold(member, room, connection)
    }
  }

  /// Hands a member that is behind what comes next, as far as its connection takes it.
  func refill(_ member: Membership, _ room: HubRoom, _ connection: HubConnection) {
    let limit = settings.limits.output.bytes
    while member.isBehind, connection.queued <= limit / 2 {
      var numbers: [Int64] = []
      var bytes = connection.queued
      for entry in room.kept.after(member.sent) where entry.sender != member.nameNumber {
        // One at least, or what is larger than the limit would never go.
        guard numbers.isEmpty || bytes + Int(entry.size) <= limit, numbers.count < Self.portion else { break }
        numbers.append(entry.seq)
        bytes += Int(entry.size)
      }
      guard !numbers.isEmpty else {
        member.isBehind = false
        return
      }
      let messages: [HubMessage]
      do {
        messages = try load(numbers, room)
      } catch {
        // The next tick tries again.
        return effects.note(.notRead(why: "\(error)"))
      }
      for message in messages { hand(message.seq, frame(message, room), to: member, room, connection) }
      // What is not there any more cannot come.
      member.sent = max(member.sent, numbers[numbers.count - 1])
    }
  }

  /// From disk, or from what is on its way there.
  private func load(_ numbers: [Int64], _ room: HubRoom) throws(EffectFailure) -> [HubMessage] {
    let first = undurable.first?.seq ?? Int64.max
    let stored = numbers.prefix { $0 < first }
    var messages = stored.isEmpty ? [] : try effects.load(Array(stored), in: room.number)
    for number in numbers[stored.endIndex...] {
      if let message = undurableMessage(number) { messages.append(message) }
    }
    return messages
  }

  private func undurableMessage(_ seq: Int64) -> HubMessage? {
    var low = undurable.startIndex
    var high = undurable.endIndex
    while low < high {
      let middle = (low + high) / 2
      if undurable[middle].seq < seq { low = middle + 1 } else { high = middle }
    }
    return low < undurable.endIndex && undurable[low].seq == seq ? undurable[low] : nil
  }
}
