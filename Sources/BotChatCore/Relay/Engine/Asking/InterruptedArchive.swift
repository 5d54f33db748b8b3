import BotChatFormat

/// What became of an archive.
enum Settlement {
  /// What was moved is in the archive and no longer in the chat file.
  case finished
  /// Nothing was cut, and the archive is as it was.
  case takenBack
  /// The file is another one now; whatever is in the archive stays there.
  case abandoned
  /// It has to be tried again.
  case stuck
}

// An archive is finished or taken back by what stands in the file: after a kill, after a failure, and after all went
// well (R11).
extension RelayEngine {
  @discardableResult
  func settleArchive(_ index: Int) -> Settlement {
    guard let plan = interrupted[index] else { return .abandoned }
    // A file that is away may come back as it was.
    guard let held = effects.held(index) else { return .stuck }
    attention.insert(index)
    do {
      guard held.key == plan.key else { return end(plan, .abandoned) }
      var there: [UInt8] = []
      try effects.read(index, from: plan.opening.count, count: plan.after.count, into: &there)
      if there == plan.after { return finish(plan) }
      guard !plan.isShifted, there == plan.before else { return end(plan, .abandoned) }
      try effects.cutBackArchive(plan)
      return end(plan, .takenBack)
    } catch {
      raise(.unwritable, index, "an archive that was interrupted cannot be ended: \(error.what)")
      return .stuck
    }
  }

  private func end(_ plan: ArchivePlan, _ settlement: Settlement) -> Settlement {
    interrupted[plan.home] = nil
    change.archives.removeAll { $0.home == plan.home }
    change.endedArchives.append(plan.home)
    return settlement
  }

  /// The front is cut off: every place moves with the text, and the opening is written.
  private func finish(_ plan: ArchivePlan) -> Settlement {
    let index = plan.home
    var failure: String?
    do {
      try effects.writeFront(index, plan.opening)
    } catch {
      failure = error.what
    }
    if !plan.isShifted {
      shift(plan)
      change.shifts.append(plan)
      change.answered = plan.answered
    }
    guard let failure else { return end(plan, .finished) }
    // Older messages stand there, which everybody knows; the preamble is in the plan.
    var rest = plan
    rest.isShifted = true
    interrupted[index] = rest
    change.endedArchives.removeAll { $0 == index }
    change.archives.append(rest)
    raise(.unwritable, index, "the beginning of the file cannot be written after an archive: \(failure)")
    return .finished
  }

  private func shift(_ plan: ArchivePlan) {
    let index = plan.home
    homes[index].tail = plan.bytes(homes[index].tail, before: homes[index].readThrough)
    homes[index].reader.move(by: -plan.cut)
    homes[index].readThrough -= plan.cut
    homes[index].size -= plan.cut
    homes[index].growthStart = max(0, homes[index].growthStart - plan.cut)
    if homes[index].judgedThrough >= 0 { homes[index].judgedThrough -= plan.cut }
    homes[index].own = homes[index].own.map(plan.place)
    destinations[index].found = destinations[index].found.map(plan.place)
    destinations[index].unsynced = destinations[index].unsynced.map(plan.place)
    shiftKept(plan)
    historyPlaces[index] = nil
    ledger.forgetFetched()
    homes[index].isDirty = true
    if let facts = effects.held(index), facts.size == homes[index].readThrough {
      homes[index].modified = facts.modified
    }
  }

  /// What went into the archive was not erased, so it is watched no longer (R10).
  private func shiftKept(_ plan: ArchivePlan) {
    for message in homes[plan.home].kept { change.drop(message) }
    homes[plan.home].kept = homes[plan.home].kept.compactMap { kept in
      // The line end before its header is part of it.
      guard kept.offset + 1 >= plan.moved.upperBound else { return nil }
      var kept = kept
      kept.anchor = plan.bytes(kept.anchor, before: kept.offset)
      kept.offset -= plan.cut
      kept.place = kept.place.map { $0 - plan.cut }
      if kept.anchor.count > kept.offset { kept.anchor.removeFirst(kept.anchor.count - kept.offset) }
      return kept
    }
    change.kept += homes[plan.home].kept
  }
}
