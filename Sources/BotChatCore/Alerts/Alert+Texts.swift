// What the person reads. Names are of the name grammar; a `why` was made one harmless line by the caller.
extension Alert {
  /// A bot cannot be woken; the messages wait and it is tried again.
  package static func wakeFailing(_ bot: String, failures: Int, why: String) -> Alert {
    Alert(
      Key(.wakeFailing, bot),
      "\(bot) cannot be woken: \(failures) attempts failed, the last one: \(why); it is tried again until it succeeds"
    )
  }

  /// A bot shows no sign of life though every wake succeeded.
  package static func wakeUnanswered(_ bot: String, wakes: Int, within: Interval) -> Alert {
    Alert(
      Key(.wakeUnanswered, bot),
      "\(bot) was woken \(wakes == 1 ? "once" : "\(wakes) times") and showed no sign of life within \(within)"
        + (wakes == 1 ? "" : " of each wake"))
  }

  /// The rescue of a silent bot was run.
  package static func rescueRun(_ bot: String) -> Alert {
    Alert(Key(.rescueRun, bot), "\(bot) stayed silent: its rescue was run, and it is woken once more")
  }

  /// The rescue of a silent bot failed; nothing more is tried.
  package static func rescueFailed(_ bot: String, why: String) -> Alert {
    Alert(Key(.rescueFailed, bot), "\(bot) stayed silent, and its rescue failed: \(why)")
  }

  /// Bots only wake each other and are held.
  package static func held(_ bot: String, _ hold: Hold) -> Alert {
    Alert(
      heldKey(bot, hold),
      "\(bot) is not woken\(hold.until == nil ? "" : " for now"): \(hold.why); a line of yours, or "
        + "`botchat resume`, ends it")
  }

  /// What the holds of one group have in common, so that the person is told once of all of them.
  ///
  /// By the first name, because a group that is seen again has often grown by one.
  package static func heldKey(_ bot: String, _ hold: Hold) -> Key {
    Key(.held, ((hold.group + [bot]).map { $0.lowercased() }.min() ?? bot))
  }

  /// A token file is refused, and what needs it is not done.
  package static func tokenRefused(_ path: String, why: String) -> Alert {
    Alert(Key(.tokenRefused, path), "the token file \(path) is refused: \(why)")
  }

  /// The hub does not let a link in: somebody has to change something.
  package static func linkRefused(_ bot: String, why: String) -> Alert {
    Alert(Key(.linkRefused, bot), "the hub does not let the link of \(bot) in: \(why)")
  }

  /// That a problem is over; nil where its end is no news.
  static func solution(of key: Key) -> Alert? {
    switch key.kind {
    case .wakeFailing: Alert(key, "\(key.subject) can be woken again")
    case .wakeUnanswered: Alert(key, "\(key.subject) shows a sign of life again")
    case .tokenRefused: Alert(key, "the token file \(key.subject) is accepted again")
    case .linkRefused: Alert(key, "the hub lets the link of \(key.subject) in again")
    case .unhealthy: Alert(key, "\(key.subject) is well again")
    case .rescueRun, .rescueFailed, .held, .restarted: nil
    }
  }
}
