/// What the person was told and when, as it is stored.
///
/// All times are of the wall clock, nanoseconds since 1970.
/// Source: W7.
package struct AlertMemory: Sendable, Equatable {
  /// The problems that the person was told of and that are not solved, by the time of telling.
  package var told: [Alert.Key: Int64]
  /// When alerts were sent, within the last hour.
  package var times: [Int64]
  /// When urgent ones were sent, within the last hour.
  package var urgentTimes: [Int64]

  package init(told: [Alert.Key: Int64] = [:], times: [Int64] = [], urgentTimes: [Int64] = []) {
    self.told = told
    self.times = times
    self.urgentTimes = urgentTimes
  }

  /// A line for each time and each problem.
  package var text: String {
    let sent = times.map { "sent \($0)\n" } + urgentTimes.map { "urgent \($0)\n" }
    // A path may hold a line feed; such a problem is told once more, and forges no line.
    let problems = told.filter { !$0.key.subject.contains(where: \.isNewline) }
      .map { "told \($0.value) \($0.key.kind.rawValue) \($0.key.subject)\n" }
    return (sent + problems.sorted()).joined()
  }

  /// Reads the text back; what is no such line is left out: an alert too many is better than none.
  package init(text: String) {
    self.init()
    for line in text.split(whereSeparator: \.isNewline) {
      let words = line.split(separator: " ", maxSplits: 3, omittingEmptySubsequences: false)
      guard words.count >= 2, let time = Int64(words[1]) else { continue }
      if words[0] == "sent", words.count == 2 { times.append(time) }
      if words[0] == "urgent", words.count == 2 { urgentTimes.append(time) }
      if words[0] == "told", words.count == 4, let kind = Alert.Kind(rawValue: String(words[2])) {
        told[Alert.Key(kind, String(words[3]))] = time
      }
    }
  }

  private static let most = 1000

  /// Forgets what is too old to matter, and sets right what a clock that jumped left in the future.
  mutating func settle(at now: Int64) {
    func recent(_ times: [Int64]) -> [Int64] {
      times.map { min($0, now) }.filter { $0 > now - Interval.hours(1).nanoseconds }
    }
    times = recent(times)
    urgentTimes = recent(urgentTimes)
    told = told.mapValues { min($0, now) }.filter { $0.value > now - Interval.days(30).nanoseconds }
    // Keys are made of what is configured, so this many only come from a file that is not ours.
    if told.count > Self.most {
      let newest = told.sorted { $0.value > $1.value }.prefix(Self.most)
      told = Dictionary(uniqueKeysWithValues: newest.map { ($0.key, $0.value) })
    }
  }
}
