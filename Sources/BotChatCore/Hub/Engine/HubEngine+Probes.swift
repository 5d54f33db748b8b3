/// Members that ask each other whether they are there: nothing of it is kept, and who did not say that it answers
/// hears nothing of it.
extension HubEngine {
  /// A member asks the others.
  func probe(_ connection: HubConnection, _ holder: TokenHolder, _ name: String, _ id: String) {
    guard let (room, member) = place(connection, holder, name), isInTime(connection, room, id) else { return }
    for other in room.members where other !== member {
      pass(.probe(room: name, by: holder.bot, id: id), to: other)
    }
  }

  /// A member answers the one that asked.
  func echo(_ connection: HubConnection, _ holder: TokenHolder, _ name: String, _ to: String, _ id: String) {
    guard let (room, _) = place(connection, holder, name), isInTime(connection, room, id) else { return }
    guard let other = room.member(to) else { return }
    pass(.echo(room: name, by: holder.bot, id: id), to: other)
  }

  /// Those that read slowly are spared: an old question is none.
  private func pass(_ frame: HubFrame, to member: Membership) {
    guard member.probes, let number = member.connection, let connection = connections[number],
      connection.queued <= settings.limits.output.bytes
    else { return }
    send(frame.bytes, connection)
  }

  private func isInTime(_ connection: HubConnection, _ room: HubRoom, _ id: String) -> Bool {
    guard let error = tooFast(connection, room: room.name, id: id) else { return true }
    tell(connection, error)
    return false
  }
}
