import BotChatFormat

// What is to wait no longer, and what a person has seen and wants off the list (R12, R14).
extension RelayEngine {
  /// Takes a message out of the queues that it waits in.
  ///
  /// It counts as having reached them: what was dropped must not come back by a file that is read again.
  func drop(_ wish: Drop) -> Decision {
    var homesLeft: [Int] = []
    for place in wish.places {
      guard let index = openHome(at: place.home), place.number > destinations[index].sentThrough,
        !change.droppedParcels.contains(where: { $0 == (index, place.number) }),
        let row = effects.outbox(index, after: place.number - 1, limit: 1).first,
        row.number == place.number, id(ofBlock: row.bytes) == wish.id
      else { continue }
      change.droppedParcels.append((index, place.number))
      homesLeft.append(index)
    }
    guard !homesLeft.isEmpty else { return .refused("\(wish.id) waits for nobody any more") }
    for index in homesLeft {
      attention.insert(index)
      destinations[index].stored -= 1
      guard destinations[index].isEmpty else { continue }
      // Nobody will try there again and see that it works.
      destinations[index].succeeded()
      solve(.unwritable, index)
    }
    let names = homesLeft.map { Self.list(roster.homes[$0].members.map { roster.members[$0].name }) }
    return .done("dropped \(wish.id), which waited for \(names.joined(separator: "; "))")
  }

  /// The id of a delivery as it is written: a line end, the header line, the body.
  private func id(ofBlock bytes: [UInt8]) -> MessageID {
    let header = Array(bytes.dropFirst().prefix { $0 != 10 })
    return id(headerLine: header, body: Array(bytes.dropFirst(header.count + 2)))
  }

  /// Takes one problem off the list; one that is still there comes back when it is met again.
  func dropProblem(_ key: Problem.Key) -> Decision {
    guard problems[key] != nil else {
      return .refused("no such problem is listed: \(key.kind.rawValue): \(key.subject)")
    }
    forget(key)
    return .done("dropped the problem \(key.kind.rawValue): \(key.subject)")
  }

  /// Takes every problem off the list that does not go away once it is cured.
  func dropProblems() -> Decision {
    let keys = problems.values.filter { !$0.isCurable }.map(\.key)
    guard !keys.isEmpty else { return .refused("no problem is listed that a person has to drop") }
    for key in keys { forget(key) }
    return .done("dropped \(keys.count == 1 ? "1 problem" : "\(keys.count) problems")")
  }

  private func forget(_ key: Problem.Key) {
    problems[key] = nil
    change.solved.append(key)
    guard key.kind == .anotherRelay else { return }
    // The person says that it is gone; if not, six more repetitions stop us again (R3).
    halted = nil
    repeats = RepeatWatch()
    for index in destinations.indices where !destinations[index].isEmpty { attention.insert(index) }
  }
}
