import BotChatFormat

// Which message is this: its header's mark finds it, its id proves it (F9, R6).
extension RelayEngine {
  /// The mark of a header line; white space at its end does not count.
  func mark(ofHeader line: [UInt8], continuation: Int = 0) -> UInt64 {
    canonical.removeAll(keepingCapacity: true)
    Canonical.append(headerLine: line, body: [], continuation: continuation, into: &canonical)
    return effects.mark(canonical)
  }

  /// The mark of the header of a delivery as it is written: a line end, the header line, the body.
  func mark(ofBlock bytes: [UInt8]) -> UInt64 {
    mark(ofHeader: Array(bytes.dropFirst().prefix { $0 != 10 }))
  }

  func id(headerLine: [UInt8], body: [UInt8], continuation: Int = 0) -> MessageID {
    canonical.removeAll(keepingCapacity: true)
    Canonical.append(headerLine: headerLine, body: body, continuation: continuation, into: &canonical)
    return effects.identify(canonical)
  }

  func id(of message: ParsedMessage) -> MessageID {
    id(headerLine: message.headerLine, body: message.body, continuation: message.continuation)
  }

  /// A mark of header and body: of what went into an archive it is history, too, since nobody reads there whether a
  /// message under a known header is the one that stood in the file (R6).
  func wholeMark(of message: ParsedMessage) -> UInt64 {
    canonical.removeAll(keepingCapacity: true)
    Canonical.append(
      headerLine: message.headerLine, body: message.body, continuation: message.continuation, into: &canonical
    )
    return effects.mark(canonical)
  }

  /// The records whose header has this mark.
  func records(_ mark: UInt64) -> [MessageRecord] {
    if unidentified.contains(where: { $0.mark == mark }) { identifyNew() }
    return ledger.records(mark) { effects.record($0) }
  }

  /// Enters the messages of this turn into the ledger.
  ///
  /// A header that nobody has seen makes a message new whatever its body is; so the hash over the body and the
  /// record can wait until the delivery is out.
  func identifyNew() {
    for new in unidentified {
      ledger.add(
        MessageRecord(
          sequence: new.sequence, id: id(of: new.message), mark: new.mark, seen: now.wall / 1_000_000,
          home: roster.homes[new.home].number, offset: new.message.offset, length: new.message.body.count,
          count: 1, reached: new.targets.reduce(residents[new.home]) { Self.merge($0, residents[$1]) },
          isTrusted: roster.isTrusted(new.message.header.sender, at: new.home)))
    }
    unidentified.removeAll(keepingCapacity: unidentified.capacity <= 64)
  }
}
