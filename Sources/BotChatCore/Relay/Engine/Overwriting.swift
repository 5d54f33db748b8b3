import BotChatFormat

// A bot that writes its file back in pieces writes over what the relay put between two of them (R10).
extension RelayEngine {
  /// Whether what was put behind bytes that nobody had read still stands there, as far as the buffer shows.
  ///
  /// - Parameters:
  ///   - index: the home.
  ///   - start: where in the file the buffer begins.
  /// - Returns: false if somebody has written over it.
  func ownStands(_ index: Int, from start: Int) -> Bool {
    let end = start + buffer.count
    for own in homes[index].own where own.upperBound > homes[index].readThrough && own.lowerBound < end {
      for kept in homes[index].kept {
        guard let place = kept.place, own.contains(place) else { continue }
        let from = max(start, place)
        let through = min(end, place + kept.bytes.count)
        guard from < through else { continue }
        let ours = kept.bytes[from - place..<through - place]
        guard buffer[from - start..<through - start] == ours else { return false }
      }
    }
    return true
  }

  /// What was put behind bytes that nobody had read is watched where it stands, now that they have been.
  ///
  /// - Parameters:
  ///   - index: the home.
  ///   - own: what was put there.
  ///   - start: where in the file the buffer begins.
  func watchWhereItStands(_ index: Int, _ own: Range<Int>, from start: Int) {
    for (number, kept) in homes[index].kept.enumerated() {
      guard let place = kept.place, place != kept.offset, own.contains(place), place >= start,
        place <= start + buffer.count
      else { continue }
      moveKept(index, number, to: place, behind: Array(buffer[..<(place - start)].suffix(Home.tailLength)))
      homes[index].kept[number].place = place
    }
  }

  /// A message of a bot without the end of another that stood there before, and that the bot's last write was too
  /// short to cover.
  ///
  /// - Returns: nil when all of it is the bot's.
  func withoutLeftover(_ message: ParsedMessage, at index: Int) -> ParsedMessage? {
    let end = message.offset + message.headerLine.count + 1 + message.body.count
    for kept in homes[index].kept
    where (kept.place ?? kept.offset) + kept.bytes.count == end + 1
      && kept.mark != mark(ofHeader: message.headerLine)
    {
      guard let start = Leftover.start(of: kept.bytes.dropLast(), in: message.body) else { continue }
      var bots = message
      bots.body = Leftover.body(message.body[..<start])
      bots.length = bots.body.count
      return bots
    }
    return nil
  }

  /// Enters the end of another message as something that is known and goes to nobody.
  func noteLeftover(_ leftover: ParsedMessage, at index: Int) {
    let mark = mark(ofHeader: leftover.headerLine, continuation: leftover.continuation)
    unidentified.append(
      NewMessage(sequence: ledger.takeNumber(), mark: mark, home: index, targets: [], message: leftover))
  }
}

/// Where the end of a message stands behind a bot's own text that was written over its beginning.
enum Leftover {
  /// Finds it.
  ///
  /// Two messages may end alike, and be of one length: then everything is the bot's. What tells the end of another
  /// message is that it begins a line here and none there, or that the bot's own message is closed before it. An end of
  /// whole lines behind a message that is not closed is left to the bot, of whose text a piece would be missing
  /// otherwise.
  ///
  /// - Parameters:
  ///   - message: what stood there, to the end of its last line.
  ///   - body: the bot's, which ends at the same place.
  /// - Returns: where in the body it begins.
  static func start(of message: ArraySlice<UInt8>, in body: [UInt8]) -> Int? {
    let same = zip(message.reversed(), body.reversed()).prefix { $0 == $1 }.count
    let start = body.count - same
    guard start > 0, same > 0, same < message.count else { return nil }
    if body[start - 1] == 10, message[message.endIndex - same - 1] != 10 { return start }
    return (start..<body.count).first { body[$0 - 1] == 10 && isClosed(body[..<$0]) }
  }

  /// What is left as a body: without its last line feed and closing blank lines.
  static func body(_ text: ArraySlice<UInt8>) -> [UInt8] {
    var text = text.last == 10 ? text.dropLast() : text
    while let feed = text.lastIndex(of: 10), text[(feed + 1)...].allSatisfy(isBlank) { text = text[..<feed] }
    return Array(text)
  }

  private static func isClosed(_ text: ArraySlice<UInt8>) -> Bool {
    let text = body(text)
    let line = text[(text.lastIndex(of: 10).map { $0 + 1 } ?? 0)...]
    return line.drop(while: isBlank).starts(with: "⏱".utf8)
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 || byte == 13 }
}
