import BotChatFormat

// Old messages move into an archive beside their chat file: the one change of a chat file that is no append (R8).
extension RelayEngine {
  /// How long somebody is waited for who has the file open for writing, on the steady clock.
  private static var patience: Int64 { 5_000_000_000 }

  /// Moves everything before the newest messages of a file into the archive of this day.
  func archive(_ wish: Archive, named name: String) -> Decision {
    guard let index = openHome(at: wish.home) else {
      return .refused("\(wish.home) is no chat file of the configuration in force")
    }
    if interrupted[index] != nil {
      guard settleArchive(index) != .stuck, store() else {
        return refused(.impossible, "an archive that was interrupted there cannot be finished yet")
      }
    }
    if let halted { return refused(.impossible, halted) }
    switch homes[index].presence {
    case .missing: return refused(.impossible, "the chat file is not there")
    case .refused(let why): return refused(.impossible, why)
    case .unsettled: return later(name, "the file is being rewritten")
    case .steady: break
    }
    // What it is now has to be what was read: else places mean nothing.
    guard case .file(let facts) = effects.look(at: index), facts.key == homes[index].key,
      facts.size >= homes[index].readThrough, tailStands(index), !unread.contains(index)
    else { return later(name, "the file is being read") }
    return archive(index, wish.keep, name)
  }

  private func archive(_ index: Int, _ keep: Int, _ name: String) -> Decision {
    // Nothing may be in memory alone whose place would have to move with the rest.
    guard store() else { return .later }
    let label = roster.homes[index].label
    let file = label.split(separator: "/").last.map(String.init) ?? label
    let archive = ArchiveName.of(file, on: String(effects.stamp().header.prefix(10)))
    guard !roster.homes.contains(where: { $0.label == label.dropLast(file.count) + archive }) else {
      return refused(.impossible, "\(archive) is a chat file itself")
    }
    do {
      let place = try effects.archivePlace(index, archive)
      let search = try CutSearch(self, index, keep: keep, block: place.block, archive: archive)
      switch try search.find() {
      case .none(.busy, let why): return later(name, why)
      case .none(let refusal, let why): return refused(refusal, why)
      case .found(let cut):
        switch effects.writers(index) {
        case .harmless: break
        case .inTheWay(let who): return later(name, who)
        case .unknown(let why): return refused(.impossible, why)
        }
        let report = ArchiveReport(
          messages: cut.messages, bytes: cut.moved.count, archive: archive, remaining: cut.remaining)
        let reply = Reply(isDone: true, report.text)
        let plan = ArchivePlan(
          home: index, key: homes[index].key ?? FileKey(device: 0, inode: 0), archive: archive,
          archiveLength: place.length, lead: place.endsInLine ? [10] : [], moved: cut.moved, cut: cut.front,
          opening: cut.opening, before: cut.before, after: cut.after, answered: Answered(name, reply))
        return carryOut(plan, cut.marks)
      }
    } catch {
      return refused(.impossible, error.what)
    }
  }

  private func carryOut(_ plan: ArchivePlan, _ marks: [UInt64]) -> Decision {
    let index = plan.home
    attention.insert(index)
    homes[index].isDirty = true
    change.endedArchives.removeAll { $0 == index }
    change.archives.append(plan)
    change.history += marks
    guard store() else {
      change.archives.removeAll()
      return .later
    }
    interrupted[index] = plan
    var obstacle: String?
    var failure: String?
    do {
      try effects.copyToArchive(plan)
      switch try effects.cutFront(index, plan.cut) {
      case .harmless: break
      case .inTheWay(let who), .unknown(let who): obstacle = who
      }
    } catch {
      failure = error.what
    }
    // Whatever was said, the file itself tells what has happened.
    switch settleArchive(index) {
    case .finished:
      archiveWait = nil
      return .done(plan.answered.reply.text)
    case .takenBack, .abandoned: _ = store()
    case .stuck: break
    }
    if let obstacle { return later(plan.answered.name, obstacle) }
    return refused(.impossible, failure ?? "the file was changed meanwhile")
  }

  private func refused(_ refusal: ArchiveRefusal, _ why: String) -> Decision {
    archiveWait = nil
    return .refused(refusal.text(why))
  }

  /// It is asked again, but not for ever.
  private func later(_ name: String, _ why: String) -> Decision {
    guard let wait = archiveWait, wait.name == name else {
      archiveWait = (name, now.steady)
      return .later
    }
    return now.steady - wait.since < Self.patience ? .later : refused(.busy, why)
  }
}
