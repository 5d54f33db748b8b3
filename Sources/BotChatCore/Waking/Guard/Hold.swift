/// A bot is not woken: bots alone have woken each other too often.
///
/// It stands in the file `bots/<bot>/held`, for everybody to see. Removing that file lifts it.
/// Source: R19, DESIGN 6.
package struct Hold: Sendable, Equatable {
  /// Wall clock, nanoseconds since 1970.
  package var since: Int64
  /// Wall clock, nanoseconds since 1970; nil: until somebody lifts it.
  package var until: Int64?
  /// Whose wakes led to it, the bot itself among them: a person who speaks to one of them releases all.
  package var group: [String]
  /// For people, without a full stop.
  package var why: String

  package init(since: Int64, until: Int64?, group: [String], why: String) {
    self.since = since
    self.until = until
    self.group = group
    self.why = why
  }

  /// The text of the file: a line each.
  package var text: String {
    var lines = ["since: \(since)"]
    if let until { lines.append("until: \(until)") }
    if !group.isEmpty { lines.append("group: \(group.joined(separator: " "))") }
    lines.append("why: \(why)")
    return lines.joined(separator: "\n") + "\n"
  }

  /// Reads the file back.
  ///
  /// A person may have made it with `touch`, and a crash may have cut it: whatever is no such text is a hold
  /// without end from `modified` (the file's time) on. Doubt costs a wake that comes late; the other way
  /// round it would cost money.
  package init(text: String, modified: Int64) {
    var values: [Substring: String] = [:]
    for line in text.split(whereSeparator: \.isNewline) {
      let parts = line.split(separator: ":", maxSplits: 1)
      if parts.count == 2 { values[parts[0]] = parts[1].split(separator: " ").joined(separator: " ") }
    }
    // The reason is written last: with it, nothing before it was cut off.
    guard let why = values["why"], let since = values["since"].flatMap({ Int64($0) }) else {
      self.init(since: modified, until: nil, group: [], why: "the file held does not say until when")
      return
    }
    let group = values["group"]?.split(separator: " ").map(String.init).filter(NameGrammar.allows)
    self.init(since: since, until: values["until"].flatMap { Int64($0) }, group: group ?? [], why: why)
  }

  /// The hold as it can be at `now`: begun by then, and over after `longest`.
  ///
  /// The wall clock may have jumped back since it was made.
  func limited(to longest: Interval, at now: Int64) -> Hold {
    guard let until else { return self }
    var hold = self
    hold.since = min(since, now)
    hold.until = min(until, hold.since + longest.nanoseconds)
    return hold
  }
}
