import BotChatFormat

/// How a message came before our eyes.
enum Sight {
  /// The file grew.
  case growth
  /// The file was read again from its beginning; how often this very message has stood in it so far.
  case again(occurrence: Int)
}

/// A message that has been given its number and waits to be entered into the ledger.
struct NewMessage {
  var sequence: Int
  var mark: UInt64
  var home: Int
  var targets: [Int]
  var message: ParsedMessage
}

// What becomes of each thing that a reader found (R3, R4, R6, R14).
extension RelayEngine {
  /// Carries, lists or tells each item.
  func take(_ items: [Item], at index: Int) {
    if role.isHearing { return hear(items, at: index) }
    for item in items {
      switch item {
      case .message(let message):
        // After a crash a message is found again by its header; a continuation has none in its own file.
        carry(message, from: index, sight: .growth, storeFirst: message.continuation > 0)
      case .foreign(let block): misfiled(block, at: index)
      case .relayed: break
      case .nearHeader(let block): almost(block, at: index)
      case .stray(let block): stray(block, at: index)
      }
    }
  }

  /// Judges a complete message and sends it where it has to go.
  ///
  /// - Returns: whether it was new.
  @discardableResult
  func carry(_ message: ParsedMessage, from index: Int, sight: Sight, storeFirst: Bool) -> Bool {
    if role.isHearing { return hear(message, at: index, sight) }
    if message.isOversize {
      tooLarge(message, at: index)
      return false
    }
    var message = message
    if message.continuation > 0 { message.body = Self.withoutLeadingBlankLines(message.body) }
    let mark = self.mark(ofHeader: message.headerLine, continuation: message.continuation)
    let known = records(mark)
    let route = Route(message.header, from: index, in: roster)
    if known.isEmpty {
      if isOld(message, mark, at: index, sight) {
        journal.append(.repeated(id: id(of: message), home: index))
        return false
      }
    } else {
      let id = self.id(of: message)
      if let same = known.first(where: { $0.id == id }) {
        return carryAgain(message, same, mark, route, from: index, sight: sight, storeFirst: storeFirst)
      }
    }
    carryUnknown(message, mark, route, from: index, storeFirst: storeFirst)
    return true
  }

  /// A message that is known: a repetition, or another one that looks the same (R6).
  private func carryAgain(
    _ message: ParsedMessage, _ known: MessageRecord, _ mark: UInt64, _ route: Route, from index: Int,
    sight: Sight, storeFirst: Bool
  ) -> Bool {
    var same = known
    let isNew = isAnotherOccurrence(message, of: &same, at: index, sight)
    if !isNew { journal.append(.repeated(id: same.id, home: index)) }
    let targets = isNew ? route.homes : route.homes.filter { !hasReached(same, home: $0) }
    if isNew || !targets.isEmpty {
      same.reached = targets.reduce(same.reached) { Self.merge($0, residents[$1]) }
      ledger.change(same)
    }
    send(message, same.sequence, mark, to: targets, from: index, storeFirst)
    return isNew
  }

  /// A message that nobody has seen.
  func carryUnknown(
    _ message: ParsedMessage, _ mark: UInt64, _ route: Route, from index: Int, storeFirst: Bool
  ) {
    if role.isHearing { return note(message, mark, at: index) }
    // Few wait at a time, so that looking through them costs less than entering them.
    if unidentified.count >= 16 { identifyNew() }
    let sequence = ledger.takeNumber()
    unidentified.append(
      NewMessage(sequence: sequence, mark: mark, home: index, targets: route.homes, message: message))
    send(message, sequence, mark, to: route.homes, from: index, storeFirst)
    if !route.unknown.isEmpty { unknownRecipients(route.unknown, in: message, at: index) }
  }

  /// R6: a header with neither seconds nor tag identifies nothing; there occurrences are counted.
  func isAnotherOccurrence(
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
  func isOld(
    _ message: ParsedMessage, _ mark: UInt64, at index: Int, _ sight: Sight
  ) -> Bool {
    guard message.continuation == 0, effects.isInHistory(mark) else { return false }
    switch sight {
    case .again: return true
    case .growth:
      return message.header.identifies
        && (effects.isInHistory(wholeMark(of: message))
          || holdsInHistory(id(of: message), mark, at: index, before: message.offset))
    }
  }

  /// Puts a message into the queues of `targets`.
  private func send(
    _ message: ParsedMessage, _ sequence: Int, _ mark: UInt64, to targets: [Int], from index: Int,
    _ storeFirst: Bool
  ) {
    if roster.homes[index].members.count > 1, message.continuation == 0 {
      neighbours.append(Neighbour(home: index, message: message, mark: mark))
    }
    for target in targets {
      if let stranger = homes[target].strangers[mark], stranger == id(of: message) {
        continue  // its sender wrote it there himself
      }
      attention.insert(target)
      destinations[target].add(sequence: sequence, mark: mark, from: index) { batch in
        Delivery.write(
          headerLine: message.headerLine, body: message.body, continuation: message.continuation, into: &batch
        )
      }
      if storeFirst { destinations[target].storeFirst = true }
    }
  }

  /// A message that the lost state had known, for one home that does not have it whole.
  func enqueueAgain(_ message: ParsedMessage, _ mark: UInt64, from index: Int, to target: Int) {
    let id = self.id(of: message)
    if let known = records(mark).first(where: { $0.id == id }) {
      return send(message, known.sequence, mark, to: [target], from: index, true)
    }
    let route = Route(message.header, from: index, in: roster)
    carryUnknown(message, mark, route.only(target), from: index, storeFirst: true)
  }

  func hasReached(_ record: MessageRecord, home: Int) -> Bool {
    roster.homes[home].members.contains { record.reached.contains(roster.members[$0].number) }
  }

  /// Two ascending lists as one, each number once.
  static func merge(_ one: [Int], _ other: [Int]) -> [Int] {
    var merged = one
    for number in other where !merged.contains(number) { merged.append(number) }
    if merged.count > 1 { merged.sort() }
    return merged
  }

  static func withoutLeadingBlankLines(_ body: [UInt8]) -> [UInt8] {
    var start = 0
    for at in body.indices {
      if body[at] == 10 { start = at + 1 } else if body[at] != 32, body[at] != 9, body[at] != 13 { break }
    }
    return start == 0 ? body : Array(body[start...])
  }
}
