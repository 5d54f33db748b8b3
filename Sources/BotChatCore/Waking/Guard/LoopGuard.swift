/// Decides whether a bot may be woken now, or whether bots only wake each other.
///
/// It judges by marks, one for each wake that no trusted person caused, of the last hour and after the last
/// lift. Where half of a limit is reached the wakes of this bot are spaced out, at the limit they are held.
///
/// Where everybody's marks can be seen, a group is woken at most `wakesPerHour` times in any hour without a
/// lift; wakes that are judged at the same instant, or a bot that was never in the group, may add one each. A
/// monitor in a container sees only its own marks: there each bot is woken at most that often.
///
/// Source: R19.
package struct LoopGuard: Sendable {
  package enum Verdict: Sendable, Equatable {
    /// Woken now.
    case free
    /// Not before `until` (wall clock, nanoseconds), which is at most an hour away.
    case spaced(until: Int64, why: String)
    /// Not woken; to be stored in `held` when it differs from what stands there.
    case held(Hold)
  }

  private let settings: GuardSettings
  private let bot: FoldedName

  /// The guard of one bot, by its configured name.
  package init(_ settings: GuardSettings, bot: String) {
    self.settings = settings
    self.bot = FoldedName(text: bot)
  }

  /// Whether so few marks have no other verdict than `free`, whoever caused them: then nobody need look closer.
  ///
  /// A wake is not to wait for the names of a thousand others where the limits are high.
  package func isFree(_ marks: Int, lastPerson: Int64?, watchedSince: Int64, hold: Hold?, now: Int64) -> Bool
  {
    hold == nil && !WakeRate(wakes: marks, limit: least, among: []).isHalfReached
      && quietPause(since: lastPerson ?? watchedSince, at: now) == nil
  }

  private var least: Int { min(settings.wakesPerHour, settings.pairWakesPerHour) }

  /// Judges what is pending.
  ///
  /// Any verdict but `held` means that a hold, if there was one, is over: the caller removes `held`, and
  /// notes the end of a hold that has run its time as a lift, so that marks from before it stay forgotten. A
  /// wake for a trusted person is free, makes no mark, and is noted as a lift at `now`.
  ///
  /// - Parameters:
  ///   - causes: Who wrote what is pending, without trusted people and without Relay.
  ///   - hasTrustedPerson: Whether a trusted line of a person is pending (R20).
  ///   - marks: All that can be seen, this bot's after `prune`.
  ///   - lastPerson: When a trusted person last spoke or lifted a hold; nil: never since `watchedSince`.
  ///   - watchedSince: From when on anybody would have noticed.
  ///   - liftedAt: The newest lift of any bot of the `group`.
  ///   - hold: What `held` says, also when its time is over.
  ///   - now: The wall clock, nanoseconds since 1970, as all of these times.
  /// - Returns: Whether, or from when on, the bot may be woken.
  package func verdict(
    causes: [String], hasTrustedPerson: Bool, marks: [WakeMark], lastPerson: Int64?, watchedSince: Int64,
    liftedAt: Int64?, hold: Hold?, now: Int64
  ) -> Verdict {
    if hasTrustedPerson { return .free }
    // A lift from the future would switch the guard off until the clock has caught up.
    var forgotten = liftedAt.flatMap { $0 <= now ? $0 : nil }
    if let hold = hold?.limited(to: settings.holdFor, at: now), forgotten.map({ $0 < hold.since }) ?? true {
      guard let end = hold.until, end <= now else { return .held(hold) }
      forgotten = end
    }
    let counted = marks.filter { counts($0, forgotten: forgotten, at: now) }
    let group = WakeGroup(of: bot, in: counted)
    let rates = rates(causes, counted, group)
    if let rate = rates.first(where: \.isReached) {
      let until = now + settings.holdFor.nanoseconds
      return .held(
        Hold(since: now, until: until, group: group.members, why: "\(rate) without a line of a person"))
    }

    var pause: Int64 = 0
    var why = ""
    if let rate = rates.first(where: \.isHalfReached) {
      pause = settings.spacing.nanoseconds
      why = rate.description
    }
    if let quiet = quietPause(since: lastPerson ?? watchedSince, at: now), quiet > pause {
      pause = quiet
      why = "no line of a person for a long time"
    }
    let last = marks.lazy.filter { isOwn($0) && $0.at <= now }.map(\.at).max()
    guard let last, last > now - pause else { return .free }
    return .spaced(until: last + pause, why: "\(why): \(Interval(nanoseconds: pause)) between two wakes")
  }

  /// Who is in it with this bot: by the marks of the last hour, and by its hold, which may last longer.
  package func group(marks: [WakeMark], hold: Hold?, now: Int64) -> [String] {
    let recent = marks.filter { counts($0, forgotten: nil, at: now) }
    let group = WakeGroup(of: bot, in: recent).members
    let known = Set(group.map(FoldedName.init))
    return group + (hold?.group ?? []).filter { !known.contains(FoldedName(text: $0)) }
  }

  /// This bot's own marks as they are to be stored and judged, oldest first.
  ///
  /// Those older than an hour are dropped, and those beyond the limit of the group: more than that change no
  /// verdict. The clock has jumped back since a mark from the future was made: it becomes one of just now, and
  /// of before a lift that comes now.
  package func prune(_ marks: [WakeMark], now: Int64) -> [WakeMark] {
    var kept = marks.filter { $0.at > now - Self.hour }
    for place in kept.indices where kept[place].at > now { kept[place].at = now - 1 }
    return kept.sorted { $0.at < $1.at }.suffix(settings.wakesPerHour)
  }

  private static let hour = Interval.hours(1).nanoseconds

  /// Whether a mark is of the last hour and after what is forgotten.
  ///
  /// One from the future, which only its own bot's holder can set right, counts as now; but not when it may
  /// be from before a lift, or a clock that was wrong once would hold this bot again and again.
  private func counts(_ mark: WakeMark, forgotten: Int64?, at now: Int64) -> Bool {
    guard mark.at <= now else { return forgotten == nil }
    return mark.at > now - Self.hour && mark.at >= forgotten ?? .min
  }

  private func isOwn(_ mark: WakeMark) -> Bool { FoldedName(text: mark.bot) == bot }

  /// The group's rate, and that of this bot with each of `causes`.
  private func rates(_ causes: [String], _ marks: [WakeMark], _ group: WakeGroup) -> [WakeRate] {
    var pairs: [FoldedName: Int] = [:]
    for mark in marks {
      let woken = FoldedName(text: mark.bot)
      let names = Set(mark.causes.map(FoldedName.init))
      if woken == bot {
        for cause in names { pairs[cause, default: 0] += 1 }
      } else if names.contains(bot) {
        pairs[woken, default: 0] += 1
      }
    }
    return [WakeRate(wakes: group.wakes, limit: settings.wakesPerHour, among: group.members)]
      + causes.map {
        let wakes = pairs[FoldedName(text: $0)] ?? 0
        return WakeRate(wakes: wakes, limit: settings.pairWakesPerHour, among: [bot.text, $0])
      }
  }

  /// The pause between two wakes after a long time without a person; nil: it was not that long.
  ///
  /// A loop that is slower than every limit would otherwise go on for ever. With the defaults it comes down
  /// to a wake an hour within four days, and no bot that is woken less often notices.
  private func quietPause(since: Int64, at now: Int64) -> Int64? {
    let stretches = (now - max(0, min(since, now))) / settings.quietAfter.nanoseconds
    guard stretches > 0 else { return nil }
    // Twelve doublings make more than an hour of a second, and cannot overflow.
    return min(settings.spacing.nanoseconds << min(stretches - 1, 12), Self.hour)
  }
}
