import BotChatFormat

// Without the state it had, the relay asks the files (R13).
extension RelayEngine {
  private struct Line {
    var mark: UInt64
    var offset: Int
    var route: [Int]
  }

  /// What a file shows of what the state knew.
  private struct Survey {
    /// The mail of those at home there.
    var mail: [Line] = []
    /// The marks of all header lines, and where each stands.
    var standing: Set<UInt64> = []
    var places: [(mark: UInt64, range: Range<Int>)] = []
  }

  /// What stands in a destination was delivered; what follows the last delivered message of a source was not;
  /// where nothing of a source stands in a destination, the history counts as handled and is listed.
  func rebuild() {
    var surveys = homes.map { _ in Survey() }
    for index in homes.indices where homes[index].key != nil {
      do {
        surveys[index] = try patiently { () throws(EffectFailure) in try survey(index) }
      } catch {
        // It is read again from its beginning, as one that comes to stand there later.
        homes[index].key = nil
        homes[index].presence = .missing
        raise(.refused, index, error.what)
      }
    }
    for source in homes.indices {
      for target in homes.indices where target != source {
        let mail = surveys[source].mail.filter { $0.route.contains(target) }
        if homes[target].key == nil {
          listUnjudged(mail, from: source, to: target, "that file could not be looked at")
        } else {
          resend(mail, from: source, to: target, surveys[target])
        }
      }
    }
  }

  /// Half of an answer would double what stands in the other half, so a file that fails is asked once more.
  func patiently<Answer>(_ ask: () throws(EffectFailure) -> Answer) throws(EffectFailure) -> Answer {
    do { return try ask() } catch { return try ask() }
  }

  private func survey(_ index: Int) throws(EffectFailure) -> Survey {
    var survey = Survey()
    guard let facts = effects.held(index) else { return survey }
    var marks: [UInt64] = []
    try scanHeaders(index, from: 0, to: facts.size) { offset, line in
      guard let header = line.withUnsafeBytes({ Header(line: $0) }) else { return }
      let mark = mark(ofHeader: line)
      marks.append(mark)
      survey.standing.insert(mark)
      if offset > 0 { survey.places.append((mark, offset - 1..<offset + line.count)) }
      if roster.standing(of: header.sender, at: index) == .local {
        survey.mail.append(
          Line(mark: mark, offset: offset, route: Route(header, from: index, in: roster).homes))
      }
    }
    homes[index].tail = try tailBefore(facts.size, index)
    change.history += marks
    homes[index].size = facts.size
    homes[index].modified = facts.modified
    homes[index].presence = .steady
    homes[index].lastGrowth = now.steady
    homes[index].reader = liveReader(index, at: facts.size, .preamble)
    homes[index].readThrough = facts.size
    homes[index].growthStart = facts.size
    return survey
  }

  private func resend(_ mail: [Line], from source: Int, to target: Int, _ there: Survey) {
    guard !mail.isEmpty else { return }
    guard let last = mail.lastIndex(where: { there.standing.contains($0.mark) }) else {
      return listUnjudged(mail, from: source, to: target, "nothing of them stands there")
    }
    // The last one that stands there may be torn: it is looked at again, the others are missing.
    for (place, line) in mail.enumerated() where place >= last {
      guard place == last || !there.standing.contains(line.mark) else { continue }
      guard let message = messagePatiently(at: line.offset, in: source) else { continue }
      if place == last {
        destinations[target].found += there.places.filter { $0.mark == line.mark }.map(\.range)
      }
      enqueueAgain(message, line.mark, from: source, to: target)
    }
  }

  private func listUnjudged(_ mail: [Line], from source: Int, to target: Int, _ why: String) {
    guard !mail.isEmpty else { return }
    list(
      .unjudged, "\(roster.homes[source].label) → \(roster.homes[target].label)",
      "the state was lost; \(mail.count) messages count as handled, since \(why)", at: source)
  }

  /// A message that the survey has seen; one that cannot be read, asked twice, is listed.
  private func messagePatiently(at offset: Int, in source: Int) -> ParsedMessage? {
    do throws(EffectFailure) {
      return try patiently { () throws(EffectFailure) in
        try message(at: offset, in: source, to: homes[source].size)
      }
    } catch {
      list(
        .unjudged, "\(roster.homes[source].label):\(offset)",
        "the state was lost and this message could not be read; it counts as handled", at: source)
      return nil
    }
  }
}
