/// Which alerts reach the person: each problem once, and never a flood of them.
///
/// A problem that stands may be offered as often as anybody looks: it is told once, and again after a day. Its
/// end is told once, when the problem was.
///
/// Source: W7.
package struct AlertPolicy: Sendable {
  package enum Decision: Sendable, Equatable {
    /// The person is told this text.
    case tell(String)
    /// The person knows already, or never knew of the problem that is over.
    case known
    /// There were too many within the hour: it stands only in the log, and a problem may be offered again.
    case tooMany
  }

  /// To be stored when it has changed, before anything is sent: a crash then costs an alert, not a flood.
  package private(set) var memory: AlertMemory
  private let perHour: Int

  /// Makes the policy from what is stored; `perHour` alerts are sent in an hour at most, and as many urgent ones.
  package init(memory: AlertMemory = AlertMemory(), perHour: Int = 6) {
    self.memory = memory
    self.perHour = perHour
  }

  /// Judges a problem that stands at `now` (wall clock, nanoseconds since 1970).
  package mutating func offer(_ alert: Alert, at now: Int64) -> Decision {
    memory.settle(at: now)
    if let told = memory.told[alert.key], told > now - Interval.days(1).nanoseconds { return .known }
    let decision = send(alert, at: now)
    if decision != .tooMany { memory.told[alert.key] = now }
    return decision
  }

  /// Judges the end of a problem.
  ///
  /// Nobody is told of the end of a rescue or a hold; but when the problem comes again, that is news. So the
  /// hold that a person lifted is ended here, and one that decayed is not: it would be told every hour.
  package mutating func solved(_ key: Alert.Key, at now: Int64) -> Decision {
    memory.settle(at: now)
    guard memory.told.removeValue(forKey: key) != nil, let alert = Alert.solution(of: key) else {
      return .known
    }
    return send(alert, at: now)
  }

  /// The alert could not be sent: the next offer of the problem tells it.
  package mutating func wasNotSent(_ key: Alert.Key) { memory.told[key] = nil }

  /// The end of a problem could not be sent: the next one who sees it tells it.
  package mutating func endWasNotSent(_ key: Alert.Key, at now: Int64) { memory.told[key] = now }

  private mutating func send(_ alert: Alert, at now: Int64) -> Decision {
    let count = alert.isUrgent ? memory.urgentTimes.count : memory.times.count
    guard count < perHour else { return .tooMany }
    if alert.isUrgent { memory.urgentTimes.append(now) } else { memory.times.append(now) }
    guard count + 1 == perHour else { return .tell(alert.text) }
    let kind = alert.isUrgent ? "such alerts" : "alerts"
    return .tell("\(alert.text) (more than \(perHour) \(kind) within an hour are only in the log)")
  }
}
