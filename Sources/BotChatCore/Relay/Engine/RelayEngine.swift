import BotChatFormat

/// The relay's decisions: looks at files when a hint or a timer says so, judges what is new, and carries it.
///
/// One mechanism serves every rule of section 3: a distrusted position per home, a log of what was seen, and
/// one queue per destination. A turn reads every file that may have changed before it writes any (R2), writes,
/// syncs what it wrote, and only then stores the new positions (R11).
///
/// One thread calls it and no call comes back into it, so the run-time check of each access to its properties,
/// a seventh of the work before a write, is switched off.
package final class RelayEngine {
  package let effects: any RelayEffects
  package let roster: Roster
  package let timing: Timing
  /// The largest body that is delivered, in bytes (R14).
  package let limit: Int
  package let everyHome: HomeSet
  /// Every one that is not private.
  package let openHomes: HomeSet
  package let role: Role

  @exclusivity(unchecked) package internal(set) var homes: [Home] = []
  @exclusivity(unchecked) package internal(set) var destinations: [Destination] = []
  @exclusivity(unchecked) package internal(set) var ledger = Ledger()
  /// Problems that are open.
  @exclusivity(unchecked) package internal(set) var problems: [Problem.Key: Problem] = [:]
  /// Why nothing is delivered at all (R3: another relay).
  @exclusivity(unchecked) package internal(set) var halted: String?

  @exclusivity(unchecked) var now = Moment(steady: 0, wall: 0)
  @exclusivity(unchecked) var turnNumber = 0
  @exclusivity(unchecked) var change = StateChange()
  @exclusivity(unchecked) var journal: [JournalEntry] = []
  /// Homes that were touched in this turn, or wait for a timer, their bytes or their queue: a turn looks at no other.
  @exclusivity(unchecked) var attention = HomeSet()
  /// Homes whose files are known to hold bytes that have not been read.
  @exclusivity(unchecked) var unread = HomeSet()
  @exclusivity(unchecked) var stateRetryAt: Int64 = 0
  @exclusivity(unchecked) var stateFailures = 0
  @exclusivity(unchecked) var noticesSent: Set<String> = []
  @exclusivity(unchecked) var noticeDay: Int64 = 0
  @exclusivity(unchecked) var repeats = RepeatWatch()
  /// The request that was done last, and is stored.
  @exclusivity(unchecked) var answered: Answered?
  /// Archives that a kill or a failure has interrupted, by home.
  @exclusivity(unchecked) var interrupted: [Int: ArchivePlan] = [:]
  /// Since when an archive has been waiting for somebody, on the steady clock, and the name of the request.
  @exclusivity(unchecked) var archiveWait: (name: String, since: Int64)?
  /// How often a message has been written again, by mark (R10).
  @exclusivity(unchecked) var restores: [UInt64: Int] = [:]

  /// Messages of this turn that are not in the ledger yet.
  @exclusivity(unchecked) var unidentified: [NewMessage] = []
  /// Messages of homes with several residents, to be watched when the turn's deliveries are out (R10).
  @exclusivity(unchecked) var neighbours: [Neighbour] = []
  /// Where headers stand in the homes that are being caught up, as far as anybody asked.
  @exclusivity(unchecked) var historyPlaces: [Int: HistoryPlaces] = [:]
  /// The numbers of those at home in each home, ascending.
  let residents: [[Int]]

  // Scratch, kept to save allocations.
  @exclusivity(unchecked) var buffer: [UInt8] = []
  @exclusivity(unchecked) var canonical: [UInt8] = []

  /// What the messages are read for.
  package enum Role: Sendable {
    /// To carry them to the homes that they name.
    case carrying
    /// To note what came in, and to change nothing: so a bot is woken with the very eyes of the relay (W2).
    case listening
    /// To note what others wrote, whole, and to write what comes from another machine: a bot that lives there has a
    /// postman here (DESIGN 9).
    case posting

    /// Whether messages are noted, and none is carried.
    package var isHearing: Bool { self != .carrying }
  }

  /// How much of a file is read at once; also what is written before it is synced.
  static var chunk: Int { 512 << 10 }

  package init(
    effects: any RelayEffects, roster: Roster, timing: Timing, limit: Int, role: Role = .carrying
  ) {
    self.role = role
    self.effects = effects
    self.roster = roster
    self.timing = timing
    self.limit = limit
    everyHome = HomeSet(roster.homes.indices)
    openHomes = HomeSet(roster.openHomes)
    residents = roster.homes.map { home in home.members.map { roster.members[$0].number }.sorted() }
    homes = roster.homes.indices.map { index in
      Home(index: index, reader: liveReader(index, at: 0, .preamble))
    }
    destinations = roster.homes.indices.map { _ in Destination() }
  }

  /// What happened since the last call.
  package func takeJournal() -> [JournalEntry] {
    defer { journal.removeAll(keepingCapacity: true) }
    return journal
  }

  /// Stores everything, at the end or before the layout changes.
  package func storeAll() -> Bool { store() }

  /// Says whether inotify works; the poll carries on without it.
  package func noteWatching(_ failure: String?) {
    if let failure {
      raise(.watching, "inotify", failure)
    } else {
      solve(Problem.Key(.watching, "inotify"))
    }
  }

  /// Says that the state is gone: delivery stops with the next attempt to store, and goes on when one succeeds.
  package func noteStateLoss(_ what: String) { raise(.state, "state", what) }

  /// Whether nothing is left to do but to wait for somebody else.
  package var isIdle: Bool { isIdle(without: { _ in false }) }

  /// Whether only waiting is left, or what fails time and again (`--once`): a state that cannot be stored, a file
  /// that cannot be opened.
  package var hasDoneWhatItCan: Bool { stateFailures > 5 || isIdle(without: isUnreadable) }

  /// Whether a file that changed could not be opened or read.
  package var leavesFilesUnread: Bool { homes.indices.contains(where: isUnreadable) }

  private func isIdle(without isLeftOut: (Int) -> Bool) -> Bool {
    unread.isEmpty && stateFailures == 0
      && homes.allSatisfy { home in
        (home.presence != .unsettled || isLeftOut(home.index))
          && (home.presence != .steady || home.judgeAt(timing) == nil)
          && (destinations[home.index].isEmpty
            || (home.presence != .steady || effects.stop(home.index) != nil)
            || halted != nil || destinations[home.index].failures > 0)
      }
  }

  private func isUnreadable(_ index: Int) -> Bool {
    homes[index].isUnreadable && (homes[index].presence == .unsettled || homes[index].notBegun != nil)
  }

  /// One turn.
  ///
  /// - Parameters:
  ///   - hinted: the homes that may have changed; nil: look at every one.
  ///   - now: the time of this turn.
  /// - Returns: the steady time of the next turn that a timer asks for; not later than the poll.
  package func turn(_ hinted: HomeSet?, at now: Moment) -> Int64 {
    self.now = now
    turnNumber += 1
    if stateFailures > 0 {
      guard now.steady >= stateRetryAt, store() else { return stateRetryAt }
    }
    for index in hinted ?? everyHome { attention.insert(index) }
    for index in attention
    where hinted?.contains(index) ?? true || unread.contains(index) || homes[index].presence == .unsettled {
      look(index)
    }
    judgeWhatSettled()
    deliver()
    watchNeighbours()
    if hinted == nil { sweep() }
    _ = store()
    if unread.isEmpty { historyPlaces.removeAll() }
    for index in attention where !needsAttention(index) { attention.remove(index) }
    return nextTurn()
  }

  private func needsAttention(_ index: Int) -> Bool {
    homes[index].isDirty || homes[index].presence == .unsettled || unread.contains(index)
      || !destinations[index].isEmpty || homes[index].judgeAt(timing) != nil
  }

  private func nextTurn() -> Int64 {
    if stateFailures > 0 { return stateRetryAt }
    if !unread.isEmpty { return now.steady }
    var next = now.steady + timing.poll
    for index in attention {
      if homes[index].presence == .unsettled { next = min(next, unsettledUntil(homes[index])) }
      if homes[index].presence == .steady, let judgeAt = homes[index].judgeAt(timing) {
        next = min(next, judgeAt)
      }
      guard !destinations[index].isEmpty, homes[index].presence == .steady, halted == nil else { continue }
      if effects.stop(index) != nil { continue }
      next = min(next, max(destinations[index].retryAt, freeAt(index)))
    }
    return max(next, now.steady)
  }

  func liveReader(_ home: Int, at offset: Int, _ context: Context, isInLine: Bool = false) -> ChatReader {
    ChatReader(
      .live, at: offset, context: context, isInLine: isInLine, limit: limit,
      vocabulary: vocabulary(at: home))
  }

  func vocabulary(at home: Int) -> Vocabulary {
    role.isHearing ? roster.listeningVocabulary(at: home) : roster.vocabulary(at: home)
  }

  /// What was found and is nobody's parcel is forgotten once no unread mail can ask for it.
  private func forgetFound(_ index: Int) {
    guard !destinations[index].found.isEmpty, destinations[index].isEmpty, unread.isEmpty,
      homes.allSatisfy({ $0.presence != .unsettled && $0.reader.remainder.byteCount == 0 })
    else { return }
    destinations[index].found.removeAll()
    homes[index].isDirty = true
  }

  /// Housekeeping at the poll.
  private func sweep() {
    for index in homes.indices {
      lookAtRetired(index)
      if interrupted[index] != nil { settleArchive(index) }
      forgetFound(index)
      let expired = homes[index].kept.filter { $0.until <= now.wall }
      guard !expired.isEmpty else { continue }
      homes[index].kept.removeAll { $0.until <= now.wall }
      for message in expired { change.drop(message) }
    }
  }
}
