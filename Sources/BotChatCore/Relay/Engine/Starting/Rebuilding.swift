import BotChatFormat

// Without the state it had, the relay asks the files (R13).
extension RelayEngine {
  private struct Line {
    var mark: UInt64
    var offset: Int
    var route: [Int]
  }

  /// What stands in a destination was delivered; what follows the last delivered message of a source was not;
  /// where nothing of a source stands in a destination, the history counts as handled and is listed.
  func rebuild() {
    var mail: [[Line]] = Array(repeating: [], count: homes.count)
    var standing: [Set<UInt64>] = Array(repeating: [], count: homes.count)
    for index in homes.indices where homes[index].key != nil {
      do {
        try survey(index, &mail[index], &standing[index])
      } catch {
        homes[index].presence = .missing
        raise(.refused, index, error.what)
      }
    }
    for source in homes.indices {
      for target in homes.indices where target != source && homes[target].key != nil {
        resend(mail[source].filter { $0.route.contains(target) }, from: source, to: target, standing[target])
      }
    }
  }

  private func survey(_ index: Int, _ mail: inout [Line], _ standing: inout Set<UInt64>) throws(EffectFailure)
  {
    guard let facts = effects.held(index) else { return }
    var marks: [UInt64] = []
    try scanHeaders(index, from: 0, to: facts.size) { offset, line in
      guard let header = line.withUnsafeBytes({ Header(line: $0) }) else { return }
      let mark = mark(ofHeader: line)
      marks.append(mark)
      standing.insert(mark)
      if roster.standing(of: header.sender, at: index) == .local {
        mail.append(Line(mark: mark, offset: offset, route: Route(header, from: index, in: roster).homes))
      }
    }
    change.history += marks
    homes[index].size = facts.size
    homes[index].modified = facts.modified
    homes[index].presence = .steady
    homes[index].lastGrowth = now.steady
    homes[index].reader = liveReader(index, at: facts.size, .preamble)
    homes[index].readThrough = facts.size
    homes[index].growthStart = facts.size
    homes[index].tail = try tailBefore(facts.size, index)
  }

  private func resend(_ mail: [Line], from source: Int, to target: Int, _ standing: Set<UInt64>) {
    guard !mail.isEmpty else { return }
    guard let last = mail.lastIndex(where: { standing.contains($0.mark) }) else {
      list(
        .unjudged, "\(roster.homes[source].label) → \(roster.homes[target].label)",
        "the state was lost and nothing of \(mail.count) messages stands there; they count as handled",
        at: source)
      return
    }
    // The last one that stands there may be torn: it is looked at again, the others are missing.
    for (place, line) in mail.enumerated() where place >= last {
      guard place == last || !standing.contains(line.mark),
        let message = try? message(at: line.offset, in: source, to: homes[source].size)
      else { continue }
      let mark = line.mark
      if place == last { findTorn(mark, at: target) }
      enqueueAgain(message, mark, from: source, to: target)
    }
  }

  private func findTorn(_ mark: UInt64, at target: Int) {
    try? scanHeaders(target, from: 0, to: homes[target].size) { offset, line in
      if offset > 0, self.mark(ofHeader: line) == mark {
        destinations[target].found.append(offset - 1..<offset + line.count)
      }
    }
  }
}
