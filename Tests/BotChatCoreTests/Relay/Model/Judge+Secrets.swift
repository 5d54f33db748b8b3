import BotChatCore

extension Judge {
  /// What is said that nobody should hear of: by the canary in an open home, or by anybody else in the canary's (H2).
  static func secrets(_ play: Play) -> [String] {
    var broken: [String] = []
    for home in play.roster.homes.indices {
      let isPrivate = home >= play.village.homes.count
      for line in play.relayed(home).split(separator: "\n") where line.hasPrefix("### 2") {
        // A crash may have torn it.
        let sender = String(line.firstRange(of: " - ").map { line[$0.upperBound...] } ?? "").prefix {
          $0 != " "
        }
        let isWrong = isPrivate ? !"Canary-Out".hasPrefix(sender) : sender.hasPrefix("Canary-")
        if isWrong { broken.append("home \(home): \(line)") }
      }
      let label = play.roster.homes[home].label
      for problem in play.engine.problems.values where isPrivate {
        if problem.key.subject != label,
          problem.key.subject.contains(label) || problem.what.contains("Canary-Out wrote")
        {
          broken.append("a problem of the canary is listed: \(problem.key.subject): \(problem.what)")
        }
      }
    }
    return broken
  }
}
