import BotChatFormat

// A message that goes out once more because a person wants it: the one way round R6.
extension RelayEngine {
  /// Puts a message into the outbox of those it names, or of one of them, whatever it has reached before.
  func resend(_ wish: Resend) -> Decision {
    guard let asked = openHome(at: wish.home) else {
      return .refused("\(wish.home) is no chat file of the configuration in force")
    }
    guard let header = wish.headerLine.withUnsafeBytes({ Header(line: $0) }),
      id(headerLine: wish.headerLine, body: wish.body, continuation: wish.continuation) == wish.id
    else { return .refused("the message that came with the request is not \(wish.id)") }
    guard wish.body.count <= limit else {
      return .refused("\(wish.id) has \(wish.body.count) bytes, and the limit is \(limit)")
    }
    let mark = self.mark(ofHeader: wish.headerLine, continuation: wish.continuation)
    let known = records(mark).first { $0.id == wish.id }
    // Of a person's message copies stand in many files; where it was first seen it was written.
    let source = known.flatMap { record in roster.openHomes.first { roster.homes[$0].number == record.home } }
    let message = ParsedMessage(
      header: header, headerLine: wish.headerLine,
      body: wish.continuation > 0 ? Self.withoutLeadingBlankLines(wish.body) : wish.body,
      continuation: wish.continuation)
    return resend(message, wish, mark, known, from: source ?? asked)
  }

  private func resend(
    _ message: ParsedMessage, _ wish: Resend, _ mark: UInt64, _ known: MessageRecord?, from source: Int
  ) -> Decision {
    guard roster.standing(of: message.header.sender, at: source) == .local else {
      return .refused("\(message.header.sender) is not at home in \(roster.homes[source].label)")
    }
    let named = recipients(of: message.header, at: source)
    let route = Route(message.header, from: source, in: roster)
    guard !route.homes.isEmpty else { return .refused("\(wish.id) is for nobody outside of its own file") }
    var chosen = named.filter { roster.members[$0].home.map(route.homes.contains) ?? false }
    if let name = wish.recipient {
      guard case .member(let index)? = roster.meaning(of: name, at: source), chosen.contains(index) else {
        let others = Self.list(chosen.map { roster.members[$0].name })
        return .refused("\(wish.id) goes to \(others), and not to \(name)")
      }
      chosen = [index]
    }
    let targets = route.homes.filter { home in chosen.contains { roster.members[$0].home == home } }

    // What is being read may be this very message, on its way.
    if known == nil, homes[source].presence == .unsettled || unread.contains(source) { return .later }
    for target in targets {
      do {
        try effects.announce(wish.id, to: target)
      } catch {
        return .refused("nobody could be woken for it: \(error.what)")
      }
    }
    let sequence: Int
    if var known {
      known.reached = targets.reduce(known.reached) { Self.merge($0, residents[$1]) }
      ledger.change(known)
      sequence = known.sequence
    } else {
      guard let new = enterHandled(message, wish.id, mark, route, at: source) else {
        return .refused("\(wish.id) is not delivered yet: the relay is about to take it up")
      }
      sequence = new
    }
    for target in targets {
      attention.insert(target)
      destinations[target].add(sequence: sequence, mark: mark, from: source) { batch in
        Delivery.write(
          headerLine: message.headerLine, body: message.body, continuation: message.continuation, into: &batch
        )
      }
      destinations[target].storeFirst = true
    }
    let names = Self.list(chosen.map { roster.members[$0].name })
    let waits = targets.compactMap(hindrance).first.map { ", which waits: \($0)" } ?? ""
    return .done("resent \(wish.id) to \(names)\(waits)")
  }

  /// Indices of the members that a header names.
  private func recipients(of header: Header, at home: Int) -> [Int] {
    let meanings = header.recipients.compactMap { roster.meaning(of: $0, at: home) }
    return roster.members.indices.filter { index in
      meanings.contains(.member(index))
        || meanings.contains(.everybody)
          && (roster.members[index].home.map(roster.openHomes.contains) ?? false)
    }
  }

  /// What keeps a delivery from its file for longer than a moment, as far as is known.
  private func hindrance(_ index: Int) -> String? {
    if let halted { return halted }
    if let stop = effects.stop(index) { return stop }
    switch homes[index].presence {
    case .missing: return "the chat file is not there"
    case .refused(let why): return why
    case .steady, .unsettled: return nil
    }
  }

  /// Enters a message that has no record as one that was handled before, so that no file which is read again sends it
  /// to anybody else: what stood there at the first start, what was forgotten, what stands in an archive alone.
  ///
  /// Once its header is known the others under the same header would be taken for new ones; so they are entered, too.
  ///
  /// - Returns: its number; nil when the relay has not read as far as where it stands.
  private func enterHandled(
    _ message: ParsedMessage, _ id: MessageID, _ mark: UInt64, _ route: Route, at index: Int
  ) -> Int? {
    let position = homes[index].reader.position
    let under = message.continuation > 0 ? [] : (try? messages(under: mark, in: index)) ?? []
    let handled = under.filter { $0.message.offset < position }
    if under.contains(where: { $0.id == id }), !handled.contains(where: { $0.id == id }) { return nil }
    identifyNew()
    let taken = Set(records(mark).map(\.id))
    let reached = route.homes.reduce(residents[index]) { Self.merge($0, residents[$1]) }
    var entered: [MessageID: Int] = [:]
    for one in handled + [(message, id)] where !taken.contains(one.id) && entered[one.id] == nil {
      let sequence = ledger.takeNumber()
      entered[one.id] = sequence
      ledger.add(
        MessageRecord(
          sequence: sequence, id: one.id, mark: mark, seen: now.wall / 1_000_000,
          home: roster.homes[index].number, offset: one.message.offset, length: one.message.body.count,
          count: max(1, handled.count { $0.id == one.id }), reached: reached,
          isTrusted: roster.isTrusted(message.header.sender, at: index)))
    }
    return entered[id]
  }

  /// Every message of a home's file whose header has this mark.
  private func messages(
    under mark: UInt64, in index: Int
  ) throws(EffectFailure) -> [(message: ParsedMessage, id: MessageID)] {
    var offsets: [Int] = []
    try scanHeaders(index, from: 0, to: homes[index].size) { offset, line in
      if self.mark(ofHeader: line) == mark { offsets.append(offset) }
    }
    var found: [(message: ParsedMessage, id: MessageID)] = []
    for offset in offsets {
      guard let message = try message(at: offset, in: index, to: homes[index].size) else { continue }
      found.append((message, id(of: message)))
    }
    return found
  }
}
