import BotChatFormat

// What came into a home, for whoever wakes the bots there (W1, W2), or takes it to another machine (DESIGN 9).
extension RelayEngine {
  /// Notes each message; nobody is told about what is none, since the relay does that.
  func hear(_ items: [Item], at index: Int) {
    for item in items {
      if case .message(let message) = item { hear(message, at: index, .growth) }
    }
  }

  /// Notes a message that has not been noted before, or that was delivered once more.
  ///
  /// - Returns: whether it was noted.
  @discardableResult
  func hear(_ message: ParsedMessage, at index: Int, _ sight: Sight) -> Bool {
    if role == .posting, message.isOversize {
      list(
        .oversize, "\(roster.homes[index].label):\(message.offset)",
        "\(message.length) bytes: they do not go on", at: index)
      return false
    }
    let mark = self.mark(ofHeader: message.headerLine, continuation: message.continuation)
    let known = records(mark)
    if known.isEmpty {
      if isOld(message, mark, at: index, sight), !isDelivered(message, id(of: message), sight, at: index) {
        return false
      }
      note(message, mark, at: index)
      return true
    }
    let id = self.id(of: message)
    guard var same = known.first(where: { $0.id == id }) else {
      note(message, mark, at: index)
      return true
    }
    guard isHeardAgain(message, &same, at: index, sight) else { return false }
    ledger.change(same)
    tell(message, id, at: index)
    return true
  }

  /// Notes a message that nobody has seen.
  func note(_ message: ParsedMessage, _ mark: UInt64, at index: Int) {
    if unidentified.count >= 16 { identifyNew() }
    unidentified.append(
      NewMessage(sequence: ledger.takeNumber(), mark: mark, home: index, targets: [], message: message))
    tell(message, id(of: message), at: index)
  }

  private func tell(_ message: ParsedMessage, _ id: MessageID, at index: Int) {
    change.heard.append(
      Heard(
        header: message.header, id: id,
        continuation: max(message.continuation, message.header.continuation ?? 0),
        isAtHome: roster.isTrusted(message.header.sender, at: index), seen: now.wall,
        text: role == .posting ? Self.text(of: message) : []))
  }

  /// Header line and body, as they stand in the file.
  private static func text(of message: ParsedMessage) -> [UInt8] {
    var bytes: [UInt8] = []
    Delivery.write(
      headerLine: message.headerLine, body: message.body, continuation: message.continuation, into: &bytes)
    return Array(bytes.dropFirst().dropLast())
  }

  /// What is appended by the relay once more is to be read once more (W4); what a neighbour repeats is not.
  private func isHeardAgain(
    _ message: ParsedMessage, _ same: inout MessageRecord, at index: Int, _ sight: Sight
  ) -> Bool {
    isDelivered(message, same.id, sight, at: index)
      || isAnotherOccurrence(message, of: &same, at: index, sight)
  }

  /// Whether it was appended by the relay: its sender lives elsewhere, or, since a person may write anywhere, the
  /// relay has said so.
  private func isDelivered(_ message: ParsedMessage, _ id: MessageID, _ sight: Sight, at index: Int) -> Bool {
    guard case .growth = sight else { return false }
    return roster.standing(of: message.header.sender, at: index) == .foreign || effects.isAnnounced(id)
  }
}
