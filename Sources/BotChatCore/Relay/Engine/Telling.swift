import BotChatFormat

// What cannot be done is told to the sender and shown to the person (R3, R8, R14).
extension RelayEngine {
  // MARK: problems

  /// How many problems of what bots wrote are listed: a flood of them shall not fill the state and the log.
  static var longestList: Int { 1000 }

  func raise(_ kind: Problem.Kind, _ subject: String, _ what: String) {
    var key = Problem.Key(kind, subject)
    var what = what
    if problems.count >= Self.longestList, problems[key] == nil, !Problem(key, what, at: 0).isCurable {
      key = Problem.Key(kind, "…")
      what = "more of the kind than are listed"
    }
    guard problems[key]?.what != what else { return }
    let problem = Problem(key, what, at: now.wall)
    problems[key] = problem
    change.problems.append(problem)
    journal.append(.problem(problem))
  }

  func raise(_ kind: Problem.Kind, _ home: Int, _ what: String) {
    raise(kind, roster.homes[home].label, what)
  }

  /// Lists something about what stands in a home's file; of a private home that is of no use to anybody.
  func list(_ kind: Problem.Kind, _ subject: String, _ what: String, at index: Int) {
    if !roster.homes[index].isPrivate { raise(kind, subject, what) }
  }

  func solve(_ kind: Problem.Kind, _ home: Int) {
    if problems.isEmpty { return }
    solve(Problem.Key(kind, roster.homes[home].label))
  }

  func solve(_ key: Problem.Key) {
    guard problems.removeValue(forKey: key) != nil else { return }
    change.solved.append(key)
    journal.append(.solved(key))
  }

  // MARK: blocks that are no mail

  /// A block of somebody who is at home elsewhere: never relayed, listed (R3).
  func misfiled(_ block: Block, at index: Int) {
    guard let header = block.header else { return }
    let mark = self.mark(ofHeader: block.line)
    let id = self.id(headerLine: block.line, body: block.text)
    if let record = records(mark).first(where: { $0.id == id }), hasReached(record, home: index) {
      if repeats.note(mark: mark, home: index, at: now.steady) { stopForAnotherRelay() }
      journal.append(.repeated(id: id, home: index))
      return
    }
    // It is stored with each position, so it stays short.
    if homes[index].strangers.count >= 200 { homes[index].strangers.removeAll() }
    homes[index].strangers[mark] = id
    homes[index].isDirty = true
    if roster.meaning(of: header.sender, at: index) == .relay {
      list(
        .misfiled, "\(roster.homes[index].label):Relay", "a forged message of Relay; it is not carried",
        at: index)
      return
    }
    list(
      .misfiled, "\(roster.homes[index].label):\(header.sender)",
      "a message of \(header.sender), who is at home in another file; it is not carried from here", at: index)
  }

  private func stopForAnotherRelay() {
    guard halted == nil else { return }
    halted = "another relay copies the same messages"
    raise(
      .anotherRelay, "relay", "another relay copies the same messages; nothing is delivered until it is gone")
  }

  /// A line that is almost a header: held, and told to whoever lives there, with the right form (F1).
  func almost(_ block: Block, at index: Int) {
    let line = String(decoding: block.line.prefix(120), as: UTF8.self)
    list(
      .nearHeader, "\(roster.homes[index].label):\(line)", "almost a header, so it was not carried", at: index
    )
    let right =
      "\(effects.stamp().header) - \(roster.members[roster.homes[index].members.first ?? 0].name) → NAME"
    tell(
      nil, at: index, about: "near-header",
      "This line is almost a header, so nothing below it was delivered:\n\n    \(line)\n\n"
        + "The right form is `\(right)` behind `###` and a space.")
  }

  /// R8: text without a header behind one of our deliveries.
  func stray(_ block: Block, at index: Int) {
    let text = String(decoding: block.text.prefix(120), as: UTF8.self)
    list(
      .stray, "\(roster.homes[index].label):\(block.offset)", "text without a header: \(text)", at: index)
    tell(
      nil, at: index, about: "stray",
      "This text has no header, so it was not delivered. Please write it again with one:\n\n    "
        + text.split(separator: "\n").joined(separator: "\n    "))
  }

  /// R14: over the size limit.
  func tooLarge(_ message: ParsedMessage, at index: Int) {
    let line = String(decoding: message.headerLine, as: UTF8.self)
    list(
      .oversize, "\(roster.homes[index].label):\(message.offset)", "\(message.length) bytes: \(line)",
      at: index)
    tell(
      message.header.sender, at: index, about: "size",
      "Your message of \(message.length) bytes is over the limit of \(limit) and was not delivered:\n\n"
        + "    \(line)\n\nPlease send it in parts.")
  }

  /// R14: names that nobody has; one notice for all of a message, since a header has room for thousands.
  func unknownRecipients(_ names: [String], in message: ParsedMessage, at index: Int) {
    let sender = message.header.sender
    for name in names.prefix(8) {
      list(
        .unknownRecipient, "\(sender) → \(name)", "\(sender) wrote to \(name), whom nobody has configured",
        at: index)
    }
    if names.count > 8 {
      list(
        .unknownRecipient, "\(sender) → …",
        "\(sender) wrote to \(names.count) names that nobody has configured", at: index)
    }
    let untold = names.prefix(8).filter { isUntold(sender, $0, at: index) }
    guard !untold.isEmpty else { return }
    let rest = names.count > 8 ? " (nor are \(names.count - 8) more)" : ""
    put(
      sender, at: index,
      "Nobody here is called \(untold.joined(separator: " or "))\(rest), so your message did not reach "
        + (untold.count == 1 ? "that name" : "those names") + ". Known are: "
        + roster.openMembers.map(\.name).joined(separator: ", ") + ".")
  }

  /// Puts a short notice from Relay into a home, once per name and subject a day (R14).
  private func tell(_ name: String?, at index: Int, about subject: String, _ text: String) {
    let residents = roster.homes[index].members.map { roster.members[$0].name }.joined(separator: ", ")
    let recipient = name ?? residents
    guard !recipient.isEmpty, isUntold(recipient, subject, at: index) else { return }
    put(recipient, at: index, text)
  }

  /// Whether this is to be told today; the answer is yes only once, and never where nobody would read it.
  private func isUntold(_ recipient: String, _ subject: String, at index: Int) -> Bool {
    if roster.homes[index].isPrivate { return false }
    let day = now.wall / 86_400_000_000_000
    if day != noticeDay {
      noticesSent.removeAll()
      noticeDay = day
    }
    let subject = subject.lowercased()
    guard noticesSent.insert("\(recipient)\n\(subject)\n\(day)").inserted else { return false }
    change.notices.append(Notice(recipient: recipient, subject: subject, day: day))
    return true
  }

  private func put(_ recipient: String, at index: Int, _ text: String) {
    let stamp = effects.stamp()
    let line = Array("### \(stamp.header) - Relay → \(recipient)".utf8)
    let body = Array("\(text)\n\n⏱ \(stamp.clock)".utf8)
    attention.insert(index)
    destinations[index].add(sequence: 0, mark: mark(ofHeader: line), from: index) { batch in
      Delivery.write(headerLine: line, body: body, into: &batch)
    }
    destinations[index].storeFirst = true
  }
}

/// A notice that was sent, so that it is sent once a day.
package struct Notice: Sendable, Equatable {
  package var recipient: String
  package var subject: String
  /// Days since 1970.
  package var day: Int64

  package init(recipient: String, subject: String, day: Int64) {
    self.recipient = recipient
    self.subject = subject
    self.day = day
  }
}

/// Foreign blocks that keep repeating our own sources mean another relay (R3).
///
/// One bot that still writes into the other's file, as its old instructions said, repeats in one direction;
/// a relay repeats in both. So: six different messages in a minute, in at least two homes.
struct RepeatWatch {
  private var seen: [(mark: UInt64, home: Int, at: Int64)] = []

  mutating func note(mark: UInt64, home: Int, at now: Int64) -> Bool {
    seen.removeAll { now - $0.at > 60_000_000_000 || ($0.mark == mark && $0.home == home) }
    seen.append((mark, home, now))
    return seen.count >= 6 && Set(seen.map(\.home)).count >= 2
  }
}
