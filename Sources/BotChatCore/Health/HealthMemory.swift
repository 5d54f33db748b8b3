/// What one health check leaves to the next.
///
/// Times are of the steady clock, nanoseconds since the boot that `boot` names; after another boot none of them
/// means anything, and they are forgotten. Source: H2, H3.
package struct HealthMemory: Sendable, Equatable {
  /// The identity of the boot in which it was written.
  package var boot: String
  /// When the last check began; nil: there was none in this boot.
  package var lastRun: Int64?
  /// Wall clock less the clock that counts since boot, nanoseconds: it changes when somebody sets the clock.
  package var clockOffset: Int64?
  /// The tries to start each daemon, by its key.
  package var tries: [String: RestartPolicy]
  /// How often each daemon was started by a check, ever, by its key.
  package var starts: [String: Int]
  /// The number of the last message through the private pair.
  package var canaries: Int
  /// What was not ok in the last run, by the key of its finding.
  package var standing: [String: Severity]

  package init(
    boot: String, lastRun: Int64? = nil, clockOffset: Int64? = nil, tries: [String: RestartPolicy] = [:],
    starts: [String: Int] = [:], canaries: Int = 0, standing: [String: Severity] = [:]
  ) {
    self.boot = boot
    self.lastRun = lastRun
    self.clockOffset = clockOffset
    self.tries = tries
    self.starts = starts
    self.canaries = canaries
    self.standing = standing
  }

  /// A line for each value, the key of a finding last in its line.
  package var text: String {
    var lines = ["boot \(boot)", "canaries \(canaries)"]
    if let lastRun { lines.append("run \(lastRun)") }
    if let clockOffset { lines.append("clock \(clockOffset)") }
    lines += tries.sorted { $0.key < $1.key }.map { "try \($0.value.attempts) \($0.value.last) \($0.key)" }
    lines += starts.sorted { $0.key < $1.key }.map { "starts \($0.value) \($0.key)" }
    // A path may hold a line end; what stands at such a one is news in every run, and forges no line.
    lines += standing.filter { !$0.key.contains(where: \.isNewline) }.sorted { $0.key < $1.key }
      .map { "standing \($0.value.rawValue) \($0.key)" }
    return lines.map { "\($0)\n" }.joined()
  }

  /// Reads the text back, in the boot of this identity; what is no such line is left out.
  package init(text: String, boot: String) {
    self.init(boot: boot)
    var then = ""
    for line in text.split(whereSeparator: \.isNewline) {
      let words = line.split(separator: " ", omittingEmptySubsequences: false)
      let numbers = words.dropFirst().prefix(2).map { Int64($0) }
      let rest = { (count: Int) in words.dropFirst(count).joined(separator: " ") }
      switch (words[0], numbers.first.flatMap(\.self)) {
      case ("boot", _): then = rest(1)
      case ("run", let time?): lastRun = time
      case ("clock", let offset?): clockOffset = offset
      case ("canaries", let count?): canaries = Int(max(0, min(count, 1 << 53)))
      case ("starts", let count?): starts[rest(2)] = Int(max(0, min(count, 1 << 53)))
      case ("try", let count?):
        guard numbers.count == 2, let last = numbers[1] else { continue }
        tries[rest(3)] = RestartPolicy(attempts: Int(max(0, min(count, 1 << 20))), last: last)
      case ("standing", let number?):
        standing[rest(2)] = Int32(exactly: number).flatMap(Severity.init(rawValue:))
      default: continue
      }
    }
    guard then != boot else { return }
    lastRun = nil
    clockOffset = nil
    tries = [:]
  }
}
