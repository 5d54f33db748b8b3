import BotChatFormat

/// How a message came before our eyes.
enum Sight {
  /// The file grew.
  case growth
  /// The file was read again from its beginning; how often this very message has stood in it so far.
  case again(occurrence: Int)
}

// What becomes of each thing that a reader found (R3, R4, R6, R14).
extension RelayEngine {
  /// Carries, lists or tells each item; `settled`: judged by time, so a restart might judge otherwise: it is stored before it is sent.
  func take(_ items: [Item], at index: Int, settled: Bool) {
    for item in items {
      switch item {
      case .message(let message): carry(message, from: index, sight: .growth, storeFirst: settled)
      case .foreign(let block): misfiled(block, at: index)
      case .relayed: break
      case .nearHeader(let block): almost(block, at: index)
      case .stray(let block): stray(block, at: index)
      }
    }
  }

  /// Id and header mark of a message (F9).
  func identity(headerLine: [UInt8], body: [UInt8], continuation: Int) -> (id: MessageID, mark: UInt64) {
    canonical.removeAll(keepingCapacity: true)
    Canonical.append(headerLine: headerLine, body: body, continuation: continuation, into: &canonical)
    headerBytes.removeAll(keepingCapacity: true)
    headerBytes.append(contentsOf: canonical.prefix { $0 != 10 })
    return (effects.identify(canonical), effects.mark(headerBytes))
  }

  func records(_ mark: UInt64) -> [MessageRecord] {
    ledger.records(mark) { effects.record($0) }
  }

  /// Judges a complete message and sends it where it has to go.
  ///
  /// - Returns: whether it was new.
  @discardableResult
  func carry(_ message: ParsedMessage, from index: Int, sight: Sight, storeFirst: Bool) -> Bool {
    if message.isOversize {
      tooLarge(message, at: index)
      return false
    }
    var message = message
    if message.continuation > 0 { message.body = Self.withoutLeadingBlankLines(message.body) }
    let (id, mark) = identity(
      headerLine: message.headerLine, body: message.body, continuation: message.continuation)
    let known = records(mark)
    let route = Route(message.header, from: index, in: roster)

    if var same = known.first(where: { $0.id == id }) {
      if !isAnotherOccurrence(message, of: &same, at: index, sight) {
        journal.append(.repeated(id: id, home: index))
        send(
          message, same, id, mark, to: route.homes.filter { !hasReached(same, home: $0) }, from: index,
          storeFirst)
        return false
      }
      ledger.change(same)
      send(message, same, id, mark, to: route.homes, from: index, storeFirst)
      return true
    }
    if known.isEmpty, isOld(message, id, mark, at: index, sight) {
      journal.append(.repeated(id: id, home: index))
      return false
    }
    carryUnknown(message, id, mark, route, from: index, storeFirst: storeFirst)
    return true
  }

  /// A message that nobody has seen.
  func carryUnknown(
    _ message: ParsedMessage, _ id: MessageID, _ mark: UInt64, _ route: Route, from index: Int,
    storeFirst: Bool
  ) {
    var record = MessageRecord(
      sequence: 0, id: id, mark: mark, seen: now.wall / 1_000_000, home: roster.homes[index].number,
      offset: message.offset, length: message.body.count, count: 1, reached: [],
      isTrusted: roster.isTrusted(message.header.sender, at: index))
    record.reached = numbers(of: [index])
    record.sequence = ledger.add(record)
    send(message, record, id, mark, to: route.homes, from: index, storeFirst)
    for name in route.unknown { unknownRecipient(name, in: message, at: index) }
  }

  /// R6: a header with neither seconds nor tag identifies nothing; there occurrences are counted.
  private func isAnotherOccurrence(
    _ message: ParsedMessage, of same: inout MessageRecord, at index: Int, _ sight: Sight
  ) -> Bool {
    guard !message.header.identifies, message.continuation == 0, same.home == roster.homes[index].number
    else { return false }
    switch sight {
    case .growth: break
    case .again(let occurrence) where occurrence > same.count: break
    case .again: return false
    }
    same.count += 1
    return true
  }

  /// Whether it stood in a file already when that was first seen.
  private func isOld(
    _ message: ParsedMessage, _ id: MessageID, _ mark: UInt64, at index: Int, _ sight: Sight
  ) -> Bool {
    guard message.continuation == 0, effects.isInHistory(mark) else { return false }
    switch sight {
    case .again: return true
    case .growth:
      return message.header.identifies && holdsInHistory(id, mark, at: index, before: message.offset)
    }
  }

  /// Puts a message into the queues of `homes` and notes in its record that it is on its way.
  private func send(
    _ message: ParsedMessage, _ record: MessageRecord, _ id: MessageID, _ mark: UInt64, to targets: [Int],
    from index: Int, _ storeFirst: Bool
  ) {
    watchNeighbours(message, mark, at: index)
    guard !targets.isEmpty else { return }
    for target in targets {
      if homes[target].strangers[mark] == id { continue }  // its sender wrote it there himself
      let start = destinations[target].batch.count
      Delivery.write(
        headerLine: message.headerLine, body: message.body, continuation: message.continuation,
        into: &destinations[target].batch)
      destinations[target].parcels.append(
        Destination.Parcel(
          sequence: record.sequence, mark: mark, id: id, from: index,
          range: start..<destinations[target].batch.count))
      if storeFirst { destinations[target].storeFirst = true }
    }
    var record = record
    record.reached = Array(Set(record.reached).union(numbers(of: targets))).sorted()
    ledger.change(record)
  }

  /// A message that the lost state had known, for one home that does not have it whole.
  func enqueueAgain(
    _ message: ParsedMessage, _ id: MessageID, _ mark: UInt64, from index: Int, to target: Int
  ) {
    if let known = records(mark).first(where: { $0.id == id }) {
      return send(message, known, id, mark, to: [target], from: index, true)
    }
    let route = Route(message.header, from: index, in: roster)
    carryUnknown(message, id, mark, route.only(target), from: index, storeFirst: true)
  }

  func hasReached(_ record: MessageRecord, home: Int) -> Bool {
    roster.homes[home].members.contains { record.reached.contains(roster.members[$0].number) }
  }

  private func numbers(of homes: [Int]) -> [Int] {
    homes.flatMap { roster.homes[$0].members.map { roster.members[$0].number } }.sorted()
  }

  static func withoutLeadingBlankLines(_ body: [UInt8]) -> [UInt8] {
    var start = 0
    for at in body.indices {
      if body[at] == 10 { start = at + 1 } else if body[at] != 32, body[at] != 9, body[at] != 13 { break }
    }
    return start == 0 ? body : Array(body[start...])
  }
}
